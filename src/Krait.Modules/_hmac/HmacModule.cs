using Krait.Modules.Digests;
using Krait.Runtime;

namespace Krait.Modules.Hashes;

[PyModule("_hmac")]
internal static partial class HmacModule
{
    /// <summary>Return a new HMAC object.</summary>
    [PyFunction("new")]
    private static PyObject New(
        ThreadState thread, PyModule module, [Keyword] PyObject key, [Keyword][NoneAllowed] PyObject? msg = null, [Keyword][Default("None")] PyObject? digestmod = null)
    {
        if (digestmod is null)
            throw Errors.Type("new() missing 1 required argument 'digestmod'");
        var digest = Begin(thread, key, Find(thread, module, digestmod));
        if (msg is not null)
            PyDigest.Update(thread, digest, msg);
        return PyHmac.Create(digest);
    }

    [PyFunction("compute_digest")]
    private static byte[] ComputeDigest(ThreadState thread, PyModule module, [Keyword] PyObject key, [Keyword] PyObject msg, [Keyword] PyObject digest) =>
        Compute(thread, key, msg, Find(thread, module, digest));

    [PyFunction("compute_md5")]
    private static byte[] ComputeMd5(ThreadState thread, PyObject key, PyObject msg) => Compute(thread, key, msg, PlatformDigest.Md5);

    [PyFunction("compute_sha1")]
    private static byte[] ComputeSha1(ThreadState thread, PyObject key, PyObject msg) => Compute(thread, key, msg, PlatformDigest.Sha1);

    [PyFunction("compute_sha224")]
    private static byte[] ComputeSha224(ThreadState thread, PyObject key, PyObject msg) => Compute(thread, key, msg, Sha224);

    [PyFunction("compute_sha256")]
    private static byte[] ComputeSha256(ThreadState thread, PyObject key, PyObject msg) => Compute(thread, key, msg, PlatformDigest.Sha256);

    [PyFunction("compute_sha384")]
    private static byte[] ComputeSha384(ThreadState thread, PyObject key, PyObject msg) => Compute(thread, key, msg, PlatformDigest.Sha384);

    [PyFunction("compute_sha512")]
    private static byte[] ComputeSha512(ThreadState thread, PyObject key, PyObject msg) => Compute(thread, key, msg, PlatformDigest.Sha512);

    [PyFunction("compute_sha3_224")]
    private static byte[] ComputeSha3224(ThreadState thread, PyObject key, PyObject msg) => Compute(thread, key, msg, Sha3Of224);

    [PyFunction("compute_sha3_256")]
    private static byte[] ComputeSha3256(ThreadState thread, PyObject key, PyObject msg) => Compute(thread, key, msg, Sha3Of256);

    [PyFunction("compute_sha3_384")]
    private static byte[] ComputeSha3384(ThreadState thread, PyObject key, PyObject msg) => Compute(thread, key, msg, Sha3Of384);

    [PyFunction("compute_sha3_512")]
    private static byte[] ComputeSha3512(ThreadState thread, PyObject key, PyObject msg) => Compute(thread, key, msg, Sha3Of512);

    [PyFunction("compute_blake2s_32")]
    private static byte[] ComputeBlake2s(ThreadState thread, PyObject key, PyObject msg) => Compute(thread, key, msg, Blake2s);

    [PyFunction("compute_blake2b_32")]
    private static byte[] ComputeBlake2b(ThreadState thread, PyObject key, PyObject msg) => Compute(thread, key, msg, Blake2b);

    [PyModuleExec]
    private static void Exec(ThreadState thread, PyModule module)
    {
        module.Dict.SetItem(thread, "UnknownHashError", ModuleExceptions.Define(thread, "_hmac", "UnknownHashError", ExceptionTypes.ValueError));
        module.Dict.SetItem(thread, "_GIL_MINSIZE", PyInt.From(2048));
    }

    private static Digest Sha224() => new Sha224Digest();

    private static Digest Sha3Of224() => KeccakDigest.Sha3(224);

    private static Digest Sha3Of256() => KeccakDigest.Sha3(256);

    private static Digest Sha3Of384() => KeccakDigest.Sha3(384);

    private static Digest Sha3Of512() => KeccakDigest.Sha3(512);

    private static Digest Blake2s() => new Blake2sDigest(new Blake2Parameters { DigestSize = Blake2sDigest.MaxSize });

    private static Digest Blake2b() => new Blake2bDigest(new Blake2Parameters { DigestSize = Blake2bDigest.MaxSize });

    /// <summary>The hash of a name, which may be written in capitals.</summary>
    private static Func<Digest> Find(ThreadState thread, PyModule module, PyObject name)
    {
        var plain = (name as PyStr)?.ToString().ToLowerInvariant();
        var found = plain switch
        {
            null or "shake_128" or "shake_256" => null,
            "blake2s_32" => Blake2s,
            "blake2b_32" => Blake2b,
            _ => DigestNames.All.GetValueOrDefault(plain.StartsWith("sha2_", StringComparison.Ordinal) ? "sha" + plain["sha2_".Length..] : plain),
        };
        return found ?? throw Errors.New((PyType)module.Dict.GetItem("UnknownHashError")!, $"unsupported hash type: {Op.ReprText(thread, name)}");
    }

    private static HmacDigest Begin(ThreadState thread, PyObject key, Func<Digest> make)
    {
        using var bytes = PyDigest.Open(thread, key);
        return new HmacDigest(make, bytes.Span);
    }

    private static byte[] Compute(ThreadState thread, PyObject key, PyObject msg, Func<Digest> make)
    {
        var digest = Begin(thread, key, make);
        PyDigest.Update(thread, digest, msg);
        return digest.ToArray();
    }
}
