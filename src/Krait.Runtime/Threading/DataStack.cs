using System.Runtime.CompilerServices;

namespace Krait.Runtime;

/// <summary>
/// The stack on which a thread's frames keep their locals and operands: large chunks, so that a frame's part never moves. A called frame may begin
/// within the operands of its caller (<see cref="PyFrame.PushOver"/>).
/// </summary>
internal sealed class DataStack
{
    /// <summary>The size of a chunk; of the first one of a thread that is likely to need little.</summary>
    public const int ChunkSize = 1 << 14, SmallChunkSize = 1 << 10;

    /// <summary>One past the last place in use in the chunk that is in use.</summary>
    internal int Top;

    private readonly List<PyObject?[]> _chunks;
    private PyObject?[] _chunk;
    private int _index;

    /// <summary>A stack whose first chunk has a number of places.</summary>
    public DataStack(int firstChunk = ChunkSize)
    {
        _chunk = new PyObject?[firstChunk];
        _chunks = [_chunk];
    }

    /// <summary>Takes <paramref name="size"/> places; they may hold stale references. <paramref name="saved"/> is what <see cref="Free"/> wants.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public PyObject?[] Allocate(int size, out int offset, out int saved)
    {
        var chunk = _chunk;
        var top = Top;
        if (top + size > chunk.Length)
            return AllocateInNext(size, out offset, out saved);
        offset = saved = top;
        Top = top + size;
        return chunk;
    }

    /// <summary>Gives back the places of the last frame.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Free(int saved)
    {
        if (saved < 0)
            LeaveChunk(saved);
        else
            Top = saved;
    }

    private PyObject?[] AllocateInNext(int size, out int offset, out int saved)
    {
        _index++;
        if (_index == _chunks.Count)
            _chunks.Add(new PyObject?[Math.Max(ChunkSize, size)]);
        else if (_chunks[_index].Length < size)
            _chunks[_index] = new PyObject?[size];
        offset = 0;
        // Negative: this frame has opened a chunk.
        saved = ~Top;
        Top = size;
        return _chunk = _chunks[_index];
    }

    private void LeaveChunk(int saved)
    {
        _chunk = _chunks[--_index];
        Top = ~saved;
        while (_chunks.Count > _index + 2)
            _chunks.RemoveAt(_chunks.Count - 1);
    }
}
