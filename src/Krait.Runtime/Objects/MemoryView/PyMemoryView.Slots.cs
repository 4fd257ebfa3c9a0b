using Krait.Runtime.Numerics;

namespace Krait.Runtime;

public sealed partial class PyMemoryView
{
    [PyNew(Signature = "")]
    private static PyObject New(ThreadState thread, PyType type, [Keyword("object")] PyObject o) => Create(thread, o);

    /// <summary>Create a new memoryview object which references the given object.</summary>
    [PyClassMethod("_from_flags")]
    private static PyObject FromFlags(ThreadState thread, PyType type, [Keyword("object")] PyObject o, [Keyword] int flags) =>
        Create(thread, o, (BufferFlags)flags);

    [PySlot(nameof(PyType.TpRepr))]
    private string Repr(ThreadState thread) =>
        $"<{(_isReleased ? "released memory" : "memory")} at 0x{Op.Id(thread, this):x12}>";

    [PySlot(nameof(PyType.TpHash))]
    private long Hash(ThreadState thread)
    {
        if (_isHashed)
            return _hash;
        var view = View;
        if (!view.ReadOnly)
            throw Errors.Value("cannot hash writable memoryview object");
        if (MemoryItems.NativeCode(view.Format) is not ('B' or 'b' or 'c'))
            throw Errors.Value("memoryview: hashing is restricted to formats 'B', 'b' or 'c'");
        if (_managed.Value!.Owner is { } owner)
        {
            using var pin = new Pin(this);
            Op.Hash(thread, owner);
        }
        _hash = HashFunctions.OfBytes(view.ToContiguous(), HashSecret.Key);
        _isHashed = true;
        return _hash;
    }

    [PySlot(nameof(PyType.SqLength))]
    [PySlot(nameof(PyType.MpLength))]
    private long GetLength()
    {
        var view = View;
        return view.Ndim == 0 ? throw Errors.Type("0-dim memory has no length") : view.Shape![0];
    }

    [PySlot(nameof(PyType.SqItem))]
    private PyObject Item(ThreadState thread, long index)
    {
        var view = View;
        return view.Ndim switch
        {
            0 => throw Errors.Type("invalid indexing of 0-dim memory"),
            1 => MemoryItems.Unpack(view.At(ItemOffset(view, index, 0), view.ItemSize), view.Format),
            _ => throw Errors.NotImplemented("multi-dimensional sub-views are not implemented"),
        };
    }

    private static long ItemOffset(PyBuffer view, long index, int dimension)
    {
        var count = view.Shape![dimension];
        if (index < 0)
            index += count;
        if (index < 0 || index >= count)
            throw Errors.Index($"index out of bounds on dimension {dimension + 1}");
        return index * view.Strides![dimension];
    }

    private static long ItemOffset(ThreadState thread, PyBuffer view, PyTuple key)
    {
        if (key.Count > view.Ndim)
            throw Errors.Type($"cannot index {view.Ndim}-dimension view with {key.Count}-element tuple");
        long offset = 0;
        for (var i = 0; i < key.Count; i++)
            offset += ItemOffset(view, Op.AsIndexLong(thread, key[i], ExceptionTypes.IndexError), i);
        return offset;
    }

    private static bool IsMultiIndex(PyObject key)
    {
        if (key is not PyTuple tuple)
            return false;
        foreach (var item in tuple.Items)
        {
            if (!Op.IsIndex(item))
                return false;
        }
        return true;
    }

    private static bool IsMultiSlice(PyObject key)
    {
        if (key is not PyTuple { Count: > 0 } tuple)
            return false;
        foreach (var item in tuple.Items)
        {
            if (item is not PySlice)
                return false;
        }
        return true;
    }

    [PySlot(nameof(PyType.MpSubscript))]
    private PyObject Subscript(ThreadState thread, PyObject key)
    {
        var view = View;
        if (view.Ndim == 0)
        {
            if (key is PyTuple { Count: 0 })
                return MemoryItems.Unpack(view.At(0, view.ItemSize), view.Format);
            if (key is PyEllipsis)
                return this;
            throw Errors.Type("invalid indexing of 0-dim memory");
        }
        if (Op.TryAsIndex(thread, key, out var index))
        {
            CheckReleased();
            return Item(thread, index);
        }
        if (key is PySlice slice)
            return Sliced(thread, slice);
        if (IsMultiIndex(key))
        {
            var tuple = (PyTuple)key;
            if (tuple.Count < view.Ndim)
                throw Errors.NotImplemented("sub-views are not implemented");
            var offset = ItemOffset(thread, view, tuple);
            CheckReleased();
            return MemoryItems.Unpack(view.At(offset, view.ItemSize), view.Format);
        }
        if (IsMultiSlice(key))
            throw Errors.NotImplemented("multi-dimensional slicing is not implemented");
        throw Errors.Type("memoryview: invalid slice key");
    }

    private PyMemoryView Sliced(ThreadState thread, PySlice slice)
    {
        // The new view first: an index may release this one.
        var made = Derive(thread);
        using var held = new Held(thread, made);
        var count = slice.Indices(thread, _view.Shape![0], out var start, out _, out var step);
        var view = made._view;
        view.SetMemory(_view, _view.Strides![0] * start);
        view.Shape![0] = Math.Max(0, count);
        view.Strides![0] *= step;
        long length = view.ItemSize;
        foreach (var n in view.Shape)
            length *= n;
        view.Length = length;
        return made;
    }

    [PySlot(nameof(PyType.MpAssSubscript))]
    private void SetSubscript(ThreadState thread, PyObject key, PyObject? value)
    {
        var view = View;
        if (view.ReadOnly)
            throw Errors.Type("cannot modify read-only memory");
        if (value is null)
            throw Errors.Type("cannot delete memory");
        if (view.Ndim == 0)
        {
            if (key is PyEllipsis or PyTuple { Count: 0 })
            {
                PackAt(thread, 0, value);
                return;
            }
            throw Errors.Type("invalid indexing of 0-dim memory");
        }
        if (Op.IsIndex(key))
        {
            if (view.Ndim > 1)
                throw Errors.NotImplemented("sub-views are not implemented");
            var index = Op.AsIndexLong(thread, key, ExceptionTypes.IndexError);
            CheckReleased();
            PackAt(thread, ItemOffset(view, index, 0), value);
            return;
        }
        if (key is PySlice slice && view.Ndim == 1)
        {
            AssignSlice(thread, slice, value);
            return;
        }
        if (IsMultiIndex(key))
        {
            if (((PyTuple)key).Count < view.Ndim)
                throw Errors.NotImplemented("sub-views are not implemented");
            PackAt(thread, ItemOffset(thread, view, (PyTuple)key), value);
            return;
        }
        if (key is PySlice || IsMultiSlice(key))
            throw Errors.NotImplemented("memoryview slice assignments are currently restricted to ndim = 1");
        throw Errors.Type("memoryview: invalid slice key");
    }

    /// <summary>Writes an item. Converting the value can run code that releases the view.</summary>
    private void PackAt(ThreadState thread, long offset, PyObject value)
    {
        Span<byte> item = stackalloc byte[16];
        var format = _view.Format;
        MemoryItems.Pack(thread, item, format, value);
        CheckReleased();
        item[..(int)_view.ItemSize].CopyTo(_view.At(offset, _view.ItemSize));
    }

    private void AssignSlice(ThreadState thread, PySlice slice, PyObject value)
    {
        var count = Math.Max(0, slice.Indices(thread, View.Shape![0], out var start, out _, out var step));
        using var given = PyBuffer.Get(thread, value, BufferFlags.FullReadOnly);
        CheckReleased();
        var view = _view;
        if (given.ItemSize != view.ItemSize || (given.Format ?? "B").TrimStart('@') != (view.Format ?? "B").TrimStart('@'))
            throw DifferentStructures();
        if (given.Ndim != 1 || given.Length != count * view.ItemSize)
            throw DifferentStructures();
        var source = given.ToContiguous();
        for (var i = 0; i < count; i++)
        {
            source.AsSpan((int)(i * view.ItemSize), (int)view.ItemSize)
                .CopyTo(view.At((start + i * step) * view.Strides![0], view.ItemSize));
        }
    }

    private static PythonException DifferentStructures() =>
        Errors.Value("memoryview assignment: lvalue and rvalue have different structures");

    [PySlot(nameof(PyType.TpRichCompare))]
    private static PyObject RichCompare(ThreadState thread, PyObject self, PyObject other, CompareOp op)
    {
        if (op is not (CompareOp.Eq or CompareOp.Ne))
            return PyNotImplemented.Instance;
        if (self is not PyMemoryView left)
            return PyNotImplemented.Instance;
        if (ReferenceEquals(self, other) && (left._isReleased || MemoryItems.NativeCode(left._view.Format) is not ('e' or 'f' or 'd' or '\0')))
            return PyBool.From(op == CompareOp.Eq);
        if (left._isReleased || other is PyMemoryView { _isReleased: true })
            return PyBool.From(op == CompareOp.Ne);
        if (!PyBuffer.IsSupportedBy(other))
            return PyNotImplemented.Instance;
        PyBuffer right;
        try
        {
            right = PyBuffer.Get(thread, other, BufferFlags.FullReadOnly);
        }
        catch (PythonException)
        {
            // As in CPython, an object that does not show its memory is a different one.
            return PyNotImplemented.Instance;
        }
        using (right)
            return PyBool.From(left.EqualsBuffer(thread, right) == (op == CompareOp.Eq));
    }

    private bool EqualsBuffer(ThreadState thread, PyBuffer other)
    {
        var right = Complete(other);
        var left = _view;
        if (left.Ndim != right.Ndim)
            return false;
        for (var i = 0; i < left.Ndim; i++)
        {
            if (left.Shape![i] != right.Shape![i])
                return false;
        }
        var leftCode = MemoryItems.NativeCode(left.Format);
        var rightCode = MemoryItems.NativeCode(right.Format);
        var leftData = left.ToContiguous();
        var rightData = right.ToContiguous();
        if (leftCode == rightCode && leftCode is not ('\0' or 'e' or 'f' or 'd' or '?'))
            return leftData.AsSpan().SequenceEqual(rightData);
        if (leftCode == '\0' || rightCode == '\0')
            return StructItemsEqual(thread, left, leftData, right, rightData);
        for (long i = 0, j = 0; i < leftData.Length; i += left.ItemSize, j += right.ItemSize)
        {
            if (!MemoryItems.AreEqual(thread, leftData.AsSpan((int)i), left.Format, rightData.AsSpan((int)j), right.Format))
                return false;
        }
        return true;
    }

    /// <summary>Items with formats of several characters: the module <c>struct</c> unpacks them.</summary>
    private static bool StructItemsEqual(ThreadState thread, PyBuffer left, byte[] leftData, PyBuffer right, byte[] rightData)
    {
        var maker = Op.ImportFrom(thread, "struct", "Struct");
        PyObject leftStruct, rightStruct;
        try
        {
            leftStruct = Op.Call(thread, maker, PyStr.From(left.Format ?? "B"));
            rightStruct = Op.Call(thread, maker, PyStr.From(right.Format ?? "B"));
        }
        catch (PythonException error) when (error.Matches(ExceptionTypes.Exception))
        {
            // A format that struct does not know: never equal.
            return false;
        }
        for (long i = 0, j = 0; i < leftData.Length; i += left.ItemSize, j += right.ItemSize)
        {
            var a = Op.CallMethod(thread, leftStruct, "unpack_from", PyBytes.From(leftData), PyInt.From(i));
            var b = Op.CallMethod(thread, rightStruct, "unpack_from", PyBytes.From(rightData), PyInt.From(j));
            if (!Op.AreEqual(thread, a, b))
                return false;
        }
        return true;
    }

    [PySlot(nameof(PyType.TpIter))]
    private PyObject Iter(ThreadState thread)
    {
        var view = View;
        if (view.Ndim == 0)
            throw Errors.Type("invalid indexing of 0-dim memory");
        if (view.Ndim != 1)
            throw Errors.NotImplemented("multi-dimensional sub-views are not implemented");
        return PyMemoryIterator.Create(thread, this);
    }

    /// <summary>The item at an index that is in range, for the iterator; null past the end.</summary>
    internal PyObject? ItemOrNull(int index)
    {
        var view = View;
        return index < view.Shape![0]
            ? MemoryItems.Unpack(view.At(index * view.Strides![0], view.ItemSize), view.Format)
            : null;
    }

    [PySlot(nameof(PyType.BfGetBuffer))]
    private void GetBuffer(ThreadState thread, PyBuffer target, BufferFlags flags)
    {
        var view = View;
        CheckRestricted();
        if ((flags & BufferFlags.Writable) != 0 && view.ReadOnly)
            throw Errors.Buffer("memoryview: underlying buffer is not writable");
        CheckOrder(view, flags);
        if ((flags & BufferFlags.Strides) != BufferFlags.Strides && !view.IsContiguous('C'))
            throw Errors.Buffer("memoryview: underlying buffer is not C-contiguous");
        target.Length = view.Length;
        target.ReadOnly = view.ReadOnly;
        target.ItemSize = view.ItemSize;
        target.Format = (flags & BufferFlags.Format) != 0 ? view.Format ?? "B" : null;
        target.Ndim = view.Ndim;
        target.Shape = view.Shape;
        target.Strides = (flags & BufferFlags.Strides) == BufferFlags.Strides ? view.Strides : null;
        if ((flags & BufferFlags.Nd) == 0)
        {
            if (target.Format is not null)
                throw Errors.Buffer("memoryview: cannot cast to unsigned bytes if the format flag is present");
            target.Ndim = 1;
            target.Shape = null;
        }
        target.SetMemory(view, 0);
        target.Obj = this;
        _exports++;
    }

    private static void CheckOrder(PyBuffer view, BufferFlags flags)
    {
        if ((flags & BufferFlags.CContiguous) == BufferFlags.CContiguous && !view.IsContiguous('C'))
            throw Errors.Buffer("memoryview: underlying buffer is not C-contiguous");
        if ((flags & BufferFlags.FContiguous) == BufferFlags.FContiguous && !view.IsContiguous('F'))
            throw Errors.Buffer("memoryview: underlying buffer is not Fortran contiguous");
        if ((flags & BufferFlags.AnyContiguous) == BufferFlags.AnyContiguous && !view.IsContiguous('A'))
            throw Errors.Buffer("memoryview: underlying buffer is not contiguous");
    }

    [PySlot(nameof(PyType.BfReleaseBuffer))]
    private static void ReleaseBuffer(PyObject self, PyBuffer view) => ((PyMemoryView)self)._exports--;
}
