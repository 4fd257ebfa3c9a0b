namespace Krait.Runtime;

/// <summary>
/// Text that several strs are a beginning of. The one that reaches to the end can be extended in place: the others do not see it.
/// </summary>
internal sealed class AppendBuffer
{
    private char[] _chars;
    private int _used;

    private AppendBuffer(int capacity) => _chars = new char[capacity];

    /// <summary>A buffer that holds two texts, with room for more.</summary>
    public static AppendBuffer Create(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        var used = left.Length + right.Length;
        var buffer = new AppendBuffer((int)Math.Min((long)used * 2, Array.MaxLength)) { _used = used };
        left.CopyTo(buffer._chars);
        right.CopyTo(buffer._chars.AsSpan(left.Length));
        return buffer;
    }

    /// <summary>Adds text behind the first <paramref name="length"/> chars; false where another str has done so.</summary>
    public bool TryAppend(int length, ReadOnlySpan<char> more)
    {
        if (length != _used || (long)length + more.Length > int.MaxValue / 4)
            return false;
        if (length + more.Length > _chars.Length)
            Array.Resize(ref _chars, (length + more.Length) * 2);
        more.CopyTo(_chars.AsSpan(length));
        _used = length + more.Length;
        return true;
    }

    /// <summary>The first <paramref name="length"/> chars.</summary>
    public string ToString(int length) => new(_chars, 0, length);
}
