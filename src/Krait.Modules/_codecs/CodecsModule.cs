using Krait.Runtime;

namespace Krait.Modules;

/// <summary>The codecs of the Unicode encodings and the codec registry.</summary>
[PyModule("_codecs")]
internal static partial class CodecsModule
{
    private static PyObject Encoded(ThreadState thread, byte[] data, PyStr text) =>
        PyTuple.Create(thread, PyBytes.From(data), PyInt.From(text.Length));

    private static PyObject Decoded(ThreadState thread, PyStr text, long consumed) => PyTuple.Create(thread, text, PyInt.From(consumed));

    /// <summary>
    /// Register a codec search function.
    ///
    /// Search functions are expected to take one argument, the encoding name in
    /// all lower case letters, and either return None, or a tuple of functions
    /// (encoder, decoder, stream_reader, stream_writer) (or a CodecInfo object).
    /// </summary>
    [PyFunction("register", Signature = "($module, search_function, /)")]
    private static void Register(ThreadState thread, [Keyword("search_function")] PyObject searchFunction) =>
        thread.Interpreter.Codecs.Register(searchFunction);

    /// <summary>
    /// Unregister a codec search function and clear the registry's cache.
    ///
    /// If the search function is not registered, do nothing.
    /// </summary>
    [PyFunction("unregister", Signature = "($module, search_function, /)")]
    private static void Unregister(ThreadState thread, [Keyword("search_function")] PyObject searchFunction) =>
        thread.Interpreter.Codecs.Unregister(thread, searchFunction);

    /// <summary>Looks up a codec tuple in the Python codec registry and returns a CodecInfo object.</summary>
    [PyFunction("lookup")]
    private static PyObject Lookup(ThreadState thread, [NoNull] string encoding) => thread.Interpreter.Codecs.Lookup(thread, encoding);

    /// <summary>
    /// Encodes obj using the codec registered for encoding.
    ///
    /// The default encoding is 'utf-8'.  errors may be given to set a
    /// different error handling scheme.  Default is 'strict' meaning that encoding
    /// errors raise a ValueError.  Other possible values are 'ignore', 'replace'
    /// and 'backslashreplace' as well as any other name registered with
    /// codecs.register_error that can handle ValueErrors.
    /// </summary>
    [PyFunction("encode", Signature = "($module, /, obj, encoding='utf-8', errors='strict')")]
    private static PyObject Encode(
        ThreadState thread, [Keyword] PyObject obj, [Keyword, NoNull] string encoding = "utf-8", [Keyword, NoNull] string? errors = null) =>
        Krait.Runtime.Codecs.EncodeAny(thread, obj, encoding, errors);

    /// <summary>
    /// Decodes obj using the codec registered for encoding.
    ///
    /// Default encoding is 'utf-8'.  errors may be given to set a
    /// different error handling scheme.  Default is 'strict' meaning that encoding
    /// errors raise a ValueError.  Other possible values are 'ignore', 'replace'
    /// and 'backslashreplace' as well as any other name registered with
    /// codecs.register_error that can handle ValueErrors.
    /// </summary>
    [PyFunction("decode", Signature = "($module, /, obj, encoding='utf-8', errors='strict')")]
    private static PyObject Decode(
        ThreadState thread, [Keyword] PyObject obj, [Keyword, NoNull] string encoding = "utf-8", [Keyword, NoNull] string? errors = null) =>
        Krait.Runtime.Codecs.DecodeAny(thread, obj, encoding, errors);

    /// <summary>
    /// Register the specified error handler under the name errors.
    ///
    /// handler must be a callable object, that
    /// will be called with an exception instance containing
    /// information about the location of the encoding/decoding
    /// error and must return a (replacement, new position) tuple.
    /// </summary>
    [PyFunction("register_error")]
    private static void RegisterError(ThreadState thread, [NoNull] string errors, PyObject handler) =>
        thread.Interpreter.Codecs.RegisterError(errors, handler);

    /// <summary>
    /// Un-register the specified error handler for the error handling `errors'.
    ///
    /// Only custom error handlers can be un-registered. An exception is raised
    /// if the error handling is a built-in one (e.g., 'strict'), or if an error
    /// occurs.
    ///
    /// Otherwise, this returns True if a custom handler has been successfully
    /// un-registered, and False if no custom handler for the specified error
    /// handling exists.
    /// </summary>
    [PyFunction("_unregister_error")]
    private static bool UnregisterError(ThreadState thread, [NoNull] string errors) =>
        thread.Interpreter.Codecs.UnregisterError(errors);

    /// <summary>
    /// lookup_error(errors) -> handler
    ///
    /// Return the error handler for the specified error handling name or raise a
    /// LookupError, if no handler exists under this name.
    /// </summary>
    [PyFunction("lookup_error")]
    private static PyObject LookupError(ThreadState thread, [NoNull] string name) =>
        thread.Interpreter.Codecs.LookupError(thread, name);

    [PyFunction("readbuffer_encode")]
    private static PyObject EncodeBuffer(ThreadState thread, PyObject data, [NoneAllowed] string? errors = null)
    {
        var bytes = data is PyStr text ? Utf8Codec.Encode(thread, text, null) : Op.CopyBytes(thread, data);
        return PyTuple.Create(thread, PyBytes.From(bytes), PyInt.From(bytes.Length));
    }

    [PyFunction("escape_encode")]
    private static PyObject EncodeEscapes(ThreadState thread, PyBytes data, [NoneAllowed] string? errors = null) =>
        PyTuple.Create(thread, PyBytes.From(EscapeCodec.EncodeBytes(data.Span)), PyInt.From(data.Length));

    [PyFunction("escape_decode")]
    private static PyObject DecodeEscapes(ThreadState thread, PyObject data, [NoneAllowed] string? errors = null)
    {
        var bytes = StrOrBytes(thread, data);
        return PyTuple.Create(thread, PyBytes.From(EscapeCodec.DecodeBytes(thread, bytes, errors)), PyInt.From(bytes.Length));
    }

    private static byte[] StrOrBytes(ThreadState thread, PyObject data) =>
        data is PyStr text ? Utf8Codec.Encode(thread, text, null) : Op.CopyBytes(thread, data);

    [PyFunction("utf_8_decode")]
    private static PyObject DecodeUtf8(ThreadState thread, PyObject data, [NoneAllowed] string? errors = null, bool final = false)
    {
        using var input = ByteArgument.Open(thread, data);
        var text = Utf8Codec.Decode(thread, input.Span, data, errors, final, out var consumed);
        return Decoded(thread, text, consumed);
    }

    [PyFunction("utf_8_encode")]
    private static PyObject EncodeUtf8(ThreadState thread, PyStr str, [NoneAllowed] string? errors = null) =>
        Encoded(thread, Utf8Codec.Encode(thread, str, errors), str);

    [PyFunction("utf_7_decode")]
    private static PyObject DecodeUtf7(ThreadState thread, PyObject data, [NoneAllowed] string? errors = null, bool final = false)
    {
        using var input = ByteArgument.Open(thread, data);
        var text = Utf7Codec.Decode(thread, input.Span, data, errors, final, out var consumed);
        return Decoded(thread, text, consumed);
    }

    [PyFunction("utf_7_encode")]
    private static PyObject EncodeUtf7(ThreadState thread, PyStr str, [NoneAllowed] string? errors = null) =>
        Encoded(thread, Utf7Codec.Encode(str), str);

    [PyFunction("latin_1_decode")]
    private static PyObject DecodeLatin1(ThreadState thread, [Buffer] ReadOnlySpan<byte> data, [NoneAllowed] string? errors = null) =>
        Decoded(thread, ByteStrings.Latin1Text(data), data.Length);

    [PyFunction("latin_1_encode")]
    private static PyObject EncodeLatin1(ThreadState thread, PyStr str, [NoneAllowed] string? errors = null) =>
        Encoded(thread, SingleByteCodec.EncodeLatin1(thread, str, errors), str);

    [PyFunction("ascii_decode")]
    private static PyObject DecodeAscii(ThreadState thread, PyObject data, [NoneAllowed] string? errors = null)
    {
        using var input = ByteArgument.Open(thread, data);
        return Decoded(thread, SingleByteCodec.DecodeAscii(thread, input.Span, data, errors), input.Span.Length);
    }

    [PyFunction("ascii_encode")]
    private static PyObject EncodeAscii(ThreadState thread, PyStr str, [NoneAllowed] string? errors = null) =>
        Encoded(thread, SingleByteCodec.EncodeAscii(thread, str, errors), str);

    [PyFunction("charmap_decode")]
    private static PyObject DecodeCharMap(
        ThreadState thread, PyObject data, [NoneAllowed] string? errors = null, [NoneAllowed] PyObject? mapping = null)
    {
        using var input = ByteArgument.Open(thread, data);
        return Decoded(thread, CharMapCodec.Decode(thread, input.Span, data, errors, mapping), input.Span.Length);
    }

    [PyFunction("charmap_encode")]
    private static PyObject EncodeCharMap(
        ThreadState thread, PyStr str, [NoneAllowed] string? errors = null, [NoneAllowed] PyObject? mapping = null) =>
        Encoded(thread, CharMapCodec.Encode(thread, str, errors, mapping), str);

    [PyFunction("charmap_build")]
    private static PyObject BuildCharMap(ThreadState thread, PyStr map) => CharMapCodec.Build(thread, map);

    [PyFunction("unicode_escape_decode")]
    private static PyObject DecodeUnicodeEscape(ThreadState thread, PyObject data, [NoneAllowed] string? errors = null, bool final = true)
    {
        var input = StrOrBytes(thread, data);
        var text = EscapeCodec.DecodeUnicode(thread, input, data, errors, final, out var consumed);
        return Decoded(thread, text, consumed);
    }

    [PyFunction("unicode_escape_encode")]
    private static PyObject EncodeUnicodeEscape(ThreadState thread, PyStr str, [NoneAllowed] string? errors = null) =>
        Encoded(thread, EscapeCodec.EncodeUnicode(str), str);

    [PyFunction("raw_unicode_escape_decode")]
    private static PyObject DecodeRawUnicodeEscape(
        ThreadState thread, PyObject data, [NoneAllowed] string? errors = null, bool final = true)
    {
        var input = StrOrBytes(thread, data);
        var text = EscapeCodec.DecodeRaw(thread, input, data, errors, final, out var consumed);
        return Decoded(thread, text, consumed);
    }

    [PyFunction("raw_unicode_escape_encode")]
    private static PyObject EncodeRawUnicodeEscape(ThreadState thread, PyStr str, [NoneAllowed] string? errors = null) =>
        Encoded(thread, EscapeCodec.EncodeRaw(str), str);
}
