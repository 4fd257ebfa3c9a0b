namespace Krait.Modules.Sre;

/// <summary>The program that is being made. The framework's lists of ints would be compiled at the start of every program that imports <c>re</c>.</summary>
internal sealed class CodeBuffer
{
    private int[] _items = new int[64];

    public int Count { get; private set; }

    public ref int this[int index] => ref _items.AsSpan(0, Count)[index];

    public void Add(int item)
    {
        if (Count == _items.Length)
        {
            var grown = new int[Count * 2];
            _items.CopyTo((Array)grown, 0);
            _items = grown;
        }
        _items[Count++] = item;
    }

    public void RemoveRange(int start, int count)
    {
        Array.Copy(_items, start + count, _items, start, Count - start - count);
        Count -= count;
    }

    public int[] ToArray()
    {
        var copy = new int[Count];
        Array.Copy(_items, copy, Count);
        return copy;
    }
}
