namespace Krait.Runtime;

/// <summary>
/// The stack on which a thread's frames keep their locals and operands: large chunks, so that a frame's part never moves.
/// </summary>
internal sealed class DataStack
{
    private const int ChunkSize = 1 << 14;
    private readonly List<PyObject?[]> _chunks = [new PyObject?[ChunkSize]];
    private int _index;
    private int _top;

    /// <summary>Takes <paramref name="size"/> places; they may hold stale references.</summary>
    public PyObject?[] Allocate(int size, out int offset)
    {
        var chunk = _chunks[_index];
        if (_top + size <= chunk.Length)
        {
            offset = _top;
            _top += size;
            return chunk;
        }
        return AllocateInNext(size, out offset);
    }

    /// <summary>Gives back the places of the last frame, which began at <paramref name="offset"/> in <paramref name="chunk"/>.</summary>
    public void Free(PyObject?[] chunk, int offset)
    {
        if (!ReferenceEquals(_chunks[_index], chunk))
            LeaveChunk(chunk);
        _top = offset;
    }

    private void LeaveChunk(PyObject?[] chunk)
    {
        while (!ReferenceEquals(_chunks[_index], chunk))
            _index--;
        while (_chunks.Count > _index + 2)
            _chunks.RemoveAt(_chunks.Count - 1);
    }

    private PyObject?[] AllocateInNext(int size, out int offset)
    {
        _index++;
        if (_index == _chunks.Count)
            _chunks.Add(new PyObject?[Math.Max(ChunkSize, size)]);
        else if (_chunks[_index].Length < size)
            _chunks[_index] = new PyObject?[size];
        offset = 0;
        _top = size;
        return _chunks[_index];
    }
}
