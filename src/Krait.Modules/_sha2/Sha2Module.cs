using Krait.Modules.Digests;
using Krait.Runtime;

namespace Krait.Modules.Hashes;

[PyModule("_sha2")]
internal static partial class Sha2Module
{
    private static readonly PyType s_type224 = PyDigest.CreateType("_sha2", "SHA224Type");
    private static readonly PyType s_type256 = PyDigest.CreateType("_sha2", "SHA256Type");
    private static readonly PyType s_type384 = PyDigest.CreateType("_sha2", "SHA384Type");
    private static readonly PyType s_type512 = PyDigest.CreateType("_sha2", "SHA512Type");

    [PyModuleExec]
    private static void Exec(ThreadState thread, PyModule module)
    {
        foreach (var type in (ReadOnlySpan<PyType>)[s_type224, s_type256, s_type384, s_type512])
            module.Dict.SetItem(thread, type.ShortName, type);
        module.Dict.SetItem(thread, "_GIL_MINSIZE", PyInt.From(2048));
    }

    /// <summary>Return a new SHA-256 hash object; optionally initialized with a string.</summary>
    [PyFunction("sha256")]
    private static PyObject Sha256(
        ThreadState thread, [Keyword][Default("b''")] PyObject? data = null, [KeywordOnly] bool usedforsecurity = true, [KeywordOnly][Default("None")] PyObject? @string = null) =>
        PyDigest.Create(thread, s_type256, PlatformDigest.Sha256(), data, @string);

    /// <summary>Return a new SHA-224 hash object; optionally initialized with a string.</summary>
    [PyFunction("sha224")]
    private static PyObject Sha224(
        ThreadState thread, [Keyword][Default("b''")] PyObject? data = null, [KeywordOnly] bool usedforsecurity = true, [KeywordOnly][Default("None")] PyObject? @string = null) =>
        PyDigest.Create(thread, s_type224, new Sha224Digest(), data, @string);

    /// <summary>Return a new SHA-512 hash object; optionally initialized with a string.</summary>
    [PyFunction("sha512")]
    private static PyObject Sha512(
        ThreadState thread, [Keyword][Default("b''")] PyObject? data = null, [KeywordOnly] bool usedforsecurity = true, [KeywordOnly][Default("None")] PyObject? @string = null) =>
        PyDigest.Create(thread, s_type512, PlatformDigest.Sha512(), data, @string);

    /// <summary>Return a new SHA-384 hash object; optionally initialized with a string.</summary>
    [PyFunction("sha384")]
    private static PyObject Sha384(
        ThreadState thread, [Keyword][Default("b''")] PyObject? data = null, [KeywordOnly] bool usedforsecurity = true, [KeywordOnly][Default("None")] PyObject? @string = null) =>
        PyDigest.Create(thread, s_type384, PlatformDigest.Sha384(), data, @string);
}
