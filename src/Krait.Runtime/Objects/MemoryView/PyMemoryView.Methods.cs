namespace Krait.Runtime;

public sealed partial class PyMemoryView
{
    /// <summary>Release the underlying buffer exposed by the memoryview object.</summary>
    [PyMethod("release")]
    private void Release()
    {
        if (_exports > 0)
            throw Errors.Buffer($"memoryview has {_exports} exported buffer{(_exports == 1 ? "" : "s")}");
        ReleaseView();
    }

    [PyMethod("__enter__", Signature = "($self, /)")]
    private PyObject Enter()
    {
        CheckReleased();
        return this;
    }

    /// <summary>Release the underlying buffer exposed by the memoryview object.</summary>
    [PyMethod("__exit__", Signature = "($self, /, *exc_info)")]
    private void Exit(ReadOnlySpan<PyObject> args) => Release();

    /// <summary>
    /// Return the data in the buffer as a byte string.
    ///
    /// Order can be {'C', 'F', 'A'}. When order is 'C' or 'F', the data of the
    /// original array is converted to C or Fortran order. For contiguous views,
    /// 'A' returns an exact copy of the physical memory. In particular, in-memory
    /// Fortran order is preserved. For non-contiguous views, the data is converted
    /// to C first. order=None is the same as order='C'.
    /// </summary>
    [PyMethod("tobytes", Signature = "($self, /, order='C')")]
    private PyObject ToBytes([Keyword, NoneAllowed] string? order = null)
    {
        var view = View;
        if (order is not (null or "C" or "F" or "A"))
            throw Errors.Value("order must be 'C', 'F' or 'A'");
        return PyBytes.From(view.ToContiguous(order is null ? 'C' : order[0]));
    }

    /// <summary>
    /// Return the data in the buffer as a str of hexadecimal numbers.
    ///
    ///   sep
    ///     An optional single character or byte to separate hex bytes.
    ///   bytes_per_sep
    ///     How many bytes between separators.  Positive values count from the
    ///     right, negative values count from the left.
    ///
    /// Example:
    /// >>> value = memoryview(b'\xb9\x01\xef')
    /// >>> value.hex()
    /// 'b901ef'
    /// >>> value.hex(':')
    /// 'b9:01:ef'
    /// >>> value.hex(':', 2)
    /// 'b9:01ef'
    /// >>> value.hex(':', -2)
    /// 'b901:ef'
    /// </summary>
    [PyMethod("hex")]
    private PyObject Hex(
        ThreadState thread, [Keyword, Default("<unrepresentable>")] PyObject? sep = null, [Keyword("bytes_per_sep")] int bytesPerSep = 1)
    {
        var bytes = View.ToContiguous();
        using var pin = new Pin(this);
        return ByteStrings.Hex(thread, bytes, sep, bytesPerSep);
    }

    /// <summary>Return the data in the buffer as a list of elements.</summary>
    [PyMethod("tolist")]
    private PyObject ToList(ThreadState thread)
    {
        var view = View;
        return view.Ndim == 0 ? MemoryItems.Unpack(view.At(0, view.ItemSize), view.Format) : ToList(thread, view, 0, 0);
    }

    private static PyList ToList(ThreadState thread, PyBuffer view, int dimension, long offset)
    {
        var list = PyList.Create(thread);
        for (long i = 0; i < view.Shape![dimension]; i++, offset += view.Strides![dimension])
        {
            list.Append(dimension == view.Ndim - 1
                ? MemoryItems.Unpack(view.At(offset, view.ItemSize), view.Format)
                : ToList(thread, view, dimension + 1, offset));
        }
        return list;
    }

    /// <summary>Return a readonly version of the memoryview.</summary>
    [PyMethod("toreadonly")]
    private PyObject ToReadOnly(ThreadState thread)
    {
        CheckReleased();
        var made = Derive(thread);
        made._view.ReadOnly = true;
        return made;
    }

    /// <summary>Cast a memoryview to a new format or shape.</summary>
    [PyMethod("cast")]
    private PyObject Cast(
        ThreadState thread, [Keyword] PyStr format, [Keyword, Default("<unrepresentable>")] PyObject? shape = null)
    {
        var view = View;
        if (!view.IsContiguous('C'))
            throw Errors.Type("memoryview: casts are restricted to C-contiguous views");
        if ((shape is not null || view.Ndim != 1) && (view.Shape ?? []).Contains(0))
            throw Errors.Type("memoryview: cannot cast view with zeros in shape or strides");
        if (shape is not (null or PyList or PyTuple))
            throw Errors.Type("shape must be a list or a tuple");
        var dimensions = shape is null ? 1 : Op.ItemsOf(shape).Length;
        if (dimensions > 64)
            throw Errors.Value($"memoryview: number of dimensions must not exceed 64");
        if (view.Ndim != 1 && dimensions != 1)
            throw Errors.Type("memoryview: cast must be 1D -> ND or ND -> 1D");
        var made = Derive(thread);
        made.CastTo(format);
        if (shape is not null)
            made.Reshape(thread, shape);
        return made;
    }

    private void CastTo(PyStr format)
    {
        if (!format.IsAscii)
            throw Errors.Value("memoryview: format argument must be in ASCII");
        var text = format.Bmp!;
        var code = MemoryItems.NativeCode(text);
        if (code == '\0')
        {
            throw Errors.Value(
                "memoryview: destination format must be a native single character format prefixed with an optional '@'");
        }
        var size = MemoryItems.SizeOf(code);
        var source = MemoryItems.NativeCode(_view.Format);
        if (source is not ('b' or 'B' or 'c') && code is not ('b' or 'B' or 'c'))
            throw Errors.Type("memoryview: cannot cast between two non-byte formats");
        if (_view.Length % size != 0)
            throw Errors.Type("memoryview: length is not a multiple of itemsize");
        _view.Format = text;
        _view.ItemSize = size;
        _view.Ndim = 1;
        _view.Shape = [_view.Length / size];
        _view.Strides = [size];
        _view.SubOffsets = null;
    }

    private void Reshape(ThreadState thread, PyObject shape)
    {
        var items = Op.ItemsOf(shape);
        var dimensions = new long[items.Length];
        var length = _view.ItemSize;
        for (var i = 0; i < items.Length; i++)
        {
            if (items[i] is not PyInt)
                throw Errors.Type($"memoryview.cast(): elements of shape must be integers");
            dimensions[i] = Op.AsIndexLong(thread, items[i]);
            if (dimensions[i] <= 0)
                throw Errors.Value("memoryview.cast(): elements of shape must be integers > 0");
            if (dimensions[i] > long.MaxValue / Math.Max(1, length))
                throw Errors.Value("memoryview.cast(): product(shape) > SSIZE_MAX");
            length *= dimensions[i];
        }
        if (length != _view.Length)
            throw Errors.Type("memoryview: product(shape) * itemsize != buffer size");
        _view.Ndim = dimensions.Length;
        _view.Shape = dimensions.Length == 0 ? null : dimensions;
        _view.Strides = dimensions.Length == 0 ? null : PyBuffer.ContiguousStrides(dimensions, _view.ItemSize, 'C');
    }

    /// <summary>Count the number of occurrences of a value.</summary>
    [PyMethod("count")]
    private long Count(ThreadState thread, PyObject value)
    {
        long count = 0;
        foreach (var item in Op.Iterate(thread, this))
        {
            if (ReferenceEquals(item, value) || Op.AreEqual(thread, item, value))
                count++;
        }
        return count;
    }

    /// <summary>
    /// Return the index of the first occurrence of a value.
    ///
    /// Raises ValueError if the value is not present.
    /// </summary>
    [PyMethod("index", Signature = "($self, value, start=0, stop=sys.maxsize, /)")]
    private long Index(ThreadState thread, PyObject value, [SliceIndex] long start = 0, [SliceIndex] long stop = long.MaxValue)
    {
        var view = View;
        if (view.Ndim == 0)
            throw Errors.Type("invalid lookup on 0-dim memory");
        if (view.Ndim != 1)
            throw Errors.NotImplemented("multi-dimensional lookup is not implemented");
        var count = view.Shape![0];
        if (start < 0)
            start = Math.Max(start + count, 0);
        if (stop < 0)
            stop = Math.Max(stop + count, 0);
        stop = Math.Min(stop, count);
        for (; start < stop; start++)
        {
            var item = Item(thread, start);
            if (ReferenceEquals(item, value) || Op.AreEqual(thread, item, value))
                return start;
        }
        throw Errors.Value("memoryview.index(x): x not found");
    }

    /// <summary>The underlying object of the memoryview.</summary>
    [PyGetter("obj")]
    private PyObject Owner()
    {
        CheckReleased();
        return _managed.Value!.Owner ?? PyNone.Instance;
    }

    /// <summary>
    /// The amount of space in bytes that the array would use in
    ///  a contiguous representation.
    /// </summary>
    [PyGetter("nbytes")]
    private long NBytes() => View.Length;

    /// <summary>A bool indicating whether the memory is read only.</summary>
    [PyGetter("readonly")]
    private bool IsReadOnly() => View.ReadOnly;

    /// <summary>The size in bytes of each element of the memoryview.</summary>
    [PyGetter("itemsize")]
    private long ItemSize() => View.ItemSize;

    /// <summary>
    /// A string containing the format (in struct module style)
    ///  for each element in the view.
    /// </summary>
    [PyGetter("format")]
    private string Format() => View.Format ?? "B";

    /// <summary>
    /// An integer indicating how many dimensions of a multi-dimensional
    ///  array the memory represents.
    /// </summary>
    [PyGetter("ndim")]
    private long Ndim() => View.Ndim;

    /// <summary>
    /// A tuple of ndim integers giving the shape of the memory
    ///  as an N-dimensional array.
    /// </summary>
    [PyGetter("shape")]
    private PyObject Shape(ThreadState thread) => Numbers(thread, View.Shape);

    /// <summary>
    /// A tuple of ndim integers giving the size in bytes to access
    ///  each element for each dimension of the array.
    /// </summary>
    [PyGetter("strides")]
    private PyObject Strides(ThreadState thread) => Numbers(thread, View.Strides);

    /// <summary>A tuple of integers used internally for PIL-style arrays.</summary>
    [PyGetter("suboffsets")]
    private PyObject SubOffsets(ThreadState thread) => Numbers(thread, View.SubOffsets);

    private static PyObject Numbers(ThreadState thread, long[]? values)
    {
        if (values is null)
            return PyTuple.Empty;
        var numbers = new PyObject[values.Length];
        for (var i = 0; i < numbers.Length; i++)
            numbers[i] = PyInt.From(values[i]);
        return PyTuple.FromArray(thread, numbers);
    }

    /// <summary>A bool indicating whether the memory is C contiguous.</summary>
    [PyGetter("c_contiguous")]
    private bool IsCContiguous() => View.IsContiguous('C');

    /// <summary>A bool indicating whether the memory is Fortran contiguous.</summary>
    [PyGetter("f_contiguous")]
    private bool IsFContiguous() => View.IsContiguous('F');

    /// <summary>A bool indicating whether the memory is contiguous.</summary>
    [PyGetter("contiguous")]
    private bool IsContiguous() => View.IsContiguous('A');
}
