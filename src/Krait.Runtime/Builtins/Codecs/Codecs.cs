using System.Text;

namespace Krait.Runtime;

/// <summary>
/// Turning bytes into text and back: the standard encodings in C#, all others through the registry of <c>codecs</c>.
/// </summary>
public static partial class Codecs
{
    private enum Standard
    {
        None,
        Utf8,
        Latin1,
        Ascii,
        Utf16,
        Utf16Le,
        Utf16Be,
        Utf32,
        Utf32Le,
        Utf32Be,
    }

    /// <summary>Decodes bytes with any text encoding.</summary>
    /// <exception cref="PythonException">LookupError for an unknown encoding; what the error handler raises.</exception>
    public static PyStr Decode(ThreadState thread, ReadOnlySpan<byte> data, string encoding, string errors)
    {
        var standard = StandardOf(encoding);
        return standard == Standard.None
            ? DecodeWithCodec(thread, PyBytes.From(data), encoding, errors)
            : Decode(thread, data, null, standard, errors);
    }

    /// <summary>Encodes text with any text encoding.</summary>
    /// <exception cref="PythonException">LookupError for an unknown encoding; what the error handler raises.</exception>
    public static byte[] Encode(ThreadState thread, PyStr text, string encoding, string errors) =>
        EncodeWithCodec(thread, text, encoding, errors);

    /// <summary>Text that came from the operating system: UTF-8, other bytes as surrogates.</summary>
    public static PyStr DecodeFsDefault(ThreadState thread, ReadOnlySpan<byte> data) =>
        Utf8Codec.Decode(thread, data, null, "surrogateescape", final: true, out _);

    /// <summary>Text for the operating system: UTF-8, surrogates that stand for bytes as these bytes.</summary>
    public static byte[] EncodeFsDefault(ThreadState thread, PyStr text) => Utf8Codec.Encode(thread, text, "surrogateescape");

    /// <summary>UTF-8 in which surrogates are encoded as other code points are.</summary>
    public static PyStr DecodeUtf8SurrogatePass(ThreadState thread, ReadOnlySpan<byte> data) =>
        Utf8Codec.Decode(thread, data, null, "surrogatepass", final: true, out _);

    /// <inheritdoc cref="DecodeUtf8SurrogatePass"/>
    public static byte[] EncodeUtf8SurrogatePass(ThreadState thread, PyStr text) => Utf8Codec.Encode(thread, text, "surrogatepass");

    /// <summary><c>str(o, encoding, errors)</c>.</summary>
    internal static PyStr FromObject(ThreadState thread, PyObject o, string? encoding, string? errors)
    {
        if (o is PyBytes bytes)
        {
            CheckNames(thread, encoding, errors);
            return bytes.Length == 0 ? PyStr.Empty : DecodeToObject(thread, bytes, encoding, errors);
        }
        if (o is PyStr)
            throw Errors.Type("decoding str is not supported");
        if (!PyBuffer.IsSupportedBy(o))
            throw Errors.Type($"decoding to str: need a bytes-like object, {o.Type.Name} found");
        return DecodeToObject(thread, o, encoding, errors);
    }

    /// <summary>In development mode the names must exist even where nothing is converted or no error occurs.</summary>
    private static void CheckNames(ThreadState thread, string? encoding, string? errors)
    {
        if (!thread.Interpreter.Config.DevMode || thread.Interpreter.ImportBootstrap is null)
            return;
        if (encoding is not null && StandardOf(encoding) == Standard.None)
            thread.Interpreter.Codecs.Lookup(thread, encoding);
        if (errors is not null)
            thread.Interpreter.Codecs.LookupError(thread, errors);
    }

    /// <summary><c>o.decode(encoding, errors)</c>.</summary>
    internal static PyStr DecodeToObject(ThreadState thread, PyObject o, string? encoding, string? errors)
    {
        CheckNames(thread, encoding, errors);
        var standard = encoding is null ? Standard.Utf8 : StandardOf(encoding);
        if (standard == Standard.None)
            return DecodeWithCodec(thread, o, encoding!, errors);
        using var view = ByteArgument.Open(thread, o);
        return Decode(thread, view.Span, o, standard, errors);
    }

    /// <summary><c>text.encode(encoding, errors)</c>.</summary>
    internal static PyObject EncodeToObject(ThreadState thread, PyStr text, string? encoding, string? errors)
    {
        CheckNames(thread, encoding, errors);
        return PyBytes.From(EncodeWithCodec(thread, text, encoding ?? "utf-8", errors));
    }

    internal static byte[] EncodeWithCodec(ThreadState thread, PyStr text, string encoding, string? errors) => StandardOf(encoding) switch
    {
        Standard.Utf8 => Utf8Codec.Encode(thread, text, errors),
        Standard.Latin1 => SingleByteCodec.EncodeLatin1(thread, text, errors),
        Standard.Ascii => SingleByteCodec.EncodeAscii(thread, text, errors),
        Standard.Utf16 => Utf16Codec.Encode(thread, text, errors, 0),
        Standard.Utf16Le => Utf16Codec.Encode(thread, text, errors, -1),
        Standard.Utf16Be => Utf16Codec.Encode(thread, text, errors, 1),
        Standard.Utf32 => Utf32Codec.Encode(thread, text, errors, 0),
        Standard.Utf32Le => Utf32Codec.Encode(thread, text, errors, -1),
        Standard.Utf32Be => Utf32Codec.Encode(thread, text, errors, 1),
        _ => EncodeWithRegistry(thread, text, encoding, errors),
    };

    private static PyStr Decode(ThreadState thread, ReadOnlySpan<byte> data, PyObject? source, Standard standard, string? errors)
    {
        var order = 0;
        switch (standard)
        {
            case Standard.Utf8:
                return Utf8Codec.Decode(thread, data, source, errors, final: true, out _);
            case Standard.Latin1:
                return ByteStrings.Latin1Text(data);
            case Standard.Ascii:
                return SingleByteCodec.DecodeAscii(thread, data, source, errors);
            case Standard.Utf16 or Standard.Utf16Le or Standard.Utf16Be:
                order = standard - Standard.Utf16 == 0 ? 0 : standard == Standard.Utf16Le ? -1 : 1;
                return Utf16Codec.Decode(thread, data, source, errors, ref order, final: true, out _);
            default:
                order = standard == Standard.Utf32 ? 0 : standard == Standard.Utf32Le ? -1 : 1;
                return Utf32Codec.Decode(thread, data, source, errors, ref order, final: true, out _);
        }
    }

    private static Standard StandardOf(string encoding)
    {
        switch (encoding)
        {
            case "utf-8" or "utf8":
                return Standard.Utf8;
            case "ascii":
                return Standard.Ascii;
            case "latin-1":
                return Standard.Latin1;
        }
        if (encoding.Length > 12)
            return Standard.None;
        return NormalizeName(encoding) switch
        {
            "utf8" or "utf_8" => Standard.Utf8,
            "ascii" or "us_ascii" => Standard.Ascii,
            "latin1" or "latin_1" or "iso_8859_1" or "iso8859_1" => Standard.Latin1,
            "utf16" or "utf_16" => Standard.Utf16,
            "utf_16_le" => Standard.Utf16Le,
            "utf_16_be" => Standard.Utf16Be,
            "utf32" or "utf_32" => Standard.Utf32,
            "utf_32_le" => Standard.Utf32Le,
            "utf_32_be" => Standard.Utf32Be,
            _ => Standard.None,
        };
    }

    /// <summary>The name as search functions get it: lower case, runs of other characters as one underscore.</summary>
    internal static string NormalizeName(string encoding)
    {
        var name = new StringBuilder(encoding.Length);
        var gap = false;
        foreach (var c in encoding)
        {
            if (char.IsAsciiLetterOrDigit(c) || c == '.')
            {
                if (gap && name.Length > 0)
                    name.Append('_');
                gap = false;
                name.Append(char.ToLowerInvariant(c));
            }
            else
            {
                gap = true;
            }
        }
        return name.ToString();
    }
}
