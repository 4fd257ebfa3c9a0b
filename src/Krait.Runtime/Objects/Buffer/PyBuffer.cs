using System.Runtime.InteropServices;

namespace Krait.Runtime;

/// <summary>
/// A view of an object's memory (CPython's Py_buffer): what <c>BfGetBuffer</c> fills. The object is held until <see cref="Dispose"/>.
/// </summary>
public sealed unsafe class PyBuffer : IDisposable
{
    private PyObject? _obj;
    private byte[]? _array;
    private byte* _pointer;

    /// <summary>The object whose memory this is; null after <see cref="Dispose"/>. Setting it holds the object.</summary>
    public PyObject? Obj
    {
        get => _obj;
        set
        {
            var old = _obj;
            PyObject.XRetain(value);
            _obj = value;
            PyObject.XRelease(old);
        }
    }

    /// <summary>The array that the memory is part of; null for native memory.</summary>
    public byte[]? Array => _array;

    /// <summary>Where the view's first item is in <see cref="Array"/>: with negative strides not the lowest byte.</summary>
    public long Offset { get; private set; }

    /// <summary>The native memory; null where the memory is managed.</summary>
    public byte* Pointer => _pointer;

    /// <summary>The number of bytes that the items take together.</summary>
    public long Length { get; set; }

    /// <summary>True where the memory must not be written.</summary>
    public bool ReadOnly { get; set; }

    /// <summary>The size of an item in bytes.</summary>
    public long ItemSize { get; set; } = 1;

    /// <summary>The item's format as the <c>struct</c> module writes it; null means <c>B</c>.</summary>
    public string? Format { get; set; }

    /// <summary>The number of dimensions.</summary>
    public int Ndim { get; set; } = 1;

    /// <summary>The items per dimension; null where they were not asked for.</summary>
    public long[]? Shape { get; set; }

    /// <summary>The bytes from one item to the next per dimension; null means C order without gaps.</summary>
    public long[]? Strides { get; set; }

    /// <summary>The offsets of dimensions behind pointers; null for none.</summary>
    public long[]? SubOffsets { get; set; }

    /// <summary>How the memory is given back; null means as the owner's type does it.</summary>
    internal ReleaseBufferFunc? Releaser { get; init; }

    /// <summary>For the exporter.</summary>
    public object? Internal { get; set; }

    /// <summary>The memory of a contiguous view.</summary>
    public Span<byte> Span => _array is not null
        ? MemoryMarshal.CreateSpan(ref MemoryMarshal.GetArrayDataReference(_array), _array.Length).Slice((int)Offset, (int)Length)
        : new Span<byte>(_pointer, (int)Length);

    /// <summary>Some bytes of the memory, <paramref name="offset"/> counted from the view's first item.</summary>
    public Span<byte> At(long offset, long length) => _array is not null
        ? _array.AsSpan((int)(Offset + offset), (int)length)
        : new Span<byte>(_pointer + offset, (int)length);

    /// <summary>A view of an object's memory.</summary>
    /// <exception cref="PythonException">TypeError: the object has no memory to show; BufferError: not in the way asked for.</exception>
    public static PyBuffer Get(ThreadState thread, PyObject o, BufferFlags flags)
    {
        if (o.Type.BfGetBuffer is not { } get)
            throw Errors.Type($"a bytes-like object is required, not '{o.Type.Name}'");
        var view = new PyBuffer();
        get(thread, o, view, flags);
        return view;
    }

    /// <summary>True where the object has the buffer protocol.</summary>
    public static bool IsSupportedBy(PyObject o) => o.Type.BfGetBuffer is not null;

    /// <summary>Sets where the memory is: a part of an array.</summary>
    public void SetMemory(byte[] array, long offset)
    {
        _array = array;
        _pointer = null;
        Offset = offset;
    }

    /// <summary>Sets where the memory is: native memory that does not move while the view lives.</summary>
    public void SetMemory(byte* pointer)
    {
        _array = null;
        _pointer = pointer;
        Offset = 0;
    }

    /// <summary>Takes over where another view's memory is.</summary>
    public void SetMemory(PyBuffer other, long offset)
    {
        _array = other._array;
        Offset = _array is null ? 0 : other.Offset + offset;
        _pointer = _array is null ? other._pointer + offset : null;
    }

    /// <summary>For exporters of plain bytes: fills the view as the flags ask.</summary>
    /// <exception cref="PythonException">BufferError: the memory is read-only and the flags ask to write.</exception>
    public void Fill(PyObject exporter, byte[] array, long offset, long length, bool readOnly, BufferFlags flags)
    {
        FillShape(length, readOnly, flags);
        SetMemory(array, offset);
        Obj = exporter;
    }

    /// <inheritdoc cref="Fill(PyObject, byte[], long, long, bool, BufferFlags)"/>
    public void Fill(PyObject exporter, byte* pointer, long length, bool readOnly, BufferFlags flags)
    {
        FillShape(length, readOnly, flags);
        SetMemory(pointer);
        Obj = exporter;
    }

    private void FillShape(long length, bool readOnly, BufferFlags flags)
    {
        if ((flags & BufferFlags.Writable) != 0 && readOnly)
            throw Errors.Buffer("Object is not writable.");
        Length = length;
        ReadOnly = readOnly;
        ItemSize = 1;
        Ndim = 1;
        Format = (flags & BufferFlags.Format) != 0 ? "B" : null;
        Shape = (flags & BufferFlags.Nd) != 0 ? [length] : null;
        Strides = (flags & BufferFlags.Strides) == BufferFlags.Strides ? [1] : null;
        SubOffsets = null;
    }

    /// <summary>True where the items lie without gaps in C order (<c>'C'</c>), Fortran order (<c>'F'</c>) or either (<c>'A'</c>).</summary>
    public bool IsContiguous(char order)
    {
        if (SubOffsets is not null)
            return false;
        return order switch
        {
            'C' => IsCContiguous(),
            'F' => IsFortranContiguous(),
            _ => IsCContiguous() || IsFortranContiguous(),
        };
    }

    private bool IsCContiguous()
    {
        if (Length == 0 || Strides is not { } strides || Shape is not { } shape)
            return true;
        var expected = ItemSize;
        for (var i = Ndim - 1; i >= 0; i--)
        {
            if (shape[i] > 1 && strides[i] != expected)
                return false;
            expected *= shape[i];
        }
        return true;
    }

    private bool IsFortranContiguous()
    {
        if (Length == 0)
            return true;
        if (Strides is not { } strides || Shape is not { } shape)
            return Ndim <= 1 || (Shape is { } dimensions && dimensions.Count(static n => n > 1) <= 1);
        var expected = ItemSize;
        for (var i = 0; i < Ndim; i++)
        {
            if (shape[i] > 1 && strides[i] != expected)
                return false;
            expected *= shape[i];
        }
        return true;
    }

    /// <summary>A copy of the items without gaps, in C order, or with <c>'F'</c> in Fortran order.</summary>
    public byte[] ToContiguous(char order = 'C')
    {
        if (IsContiguous(order == 'A' ? 'A' : order))
            return At(0, Length).ToArray();
        var result = new byte[Length];
        var shape = Shape!;
        var strides = Strides ?? ContiguousStrides(shape, ItemSize, 'C');
        var place = new long[Ndim];
        var targets = ContiguousStrides(shape, ItemSize, order == 'F' ? 'F' : 'C');
        for (var count = Length / ItemSize; count > 0; count--)
        {
            long from = 0, to = 0;
            for (var i = 0; i < Ndim; i++)
            {
                from += place[i] * strides[i];
                to += place[i] * targets[i];
            }
            At(from, ItemSize).CopyTo(result.AsSpan((int)to));
            for (var i = Ndim - 1; i >= 0 && ++place[i] == shape[i]; i--)
                place[i] = 0;
        }
        return result;
    }

    /// <summary>The strides of items without gaps.</summary>
    public static long[] ContiguousStrides(long[] shape, long itemSize, char order)
    {
        var strides = new long[shape.Length];
        for (var i = 0; i < shape.Length; i++)
        {
            var dimension = order == 'F' ? i : shape.Length - 1 - i;
            strides[dimension] = itemSize;
            itemSize *= shape[dimension];
        }
        return strides;
    }

    /// <summary>Gives the memory back to the object. Further calls do nothing.</summary>
    public void Dispose()
    {
        if (_obj is not { } exporter)
            return;
        (Releaser ?? exporter.Type.BfReleaseBuffer)?.Invoke(exporter, this);
        _obj = null;
        _array = null;
        _pointer = null;
        PyObject.Release(exporter);
    }
}
