using Krait.Runtime;

namespace Krait.Modules;

// UTF-16 and UTF-32 in all byte orders.
internal static partial class CodecsModule
{
    private static PyObject DecodeUtf16With(ThreadState thread, PyObject data, string? errors, int order, bool final, bool extended)
    {
        using var input = ByteArgument.Open(thread, data);
        var text = Utf16Codec.Decode(thread, input.Span, data, errors, ref order, final, out var consumed);
        return extended
            ? PyTuple.Create(thread, text, PyInt.From(consumed), PyInt.From(order))
            : Decoded(thread, text, consumed);
    }

    [PyFunction("utf_16_decode")]
    private static PyObject DecodeUtf16(ThreadState thread, PyObject data, [NoneAllowed] string? errors = null, bool final = false) =>
        DecodeUtf16With(thread, data, errors, 0, final, extended: false);

    [PyFunction("utf_16_le_decode")]
    private static PyObject DecodeUtf16Le(ThreadState thread, PyObject data, [NoneAllowed] string? errors = null, bool final = false) =>
        DecodeUtf16With(thread, data, errors, -1, final, extended: false);

    [PyFunction("utf_16_be_decode")]
    private static PyObject DecodeUtf16Be(ThreadState thread, PyObject data, [NoneAllowed] string? errors = null, bool final = false) =>
        DecodeUtf16With(thread, data, errors, 1, final, extended: false);

    [PyFunction("utf_16_ex_decode")]
    private static PyObject DecodeUtf16Extended(
        ThreadState thread, PyObject data, [NoneAllowed] string? errors = null, int byteorder = 0, bool final = false) =>
        DecodeUtf16With(thread, data, errors, byteorder, final, extended: true);

    [PyFunction("utf_16_encode")]
    private static PyObject EncodeUtf16(ThreadState thread, PyStr str, [NoneAllowed] string? errors = null, int byteorder = 0) =>
        Encoded(thread, Utf16Codec.Encode(thread, str, errors, byteorder), str);

    [PyFunction("utf_16_le_encode")]
    private static PyObject EncodeUtf16Le(ThreadState thread, PyStr str, [NoneAllowed] string? errors = null) =>
        Encoded(thread, Utf16Codec.Encode(thread, str, errors, -1), str);

    [PyFunction("utf_16_be_encode")]
    private static PyObject EncodeUtf16Be(ThreadState thread, PyStr str, [NoneAllowed] string? errors = null) =>
        Encoded(thread, Utf16Codec.Encode(thread, str, errors, 1), str);

    private static PyObject DecodeUtf32With(ThreadState thread, PyObject data, string? errors, int order, bool final, bool extended)
    {
        using var input = ByteArgument.Open(thread, data);
        var text = Utf32Codec.Decode(thread, input.Span, data, errors, ref order, final, out var consumed);
        return extended
            ? PyTuple.Create(thread, text, PyInt.From(consumed), PyInt.From(order))
            : Decoded(thread, text, consumed);
    }

    [PyFunction("utf_32_decode")]
    private static PyObject DecodeUtf32(ThreadState thread, PyObject data, [NoneAllowed] string? errors = null, bool final = false) =>
        DecodeUtf32With(thread, data, errors, 0, final, extended: false);

    [PyFunction("utf_32_le_decode")]
    private static PyObject DecodeUtf32Le(ThreadState thread, PyObject data, [NoneAllowed] string? errors = null, bool final = false) =>
        DecodeUtf32With(thread, data, errors, -1, final, extended: false);

    [PyFunction("utf_32_be_decode")]
    private static PyObject DecodeUtf32Be(ThreadState thread, PyObject data, [NoneAllowed] string? errors = null, bool final = false) =>
        DecodeUtf32With(thread, data, errors, 1, final, extended: false);

    [PyFunction("utf_32_ex_decode")]
    private static PyObject DecodeUtf32Extended(
        ThreadState thread, PyObject data, [NoneAllowed] string? errors = null, int byteorder = 0, bool final = false) =>
        DecodeUtf32With(thread, data, errors, byteorder, final, extended: true);

    [PyFunction("utf_32_encode")]
    private static PyObject EncodeUtf32(ThreadState thread, PyStr str, [NoneAllowed] string? errors = null, int byteorder = 0) =>
        Encoded(thread, Utf32Codec.Encode(thread, str, errors, byteorder), str);

    [PyFunction("utf_32_le_encode")]
    private static PyObject EncodeUtf32Le(ThreadState thread, PyStr str, [NoneAllowed] string? errors = null) =>
        Encoded(thread, Utf32Codec.Encode(thread, str, errors, -1), str);

    [PyFunction("utf_32_be_encode")]
    private static PyObject EncodeUtf32Be(ThreadState thread, PyStr str, [NoneAllowed] string? errors = null) =>
        Encoded(thread, Utf32Codec.Encode(thread, str, errors, 1), str);
}
