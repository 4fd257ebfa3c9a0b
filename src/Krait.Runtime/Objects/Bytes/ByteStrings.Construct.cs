namespace Krait.Runtime;

internal static partial class ByteStrings
{
    /// <summary>The arguments of <c>bytes()</c> and <c>bytearray()</c> that involve an encoding; null where the source is something else.</summary>
    public static byte[]? EncodedSource(ThreadState thread, PyObject? source, string? encoding, string? errors)
    {
        if (encoding is not null)
        {
            if (source is not PyStr text)
                throw Errors.Type("encoding without a string argument");
            return ((PyBytes)Codecs.EncodeToObject(thread, text, encoding, errors)).Data;
        }
        if (errors is not null)
            throw Errors.Type(source is PyStr ? "string argument without an encoding" : "errors without a string argument");
        if (source is PyStr)
            throw Errors.Type("string argument without an encoding");
        return null;
    }

    /// <summary>The size that a source gives, or -1 where it is no number.</summary>
    public static int SizeOf(ThreadState thread, PyObject source)
    {
        if (!Op.IsIndex(source))
            return -1;
        long size;
        try
        {
            size = Op.AsIndexLong(thread, source);
        }
        catch (PythonException error) when (error.Matches(ExceptionTypes.TypeError))
        {
            return -1;
        }
        if (size < 0)
            throw Errors.Value("negative count");
        return size <= Array.MaxLength ? (int)size : throw Errors.Memory();
    }

    /// <summary>The bytes of an object with the buffer protocol, or of an iterable of numbers.</summary>
    public static byte[] FromSource(ThreadState thread, PyObject source, string kind)
    {
        if (PyBuffer.IsSupportedBy(source))
            return Op.CopyBytes(thread, source);
        if (source is not (PyList or PyTuple) && (source is PyStr || !Op.IsIterable(source)))
            throw Errors.Type($"cannot convert '{source.Type.Name}' object to {kind}");
        return FromIterable(thread, source, kind == "bytes" ? "bytes must be in range(0, 256)" : "byte must be in range(0, 256)");
    }

    /// <summary>The bytes of an iterable of numbers.</summary>
    public static byte[] FromIterable(ThreadState thread, PyObject iterable, string outOfRange)
    {
        var hint = Math.Min(Op.LengthHint(thread, iterable, 16), 1 << 20);
        var result = new List<byte>((int)hint);
        foreach (var item in Op.Iterate(thread, iterable))
        {
            if (!Op.Index(thread, item).TryGetLong(out var value) || (ulong)value > 255)
                throw Errors.Value(outOfRange);
            result.Add((byte)value);
        }
        return result.ToArray();
    }
}
