namespace Krait.Runtime;

public partial class PyByteArray
{
    /// <summary>
    /// Append a single item to the end of the bytearray.
    ///
    ///   item
    ///     The item to be appended.
    /// </summary>
    [PyMethod("append")]
    private void Append(ThreadState thread, PyObject item)
    {
        var b = ByteStrings.AsByte(thread, item);
        var at = _count;
        CheckRoom(at);
        Resize(at + 1);
        _data[_start + at] = b;
    }

    private static void CheckRoom(int count)
    {
        if (count >= Array.MaxLength)
            throw Errors.Overflow("cannot add more objects to bytearray");
    }

    /// <summary>Remove all items from the bytearray.</summary>
    [PyMethod("clear")]
    private void Clear() => Resize(0);

    /// <summary>Return a copy of B.</summary>
    [PyMethod("copy")]
    private PyObject Copy() => From(Span);

    /// <summary>
    /// Append all the items from the iterator or sequence to the end of the bytearray.
    ///
    ///   iterable_of_ints
    ///     The iterable of items to append.
    /// </summary>
    [PyMethod("extend", Signature = "($self, iterable_of_ints, /)")]
    private void Extend(ThreadState thread, PyObject iterable)
    {
        if (PyBuffer.IsSupportedBy(iterable))
        {
            AppendBuffer(thread, iterable);
            return;
        }
        if (iterable is PyStr)
            throw Errors.Type("expected iterable of integers; got: 'str'");
        if (!Op.IsIterable(iterable))
            throw Errors.Type($"can't extend bytearray with {iterable.Type.Name}");
        var values = ByteStrings.FromIterable(thread, iterable, "byte must be in range(0, 256)");
        Splice(_count, _count, values);
    }

    /// <summary>
    /// Insert a single item into the bytearray before the given index.
    ///
    ///   index
    ///     The index where the value is to be inserted.
    ///   item
    ///     The item to be inserted.
    /// </summary>
    [PyMethod("insert")]
    private void Insert(ThreadState thread, long index, PyObject item)
    {
        var b = ByteStrings.AsByte(thread, item);
        CheckRoom(_count);
        var at = (int)(index < 0 ? Math.Max(0, index + _count) : Math.Min(index, _count));
        Splice(at, at, [b]);
    }

    /// <summary>
    /// Remove and return a single item from B.
    ///
    ///   index
    ///     The index from where to remove the item.
    ///     -1 (the default value) means remove the last item.
    ///
    /// If no index argument is given, will pop the last item.
    /// </summary>
    [PyMethod("pop")]
    private long Pop(long index = -1)
    {
        if (_count == 0)
            throw Errors.Index("pop from empty bytearray");
        if (index < 0)
            index += _count;
        if ((ulong)index >= (ulong)_count)
            throw Errors.Index("pop index out of range");
        CheckResizable();
        var b = _data[_start + index];
        Splice((int)index, (int)index + 1, default);
        return b;
    }

    /// <summary>
    /// Remove the first occurrence of a value in the bytearray.
    ///
    ///   value
    ///     The value to remove.
    /// </summary>
    [PyMethod("remove")]
    private void Remove(ThreadState thread, PyObject value)
    {
        var at = Span.IndexOf(ByteStrings.AsByte(thread, value));
        if (at < 0)
            throw Errors.Value("value not found in bytearray");
        Splice(at, at + 1, default);
    }

    /// <summary>Reverse the order of the values in B in place.</summary>
    [PyMethod("reverse")]
    private void Reverse() => Span.Reverse();

    /// <summary>
    /// Resize the internal buffer of bytearray to len.
    ///
    ///   size
    ///     New size to resize to.
    /// </summary>
    [PyMethod("resize")]
    private void ResizeTo(long size)
    {
        if (size < 0)
            throw Errors.Value($"Can only resize to positive sizes, got {size}");
        if (size >= Array.MaxLength)
            throw Errors.Memory();
        var old = _count;
        Resize((int)size);
        if (size > old)
            Span[old..].Clear();
    }

    /// <summary>
    /// B.__alloc__() -> int
    ///
    /// Return the number of bytes actually allocated.
    /// </summary>
    [PyMethod("__alloc__", Signature = "($self, /)")]
    private long Alloc() => _allocated;

    /// <summary>Returns the size of the bytearray object in memory, in bytes.</summary>
    [PyMethod("__sizeof__")]
    private long SizeOfMethod(ThreadState thread) => SizeOf(thread);

    /// <summary>Return state information for pickling.</summary>
    [PyMethod("__reduce__")]
    private PyObject Reduce(ThreadState thread) => ReduceWith(thread, 2);

    /// <summary>Return state information for pickling.</summary>
    [PyMethod("__reduce_ex__")]
    private PyObject ReduceWith(ThreadState thread, int proto = 0)
    {
        var state = Op.CallMethod(thread, this, Names.Getstate);
        PyObject arguments;
        if (_count == 0)
            arguments = PyTuple.Empty;
        else if (proto < 3)
            arguments = PyTuple.Create(thread, ByteStrings.Latin1Text(Span), PyStr.Intern("latin-1"));
        else
            arguments = PyTuple.Create(thread, PyBytes.From(Span));
        return PyTuple.Create(thread, Type, arguments, state);
    }
}
