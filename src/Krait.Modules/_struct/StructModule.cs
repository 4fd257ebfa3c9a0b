using Krait.Runtime;

namespace Krait.Modules;

/// <summary>
/// Functions to convert between Python values and C structs.
/// Python bytes objects are used to hold the data representing the C struct
/// and also as format strings (explained below) to describe the layout of data
/// in the C struct.
///
/// The optional first format char indicates byte order, size and alignment:
///   @: native order, size &amp; alignment (default)
///   =: native order, std. size &amp; alignment
///   &lt;: little-endian, std. size &amp; alignment
///   >: big-endian, std. size &amp; alignment
///   !: same as >
///
/// The variable struct.error is an exception raised on errors.
/// </summary>
[PyModule("_struct")]
internal static partial class StructModule
{
    private sealed class State : ModuleState
    {
        public const int MostLayouts = 100;

        public PyType? Error { get; set; }

        public Dictionary<string, StructLayout> Layouts { get; } = [];
    }

    [PyModuleExec]
    private static void Exec(ThreadState thread, PyModule module)
    {
        var state = thread.Interpreter.ModuleState<State>();
        state.Error ??= state.Keep(ModuleExceptions.Define(thread, "struct", "error"));
        module.Dict.SetItem(thread, "error", state.Error);
    }

    /// <summary>A struct.error.</summary>
    internal static PythonException Error(ThreadState thread, string message) =>
        Errors.New(thread.Interpreter.ModuleState<State>().Error!, message);

    /// <summary>The compiled form of a format, which is a str or bytes.</summary>
    internal static StructLayout Layout(ThreadState thread, PyObject format, out string text)
    {
        text = TextOf(thread, format);
        var layouts = thread.Interpreter.ModuleState<State>().Layouts;
        if (layouts.TryGetValue(text, out var known))
            return known;
        if (text.Contains('\0'))
            throw Error(thread, "embedded null character");
        var layout = StructLayout.Compile(text, out var problem) ?? throw Error(thread, problem);
        if (layouts.Count >= State.MostLayouts)
            layouts.Clear();
        layouts.Add(text, layout);
        return layout;
    }

    private static string TextOf(ThreadState thread, PyObject format)
    {
        switch (format)
        {
            case PyStr { Bmp: { } text } when System.Text.Ascii.IsValid(text):
                return text;
            case PyStr:
                format = Op.CallMethod(thread, format, Names.Encode, PyStr.Intern("ascii"));
                break;
            case PyBytes:
                break;
            default:
                throw Errors.Type($"Struct() argument 1 must be a str or bytes object, not {format.Type.Name}");
        }
        return System.Text.Encoding.Latin1.GetString(((PyBytes)format).Span);
    }

    private static StructLayout Layout(ThreadState thread, PyObject format) => Layout(thread, format, out _);

    private static PyObject FirstArgument(ReadOnlySpan<PyObject> args) =>
        args.Length > 0 ? args[0] : throw Errors.Type("missing format argument");

    /// <summary>Clear the internal cache.</summary>
    [PyFunction("_clearcache")]
    private static void ClearCache(ThreadState thread) => thread.Interpreter.ModuleState<State>().Layouts.Clear();

    /// <summary>Return size in bytes of the struct described by the format string.</summary>
    [PyFunction("calcsize")]
    private static long CalcSize(ThreadState thread, PyObject format) => Layout(thread, format).Size;

    /// <summary>
    /// pack(format, v1, v2, ...) -> bytes
    ///
    /// Return a bytes object containing the values v1, v2, ... packed according
    /// to the format string.  See help(struct) for more on format strings.
    /// </summary>
    [PyFunction("pack", Signature = "")]
    private static PyObject Pack(ThreadState thread, ReadOnlySpan<PyObject> args) =>
        Pack(thread, Layout(thread, FirstArgument(args)), args[1..]);

    /// <summary>
    /// pack_into(format, buffer, offset, v1, v2, ...)
    ///
    /// Pack the values v1, v2, ... according to the format string and write
    /// the packed bytes into the writable buffer buf starting at offset.  Note
    /// that the offset is a required argument.  See help(struct) for more
    /// on format strings.
    /// </summary>
    [PyFunction("pack_into", Signature = "")]
    private static void PackInto(ThreadState thread, ReadOnlySpan<PyObject> args) =>
        PackInto(thread, Layout(thread, FirstArgument(args)), args[1..]);

    /// <summary>
    /// Return a tuple containing values unpacked according to the format string.
    ///
    /// The buffer's size in bytes must be calcsize(format).
    ///
    /// See help(struct) for more on format strings.
    /// </summary>
    [PyFunction("unpack")]
    private static PyObject Unpack(ThreadState thread, PyObject format, [Buffer] ReadOnlySpan<byte> buffer) =>
        Unpack(thread, Layout(thread, format), buffer);

    /// <summary>
    /// Return a tuple containing values unpacked according to the format string.
    ///
    /// The buffer's size, minus offset, must be at least calcsize(format).
    ///
    /// See help(struct) for more on format strings.
    /// </summary>
    [PyFunction("unpack_from")]
    private static PyObject UnpackFrom(ThreadState thread, PyObject format, [Keyword, Buffer] ReadOnlySpan<byte> buffer, [Keyword] long offset = 0) =>
        UnpackFrom(thread, Layout(thread, format), buffer, offset);

    /// <summary>
    /// Return an iterator yielding tuples unpacked from the given bytes.
    ///
    /// The bytes are unpacked according to the format string, like
    /// a repeated invocation of unpack_from().
    ///
    /// Requires that the bytes length be a multiple of the format struct size.
    /// </summary>
    [PyFunction("iter_unpack")]
    private static PyObject IterUnpack(ThreadState thread, PyObject format, PyObject buffer) =>
        PyUnpackIterator.Create(thread, Layout(thread, format), buffer);

    internal static PyObject Pack(ThreadState thread, StructLayout layout, ReadOnlySpan<PyObject> values)
    {
        if (values.Length != layout.Count)
            throw Error(thread, $"pack expected {layout.Count} items for packing (got {values.Length})");
        var bytes = new byte[layout.Size];
        StructPacking.Pack(thread, layout, values, bytes);
        return PyBytes.From(bytes);
    }

    internal static void PackInto(ThreadState thread, StructLayout layout, ReadOnlySpan<PyObject> args)
    {
        if (args.Length != layout.Count + 2)
        {
            throw Error(thread, args.Length switch
            {
                0 => "pack_into expected buffer argument",
                1 => "pack_into expected offset argument",
                _ => $"pack_into expected {layout.Count} items for packing (got {args.Length - 2})",
            });
        }
        using var view = WritableBuffer(thread, args[0]);
        var offset = Op.AsIndexLong(thread, args[1], ExceptionTypes.IndexError);
        offset = Place(thread, layout, offset, view.Length, packing: true);
        StructPacking.Pack(thread, layout, args[2..], view.At(offset, layout.Size));
    }

    private static PyBuffer WritableBuffer(ThreadState thread, PyObject o)
    {
        if (PyBuffer.IsSupportedBy(o))
        {
            try
            {
                return PyBuffer.Get(thread, o, BufferFlags.Writable);
            }
            catch (PythonException error) when (error.Matches(ExceptionTypes.BufferError))
            {
                // The message below says more.
            }
        }
        throw ArgumentConversion.WrongType("argument", "read-write bytes-like object", o);
    }

    internal static PyObject Unpack(ThreadState thread, StructLayout layout, ReadOnlySpan<byte> buffer) => buffer.Length == layout.Size
        ? StructPacking.Unpack(thread, layout, buffer)
        : throw Error(thread, $"unpack requires a buffer of {layout.Size} bytes");

    internal static PyObject UnpackFrom(ThreadState thread, StructLayout layout, ReadOnlySpan<byte> buffer, long offset)
    {
        offset = Place(thread, layout, offset, buffer.Length, packing: false);
        return StructPacking.Unpack(thread, layout, buffer.Slice((int)offset, layout.Size));
    }

    /// <summary>Where in a buffer of a length the offset is; a negative one counts from the end.</summary>
    private static long Place(ThreadState thread, StructLayout layout, long offset, long length, bool packing)
    {
        if (offset < 0)
        {
            if (offset + layout.Size > 0)
                throw Error(thread, $"{(packing ? "no space to pack" : "not enough data to unpack")} {layout.Size} bytes at offset {offset}");
            if (offset + length < 0)
                throw Error(thread, $"offset {offset} out of range for {length}-byte buffer");
            offset += length;
        }
        if (length - offset >= layout.Size)
            return offset;
        var (function, doing) = packing ? ("pack_into", "packing") : ("unpack_from", "unpacking");
        throw Error(
            thread,
            $"{function} requires a buffer of at least {(ulong)layout.Size + (ulong)offset} bytes for {doing} {layout.Size} bytes "
            + $"at offset {offset} (actual buffer size is {length})");
    }
}
