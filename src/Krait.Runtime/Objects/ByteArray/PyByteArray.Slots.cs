namespace Krait.Runtime;

public partial class PyByteArray
{
    [PySlot(nameof(PyType.TpNew))]
    private static PyObject New(ThreadState thread, PyType type, ReadOnlySpan<PyObject> args, PyTuple? keywordNames) =>
        type.Allocate!(thread, type);

    [PyInit(Signature = "")]
    private void Init(
        ThreadState thread, [Keyword] PyObject? source = null, [Keyword] string? encoding = null, [Keyword] string? errors = null)
    {
        if (_count != 0)
            Resize(0);
        byte[] data;
        if (ByteStrings.EncodedSource(thread, source, encoding, errors) is { } encoded)
            data = encoded;
        else if (source is null)
            return;
        else if (ByteStrings.SizeOf(thread, source) is >= 0 and var size)
            data = new byte[size];
        else
            data = ByteStrings.FromSource(thread, source, "bytearray");
        CheckResizable();
        if (ReferenceEquals(data, (source as PyBytes)?.Data))
            data = (byte[])data.Clone();
        Adopt(data);
    }

    [PySlot(nameof(PyType.TpRepr))]
    private PyObject Repr() => PyStr.FromBmp(ByteStrings.Repr(Span, Type.Name + "(", ")", escapesQuote: true));

    [PySlot(nameof(PyType.TpStr))]
    private PyObject Str(ThreadState thread)
    {
        if (thread.Interpreter.Config.BytesWarning > 0)
            Op.Warn(thread, ExceptionTypes.BytesWarning, "str() on a bytearray instance");
        return Repr();
    }

    [PySlot(nameof(PyType.TpRichCompare))]
    private static PyObject RichCompare(ThreadState thread, PyObject self, PyObject other, CompareOp op)
    {
        if (!PyBuffer.IsSupportedBy(self) || !PyBuffer.IsSupportedBy(other))
        {
            if (op is CompareOp.Eq or CompareOp.Ne)
                PyBytes.WarnOfComparison(thread, self, other);
            return PyNotImplemented.Instance;
        }
        try
        {
            using var left = ByteArgument.Open(thread, self);
            using var right = ByteArgument.Open(thread, other);
            return ByteStrings.Compare(left.Span, right.Span, op);
        }
        catch (PythonException error) when (error.Matches(ExceptionTypes.BufferError))
        {
            return PyNotImplemented.Instance;
        }
    }

    [PySlot(nameof(PyType.SqLength))]
    [PySlot(nameof(PyType.MpLength))]
    private long GetLength() => _count;

    [PySlot(nameof(PyType.SqItem))]
    private PyObject Item(long index)
    {
        if ((ulong)index >= (ulong)_count)
            throw Errors.Index("bytearray index out of range");
        return PyInt.Small(_data[_start + index]);
    }

    [PySlot(nameof(PyType.MpSubscript))]
    private PyObject Subscript(ThreadState thread, PyObject key)
    {
        if (key is PySlice slice)
        {
            slice.Unpack(thread, out var start, out var stop, out var step);
            var count = (int)PySlice.AdjustIndices(_count, ref start, ref stop, step);
            if (count <= 0)
                return From(Array.Empty<byte>());
            return step == 1 ? From(Span.Slice((int)start, count)) : From(ByteStrings.Stepped(Span, start, step, count));
        }
        return Item(Op.FromEnd(IndexOf(thread, key), _count));
    }

    private static long IndexOf(ThreadState thread, PyObject key) => Op.TryAsIndex(thread, key, out var index)
        ? index
        : throw Errors.Type($"bytearray indices must be integers or slices, not {key.Type.Name}");

    [PySlot(nameof(PyType.SqAssItem))]
    private void SetItem(ThreadState thread, long index, PyObject? value)
    {
        var b = value is null ? (byte)0 : ByteStrings.AsByte(thread, value);
        if ((ulong)index >= (ulong)_count)
            throw Errors.Index("bytearray index out of range");
        if (value is null)
            Splice((int)index, (int)index + 1, default);
        else
            _data[_start + index] = b;
    }

    [PySlot(nameof(PyType.MpAssSubscript))]
    private void SetSubscript(ThreadState thread, PyObject key, PyObject? value)
    {
        if (key is PySlice slice)
        {
            SetSlice(thread, slice, value);
            return;
        }
        var index = IndexOf(thread, key);
        if (value is null)
        {
            SetItem(thread, Op.FromEnd(index, _count), null);
            return;
        }
        // Both conversions may run code that changes the array: the index is adjusted to what is left.
        var b = ByteStrings.AsByte(thread, value);
        index = Op.FromEnd(index, _count);
        if ((ulong)index >= (ulong)_count)
            throw Errors.Index("bytearray index out of range");
        _data[_start + index] = b;
    }

    private void SetSlice(ThreadState thread, PySlice slice, PyObject? value)
    {
        slice.Unpack(thread, out var start, out var stop, out var step);
        byte[] values = [];
        if (value is not null)
        {
            if (value is PyStr or PyInt)
                throw Errors.Type("can assign only bytes, buffers, or iterables of ints in range(0, 256)");
            values = SliceValues(thread, value);
        }
        var count = (int)PySlice.AdjustIndices(_count, ref start, ref stop, step);
        if (step == 1)
        {
            var low = (int)start;
            Splice(low, Math.Max(low, (int)stop), values);
            return;
        }
        if (values.Length == 0)
            CheckResizable();
        if (values.Length == 0 && (value is null || count == 0))
        {
            DeleteStepped(start, step, count);
            return;
        }
        if (values.Length != count)
            throw Errors.Value($"attempt to assign bytes of size {values.Length} to extended slice of size {count}");
        for (var i = 0; i < count; i++, start += step)
            _data[_start + start] = values[i];
    }

    private static byte[] SliceValues(ThreadState thread, PyObject value)
    {
        if (PyBuffer.IsSupportedBy(value))
            return Op.CopyBytes(thread, value);
        if (!Op.IsIterable(value))
            throw Errors.Type("can assign only bytes, buffers, or iterables of ints in range(0, 256)");
        return ByteStrings.FromIterable(thread, value, "byte must be in range(0, 256)");
    }

    private void DeleteStepped(long start, long step, int count)
    {
        if (count <= 0)
            return;
        CheckResizable();
        if (step < 0)
        {
            start += step * (count - 1);
            step = -step;
        }
        var span = Span;
        var to = (int)start;
        for (long from = start, next = start, left = count; from < _count; from++)
        {
            if (left > 0 && from == next)
            {
                next += step;
                left--;
                continue;
            }
            span[to++] = span[(int)from];
        }
        Resize(_count - count);
    }

    [PySlot(nameof(PyType.SqContains))]
    private bool Contains(ThreadState thread, PyObject value)
    {
        using var hold = Hold();
        return ByteStrings.Contains(thread, Span, value);
    }

    [PySlot(nameof(PyType.SqConcat))]
    private static PyObject Concat(ThreadState thread, PyObject self, PyObject other)
    {
        if (!PyBuffer.IsSupportedBy(other))
            throw Errors.Type($"can't concat {other.Type.Name} to {self.Type.Name}");
        using var right = ByteArgument.Open(thread, other);
        return From(ByteStrings.Concat(((PyByteArray)self).Span, right.Span));
    }

    [PySlot(nameof(PyType.SqInplaceConcat))]
    private static PyObject InplaceConcat(ThreadState thread, PyObject self, PyObject other)
    {
        if (!PyBuffer.IsSupportedBy(other))
            throw Errors.Type($"can't concat {other.Type.Name} to {self.Type.Name}");
        ((PyByteArray)self).AppendBuffer(thread, other);
        return self;
    }

    private void AppendBuffer(ThreadState thread, PyObject other)
    {
        if (ReferenceEquals(other, this))
        {
            Splice(_count, _count, Span.ToArray());
            return;
        }
        using var right = ByteArgument.Open(thread, other);
        var at = _count;
        if ((long)at + right.Span.Length > Array.MaxLength)
            throw Errors.Memory();
        Resize(at + right.Span.Length);
        right.Span.CopyTo(Span[at..]);
    }

    [PySlot(nameof(PyType.SqRepeat))]
    private PyObject Repeat(long count) => From(ByteStrings.Repeat(Span, count));

    [PySlot(nameof(PyType.SqInplaceRepeat))]
    private PyObject InplaceRepeat(long count)
    {
        var length = ByteStrings.RepeatedLength(_count, count);
        if (length == _count)
            return this;
        var unit = Span.ToArray();
        Resize(length);
        ByteStrings.FillRepeated(Span, (ReadOnlySpan<byte>)unit);
        return this;
    }

    [PySlot(nameof(PyType.NbRemainder))]
    private static PyObject Remainder(ThreadState thread, PyObject left, PyObject right)
    {
        if (left is not PyByteArray template)
            return PyNotImplemented.Instance;
        using var hold = template.Hold();
        return From(ByteStrings.PercentFormat(thread, template.Span, right));
    }

    [PySlot(nameof(PyType.TpIter))]
    private PyObject Iter(ThreadState thread) => PyByteArrayIterator.Create(thread, this);

    [PySlot(nameof(PyType.BfGetBuffer))]
    private void GetBuffer(ThreadState thread, PyBuffer view, BufferFlags flags)
    {
        view.Fill(this, _data, _start, _count, readOnly: false, flags);
        _exports++;
    }

    [PySlot(nameof(PyType.BfReleaseBuffer))]
    private static void ReleaseBuffer(PyObject self, PyBuffer view) => ((PyByteArray)self)._exports--;
}
