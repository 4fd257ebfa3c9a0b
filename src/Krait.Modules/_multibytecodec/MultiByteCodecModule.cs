using Krait.Runtime;

namespace Krait.Modules.MultiByte;

/// <summary>The classes below the library's East Asian encodings.</summary>
[PyModule("_multibytecodec")]
internal static partial class MultiByteCodecModule
{
    /// <summary>The codec of a name.</summary>
    /// <exception cref="PythonException">LookupError: there is none.</exception>
    public static PyObject Find(MultiByteEncoding[] encodings, PyObject encoding)
    {
        if (encoding is not PyStr name)
            throw Errors.Type("encoding name must be a string.");
        var found = System.Array.Find(encodings, candidate => name.TextEquals(candidate.Name));
        return found is null ? throw Errors.New(ExceptionTypes.LookupError, "no such codec is supported.") : PyMultibyteCodec.Create(found);
    }
}

/// <summary>Simplified Chinese.</summary>
[PyModule("_codecs_cn")]
internal static partial class CodecsCnModule
{
    [PyFunction("getcodec", Signature = "")]
    private static PyObject GetCodec(PyObject encoding) => MultiByteCodecModule.Find(EncodingRegistry.Chinese, encoding);
}

/// <summary>Traditional Chinese.</summary>
[PyModule("_codecs_tw")]
internal static partial class CodecsTwModule
{
    [PyFunction("getcodec", Signature = "")]
    private static PyObject GetCodec(PyObject encoding) => MultiByteCodecModule.Find(EncodingRegistry.Taiwanese, encoding);
}

/// <summary>Traditional Chinese with the characters of Hong Kong.</summary>
[PyModule("_codecs_hk")]
internal static partial class CodecsHkModule
{
    [PyFunction("getcodec", Signature = "")]
    private static PyObject GetCodec(PyObject encoding) => MultiByteCodecModule.Find(EncodingRegistry.HongKong, encoding);
}

/// <summary>Japanese.</summary>
[PyModule("_codecs_jp")]
internal static partial class CodecsJpModule
{
    [PyFunction("getcodec", Signature = "")]
    private static PyObject GetCodec(PyObject encoding) => MultiByteCodecModule.Find(EncodingRegistry.Japanese, encoding);
}

/// <summary>Korean.</summary>
[PyModule("_codecs_kr")]
internal static partial class CodecsKrModule
{
    [PyFunction("getcodec", Signature = "")]
    private static PyObject GetCodec(PyObject encoding) => MultiByteCodecModule.Find(EncodingRegistry.Korean, encoding);
}

/// <summary>ISO 2022 in seven bits.</summary>
[PyModule("_codecs_iso2022")]
internal static partial class CodecsIso2022Module
{
    [PyFunction("getcodec", Signature = "")]
    private static PyObject GetCodec(PyObject encoding) => MultiByteCodecModule.Find(EncodingRegistry.Iso2022, encoding);
}
