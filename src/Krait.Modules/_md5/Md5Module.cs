using Krait.Modules.Digests;
using Krait.Runtime;

namespace Krait.Modules.Hashes;

[PyModule("_md5")]
internal static partial class Md5Module
{
    private static readonly PyType s_type = PyDigest.CreateType("_md5", "md5");

    [PyModuleExec]
    private static void Exec(ThreadState thread, PyModule module)
    {
        module.Dict.SetItem(thread, "MD5Type", s_type);
        module.Dict.SetItem(thread, "_GIL_MINSIZE", PyInt.From(2048));
    }

    /// <summary>Return a new MD5 hash object; optionally initialized with a string.</summary>
    [PyFunction("md5")]
    private static PyObject Md5(
        ThreadState thread, [Keyword][Default("b''")] PyObject? data = null, [KeywordOnly] bool usedforsecurity = true, [KeywordOnly][Default("None")] PyObject? @string = null) =>
        PyDigest.Create(thread, s_type, PlatformDigest.Md5(), data, @string);
}
