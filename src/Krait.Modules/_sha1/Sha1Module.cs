using Krait.Modules.Digests;
using Krait.Runtime;

namespace Krait.Modules.Hashes;

[PyModule("_sha1")]
internal static partial class Sha1Module
{
    private static readonly PyType s_type = PyDigest.CreateType("_sha1", "sha1");

    [PyModuleExec]
    private static void Exec(ThreadState thread, PyModule module)
    {
        module.Dict.SetItem(thread, "SHA1Type", s_type);
        module.Dict.SetItem(thread, "_GIL_MINSIZE", PyInt.From(2048));
    }

    /// <summary>Return a new SHA1 hash object; optionally initialized with a string.</summary>
    [PyFunction("sha1")]
    private static PyObject Sha1(
        ThreadState thread, [Keyword][Default("b''")] PyObject? data = null, [KeywordOnly] bool usedforsecurity = true, [KeywordOnly][Default("None")] PyObject? @string = null) =>
        PyDigest.Create(thread, s_type, PlatformDigest.Sha1(), data, @string);
}
