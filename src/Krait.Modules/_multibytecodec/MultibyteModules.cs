using Krait.Runtime;

namespace Krait.Modules.Multibyte;

/// <summary>The classes that the modules of East Asian encodings derive theirs from.</summary>
[PyModule("_multibytecodec")]
internal static partial class MultibyteModule
{
    /// <summary>The codec of a name that belongs to a module.</summary>
    internal static PyObject GetCodec(PyObject name, params ReadOnlySpan<string> names)
    {
        if (name is not PyStr text)
            throw Errors.Type("encoding name must be a string.");
        foreach (var known in names)
        {
            if (text.TextEquals(known) && Charsets.Find(known) is { } charset)
                return PyMultibyteCodec.Create(charset);
        }
        throw Errors.Lookup("no such codec is supported.");
    }
}

/// <summary>The encodings of mainland China.</summary>
[PyModule("_codecs_cn")]
internal static partial class ChineseCodecsModule
{
    [PyFunction("getcodec")]
    private static PyObject GetCodec(PyObject name) => MultibyteModule.GetCodec(name, "gb2312", "gbk", "gb18030");
}

/// <summary>The encodings of Japan.</summary>
[PyModule("_codecs_jp")]
internal static partial class JapaneseCodecsModule
{
    [PyFunction("getcodec")]
    private static PyObject GetCodec(PyObject name) => MultibyteModule.GetCodec(name, "shift_jis", "cp932", "euc_jp");
}

/// <summary>The encodings of Korea.</summary>
[PyModule("_codecs_kr")]
internal static partial class KoreanCodecsModule
{
    [PyFunction("getcodec")]
    private static PyObject GetCodec(PyObject name) => MultibyteModule.GetCodec(name, "cp949", "euc_kr");
}
