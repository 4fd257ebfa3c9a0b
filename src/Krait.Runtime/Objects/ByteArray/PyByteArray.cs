namespace Krait.Runtime;

/// <summary>
/// bytearray(iterable_of_ints) -> bytearray
/// bytearray(string, encoding[, errors]) -> bytearray
/// bytearray(bytes_or_buffer) -> mutable copy of bytes_or_buffer
/// bytearray(int) -> bytes array of size given by the parameter initialized with null bytes
/// bytearray() -> empty bytes array
///
/// Construct a mutable bytearray object from:
///   - an iterable yielding integers in range(256)
///   - a text string encoded using the specified encoding
///   - a bytes or a buffer object
///   - any object implementing the buffer API.
///   - an integer
/// </summary>
[PyType("bytearray", BaseType = true, BasicSize = 56, IsSequence = false, MatchSelf = true)]
public partial class PyByteArray : PyByteString
{
    private byte[] _data = [];

    /// <summary>Where the content begins: taking bytes from the front moves it.</summary>
    private int _start;
    private int _count;

    /// <summary>The allocated size as CPython counts it, with a terminating null; 0 for an empty array that never had content.</summary>
    private int _allocated;

    /// <summary>Views of the memory that are open: it must not move.</summary>
    private int _exports;

    private protected PyByteArray(PyType type) : base(type)
    {
    }

    /// <summary>The number of bytes.</summary>
    public int Length => _count;

    /// <summary>The number of bytes.</summary>
    public int Count => _count;

    /// <summary>The bytes; valid until the size next changes.</summary>
    public Span<byte> Span => _data.AsSpan(_start, _count);

    /// <summary>Takes over an array. Floating.</summary>
    public static PyByteArray From(byte[] data)
    {
        var made = new PyByteArray(TypeObject);
        made.Adopt(data);
        return made;
    }

    /// <summary>Copies the bytes. Floating.</summary>
    public static PyByteArray From(ReadOnlySpan<byte> data) => From(data.ToArray());

    private protected override ReadOnlySpan<byte> Content => Span;

    private protected override PyObject Make(byte[] data) => From(data);

    private protected override PyObject Same() => From(Span);

    private protected override PyObject Part(Range range) => From(Span[range]);

    /// <summary>A copy.</summary>
    private protected override PyObject SeparatorOf(PyObject given, ReadOnlySpan<byte> separator) => From(separator);

    private protected override ByteHold Hold() => new(this);

    /// <summary>Keeps the memory in its place.</summary>
    internal void AddExport() => _exports++;

    /// <summary>Takes back <see cref="AddExport"/>.</summary>
    internal void RemoveExport() => _exports--;

    private void Adopt(byte[] data)
    {
        _data = data;
        _start = 0;
        _count = data.Length;
        _allocated = data.Length == 0 ? 0 : data.Length + 1;
    }

    private void CheckResizable()
    {
        if (_exports > 0)
            throw Errors.Buffer("Existing exports of data: object cannot be re-sized");
    }

    /// <summary>Sets the number of bytes; what is new is undefined. Over-allocates when growing slowly.</summary>
    /// <exception cref="PythonException">BufferError while views are open.</exception>
    public void Resize(int count)
    {
        if (count == _count)
            return;
        CheckResizable();
        var allocated = _allocated;
        if ((long)count + _start + 1 <= allocated)
        {
            if (count >= allocated / 2)
            {
                _count = count;
                return;
            }
            allocated = count + 1;
        }
        else if (count <= allocated * 1.125)
        {
            allocated = (int)Math.Min((long)count + (count >> 3) + (count < 9 ? 3 : 6), Array.MaxLength);
        }
        else
        {
            if (count >= Array.MaxLength)
                throw Errors.Memory();
            allocated = count + 1;
        }
        var data = new byte[allocated];
        _data.AsSpan(_start, Math.Min(_count, count)).CopyTo(data);
        _data = data;
        _start = 0;
        _count = count;
        _allocated = allocated;
    }

    /// <summary>Replaces the bytes between two indices.</summary>
    internal void Splice(int low, int high, ReadOnlySpan<byte> values)
    {
        var growth = values.Length - (high - low);
        if (growth == 0)
        {
            values.CopyTo(Span[low..]);
            return;
        }
        CheckResizable();
        if ((long)_count + growth > Array.MaxLength)
            throw Errors.Memory();
        if (growth < 0)
        {
            if (low == 0)
            {
                _start -= growth;
                _count += growth;
                values.CopyTo(Span);
                ShrinkIfWasteful();
                return;
            }
            Span[high..].CopyTo(Span[(high + growth)..]);
            Resize(_count + growth);
        }
        else
        {
            var tail = _count - high;
            Resize(_count + growth);
            Span.Slice(high, tail).CopyTo(Span[(high + growth)..]);
        }
        values.CopyTo(Span[low..]);
    }

    private void ShrinkIfWasteful()
    {
        if (_count + 1 >= _allocated / 2)
            return;
        var data = new byte[_count + 1];
        Span.CopyTo(data);
        _data = data;
        _start = 0;
        _allocated = _count + 1;
    }

    internal override long SizeOf(ThreadState thread) => 56 + _allocated;
}
