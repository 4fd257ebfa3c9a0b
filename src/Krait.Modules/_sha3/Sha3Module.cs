using Krait.Modules.Digests;
using Krait.Runtime;

namespace Krait.Modules.Hashes;

[PyModule("_sha3")]
internal static partial class Sha3Module
{
    private static readonly PyType[] s_types =
    [
        Sha3(224), Sha3(256), Sha3(384), Sha3(512),
        Create("shake_128", "SHAKE", "Return a new SHAKE hash object.", () => KeccakDigest.Shake(128), variableLength: true),
        Create("shake_256", "SHAKE", "Return a new SHAKE hash object.", () => KeccakDigest.Shake(256), variableLength: true),
    ];

    [PyModuleExec]
    private static void Exec(ThreadState thread, PyModule module)
    {
        foreach (var type in s_types)
            module.Dict.SetItem(thread, type.ShortName, type);
        module.Dict.SetItem(thread, "implementation", PyStr.From("Krait"));
        module.Dict.SetItem(thread, "_GIL_MINSIZE", PyInt.From(2048));
    }

    private static PyType Sha3(int bits) =>
        Create($"sha3_{bits}", "SHA3", $"Return a new SHA3 hash object with a hashbit length of {bits / 8} bytes.", () => KeccakDigest.Sha3(bits), variableLength: false);

    private static PyType Create(string name, string kind, string summary, Func<KeccakDigest> make, bool variableLength)
    {
        var spec = new ArgumentSpec(name, ["data", "usedforsecurity", "string"], 0, 1, 0, false, false);
        NewFunc create = (thread, type, args, names) =>
        {
            var bound = new PyObject?[3];
            ArgumentBinder.Bind(spec, args, names, bound);
            if (bound[1] is { } flag)
                Op.IsTrue(thread, flag);
            return PyDigest.Create(thread, type, make(), bound[0], bound[2]);
        };
        return PyDigest.CreateType(
            "_sha3", name, TypeFlags.None, $"{name}([data], *, usedforsecurity=True) -> {kind} object\n\n{summary}", null, create,
            [
                new() { Name = "_capacity_bits", Getter = static (_, o) => PyInt.From(1600 - (((PyDigest)o).Digest.BlockSize * 8)) },
                new() { Name = "_rate_bits", Getter = static (_, o) => PyInt.From(((PyDigest)o).Digest.BlockSize * 8) },
                new() { Name = "_suffix", Getter = static (_, o) => PyBytes.From([((KeccakDigest)((PyDigest)o).Digest).Suffix]) },
            ],
            variableLength);
    }
}
