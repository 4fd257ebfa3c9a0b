namespace Krait.Runtime;

/// <summary>The bytes of an argument: of an object with the buffer protocol, held open until disposed of, or of one number.</summary>
internal readonly ref struct ByteArgument
{
    private readonly PyBuffer? _view;

    private ByteArgument(ReadOnlySpan<byte> span, PyBuffer? view)
    {
        Span = span;
        _view = view;
    }

    public ReadOnlySpan<byte> Span { get; }

    /// <summary>An object with the buffer protocol; TypeError for others.</summary>
    public static ByteArgument Open(ThreadState thread, PyObject o)
    {
        if (o is PyBytes bytes)
            return new ByteArgument(bytes.Span, null);
        var view = PyBuffer.Get(thread, o, BufferFlags.Simple);
        return new ByteArgument(view.Span, view);
    }

    /// <summary>What a search looks for: also a number below 256.</summary>
    public static ByteArgument OpenSearched(ThreadState thread, PyObject o)
    {
        if (PyBuffer.IsSupportedBy(o))
            return Open(thread, o);
        if (!Op.IsIndex(o))
            throw Errors.Type($"argument should be integer or bytes-like object, not '{o.Type.Name}'");
        return new ByteArgument(PyBytes.Single(ByteStrings.AsByte(thread, o)).Span, null);
    }

    /// <summary>The number of an optional character argument of <c>center</c> and its like.</summary>
    public static byte FillByte(PyObject? o, string method)
    {
        if (o is null)
            return (byte)' ';
        if (o is not (PyBytes or PyByteArray))
            throw Errors.Type($"{method}() argument 2 must be a byte string of length 1, not {o.Type.Name}");
        var data = o is PyBytes bytes ? bytes.Span : ((PyByteArray)o).Span;
        var kind = o is PyBytes ? "a bytes object" : "a bytearray object";
        return data.Length == 1
            ? data[0]
            : throw Errors.Type($"{method}(): argument 2 must be a byte string of length 1, not {kind} of length {data.Length}");
    }

    public void Dispose() => _view?.Dispose();
}
