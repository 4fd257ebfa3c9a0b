namespace Krait.Runtime;

public partial class PyBytes
{
    [PyNew(Signature = "")]
    private static PyObject New(
        ThreadState thread, PyType type, [Keyword] PyObject? source = null, [Keyword] string? encoding = null, [Keyword] string? errors = null)
    {
        var made = Construct(thread, source, encoding, errors);
        if (ReferenceEquals(type, TypeObject))
            return made;
        var instance = (PyBytes)type.Allocate!(thread, type);
        instance._data = made._data;
        return instance;
    }

    private static PyBytes Construct(ThreadState thread, PyObject? source, string? encoding, string? errors)
    {
        if (encoding is null && errors is null && source is not null && Op.LookupSpecial(thread, source, Names.Bytes) is { } method)
        {
            var result = Op.Call(thread, method);
            return result as PyBytes ?? throw Errors.Type($"__bytes__ returned non-bytes (type {result.Type.Name})");
        }
        if (ByteStrings.EncodedSource(thread, source, encoding, errors) is { } encoded)
            return From(encoded);
        if (source is null)
            return Empty;
        var size = ByteStrings.SizeOf(thread, source);
        return From(size >= 0 ? new byte[size] : ByteStrings.FromSource(thread, source, "bytes"));
    }

    [PySlot(nameof(PyType.TpHash))]
    private long Hash() => HashOf(this);

    [PySlot(nameof(PyType.TpRepr))]
    private PyObject Repr() => PyStr.FromBmp(ByteStrings.Repr(_data));

    [PySlot(nameof(PyType.TpStr))]
    private PyObject Str(ThreadState thread)
    {
        if (thread.Interpreter.Config.BytesWarning > 0)
            Op.Warn(thread, ExceptionTypes.BytesWarning, "str() on a bytes instance");
        return Repr();
    }

    [PySlot(nameof(PyType.TpRichCompare))]
    private static PyObject RichCompare(ThreadState thread, PyObject self, PyObject other, CompareOp op)
    {
        if (self is PyBytes left && other is PyBytes right)
            return ReferenceEquals(left, right) && op is CompareOp.Eq ? PyBool.True : ByteStrings.Compare(left._data, right._data, op);
        if (op is CompareOp.Eq or CompareOp.Ne)
            WarnOfComparison(thread, self, other);
        return PyNotImplemented.Instance;
    }

    internal static void WarnOfComparison(ThreadState thread, PyObject self, PyObject other)
    {
        if (thread.Interpreter.Config.BytesWarning == 0)
            return;
        if (self is PyStr || other is PyStr)
            Op.Warn(thread, ExceptionTypes.BytesWarning, $"Comparison between {self.Type.Name} and string");
        else if (self is PyInt || other is PyInt)
            Op.Warn(thread, ExceptionTypes.BytesWarning, $"Comparison between {self.Type.Name} and int");
    }

    [PySlot(nameof(PyType.SqLength))]
    [PySlot(nameof(PyType.MpLength))]
    private long GetLength() => _data.Length;

    [PySlot(nameof(PyType.SqItem))]
    private PyObject Item(long index)
    {
        if ((ulong)index >= (ulong)_data.Length)
            throw Errors.Index("index out of range");
        return PyInt.Small(_data[index]);
    }

    [PySlot(nameof(PyType.MpSubscript))]
    private PyObject Subscript(ThreadState thread, PyObject key)
    {
        if (key is PySlice slice)
        {
            var count = (int)slice.Indices(thread, _data.Length, out var start, out _, out var step);
            if (count <= 0)
                return Empty;
            return step == 1 ? Part((int)start..((int)start + count)) : From(ByteStrings.Stepped(_data, start, step, count));
        }
        return Op.TryAsIndex(thread, key, out var index)
            ? Item(Op.FromEnd(index, _data.Length))
            : throw Errors.Type($"byte indices must be integers or slices, not {key.Type.Name}");
    }

    [PySlot(nameof(PyType.SqContains))]
    private bool Contains(ThreadState thread, PyObject value) => ByteStrings.Contains(thread, _data, value);

    [PySlot(nameof(PyType.SqConcat))]
    private static PyObject Concat(ThreadState thread, PyObject self, PyObject other)
    {
        if (!PyBuffer.IsSupportedBy(other))
            throw Errors.Type($"can't concat {other.Type.Name} to {self.Type.Name}");
        var left = (PyBytes)self;
        using var right = ByteArgument.Open(thread, other);
        if (left.Length == 0 && other.GetType() == typeof(PyBytes))
            return other;
        return right.Span.Length == 0 && left.GetType() == typeof(PyBytes) ? left : From(ByteStrings.Concat(left._data, right.Span));
    }

    [PySlot(nameof(PyType.SqRepeat))]
    private PyObject Repeat(long count)
    {
        if (count == 1 || _data.Length == 0)
            return Same();
        // Not the one empty object: in CPython, too, this is a new one.
        if (count <= 0)
            return new PyBytes(TypeObject) { _data = [] };
        if (count > long.MaxValue / _data.Length)
            throw Errors.Overflow("repeated bytes are too long");
        return From(ByteStrings.Repeat(_data, count));
    }

    [PySlot(nameof(PyType.NbRemainder))]
    private static PyObject Remainder(ThreadState thread, PyObject left, PyObject right) =>
        left is PyBytes template ? From(ByteStrings.PercentFormat(thread, template._data, right)) : PyNotImplemented.Instance;

    [PySlot(nameof(PyType.TpIter))]
    private PyObject Iter(ThreadState thread) => PyBytesIterator.Create(thread, this);

    [PySlot(nameof(PyType.BfGetBuffer))]
    private void GetBuffer(ThreadState thread, PyBuffer view, BufferFlags flags) =>
        view.Fill(this, _data, 0, _data.Length, readOnly: true, flags);

    [PyMethod("__getnewargs__", Signature = "($self, /)")]
    private PyObject GetNewArgs(ThreadState thread) => PyTuple.Create(thread, Same());

    /// <summary>Convert this value to exact type bytes.</summary>
    [PyMethod("__bytes__")]
    private PyObject ToBytes() => Same();

    internal override long SizeOf(ThreadState thread) => 33 + _data.Length;
}
