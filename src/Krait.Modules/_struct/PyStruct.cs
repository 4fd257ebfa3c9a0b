using Krait.Runtime;

namespace Krait.Modules;

/// <summary>Struct(fmt) --&gt; compiled struct object</summary>
[PyType("Struct", Module = "_struct", BaseType = true, BasicSize = 56), PyModuleType("_struct")]
internal partial class PyStruct : PyObject, IWeakReferenceable
{
    private WeakReferenceList? _weakReferences;
    private StructLayout? _layout;
    private string _format = "";

    private protected PyStruct(PyType type) : base(type)
    {
    }

    internal override ref WeakReferenceList? WeakReferences => ref _weakReferences;

    private StructLayout Layout => _layout ?? throw Errors.Runtime("Struct object is not initialized");

    [PySlot(nameof(PyType.TpNew))]
    private static PyObject New(ThreadState thread, PyType type, ReadOnlySpan<PyObject> args, PyTuple? keywordNames) => type.Allocate!(thread, type);

    [PyInit]
    private void Init(ThreadState thread, [Keyword] PyObject format)
    {
        // A format that is none leaves the object as it was.
        _layout = StructModule.Layout(thread, format, out var text);
        _format = text;
    }

    /// <summary>
    /// Return a bytes object containing values packed according to the format.
    ///
    /// S.pack(v1, v2, ...) -> bytes
    /// </summary>
    [PyMethod("pack", Signature = "")]
    private PyObject Pack(ThreadState thread, ReadOnlySpan<PyObject> values) => StructModule.Pack(thread, Layout, values);

    /// <summary>S.pack_into(buffer, offset, v1, v2, ...)</summary>
    [PyMethod("pack_into", Signature = "")]
    private void PackInto(ThreadState thread, ReadOnlySpan<PyObject> args) => StructModule.PackInto(thread, Layout, args);

    /// <summary>
    /// Return a tuple containing unpacked values.
    ///
    /// Unpack according to the format string Struct.format. The buffer's size
    /// in bytes must be Struct.size.
    ///
    /// See help(struct) for more on format strings.
    /// </summary>
    [PyMethod("unpack")]
    private PyObject Unpack(ThreadState thread, [Buffer] ReadOnlySpan<byte> buffer) => StructModule.Unpack(thread, Layout, buffer);

    /// <summary>
    /// Return a tuple containing unpacked values.
    ///
    /// Values are unpacked according to the format string Struct.format.
    ///
    /// The buffer's size in bytes, starting at position offset, must be
    /// at least Struct.size.
    ///
    /// See help(struct) for more on format strings.
    /// </summary>
    [PyMethod("unpack_from")]
    private PyObject UnpackFrom(ThreadState thread, [Keyword, Buffer] ReadOnlySpan<byte> buffer, [Keyword] long offset = 0) =>
        StructModule.UnpackFrom(thread, Layout, buffer, offset);

    /// <summary>
    /// Return an iterator yielding tuples.
    ///
    /// Tuples are unpacked from the given bytes source, like a repeated
    /// invocation of unpack_from().
    ///
    /// Requires that the bytes length be a multiple of the struct size.
    /// </summary>
    [PyMethod("iter_unpack")]
    private PyObject IterUnpack(ThreadState thread, PyObject buffer) => PyUnpackIterator.Create(thread, Layout, buffer);

    /// <summary>struct format string</summary>
    [PyGetter("format")]
    private PyObject Format()
    {
        _ = Layout;
        return PyStr.From(_format);
    }

    /// <summary>struct size in bytes</summary>
    [PyGetter("size")]
    private long Size() => _layout is null ? -1 : _layout.Size;

    /// <summary>S.__sizeof__() -> size of S in memory, in bytes</summary>
    [PyMethod("__sizeof__", Signature = "")]
    internal override long SizeOf(ThreadState thread) => 56 + 32L * (Layout.Items.Length + 1);

    [PySlot(nameof(PyType.TpRepr))]
    private string Repr(ThreadState thread) => $"{Type.ShortName}({Op.ReprText(thread, Format())})";
}

/// <summary>What <c>iter_unpack</c> returns.</summary>
[PyType("unpack_iterator", Module = "_struct", NoInstantiation = true, BasicSize = 120)]
internal sealed partial class PyUnpackIterator : PyIterator
{
    private readonly StructLayout _layout;
    private readonly PyBuffer _buffer;
    private long _offset;

    private PyUnpackIterator(StructLayout layout, PyBuffer buffer) : base(TypeObject)
    {
        _layout = layout;
        _buffer = buffer;
    }

    public static PyUnpackIterator Create(ThreadState thread, StructLayout layout, PyObject source)
    {
        if (layout.Size == 0)
            throw StructModule.Error(thread, "cannot iteratively unpack with a struct of length 0");
        var buffer = PyBuffer.Get(thread, source, BufferFlags.Simple);
        if (buffer.Length % layout.Size == 0)
            return thread.EnterNew(new PyUnpackIterator(layout, buffer));
        buffer.Dispose();
        throw StructModule.Error(thread, $"iterative unpacking requires a buffer of a multiple of {layout.Size} bytes");
    }

    internal override void Traverse(Visitor visitor) => visitor.Visit(_buffer.Obj);

    internal override void ClearReferences() => _buffer.Dispose();

    [PySlot(nameof(PyType.TpIterNext))]
    private PyObject? Next(ThreadState thread)
    {
        if (_buffer.Obj is null)
            return null;
        if (_buffer.Length - _offset < _layout.Size)
        {
            _buffer.Dispose();
            return null;
        }
        var source = _buffer.At(_offset, _layout.Size);
        _offset += _layout.Size;
        return StructPacking.Unpack(thread, _layout, source);
    }

    [PyMethod("__length_hint__")]
    private long LengthHint() => _buffer.Obj is null ? 0 : (_buffer.Length - _offset) / _layout.Size;
}
