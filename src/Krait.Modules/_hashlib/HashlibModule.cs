using Krait.Modules.Digests;
using Krait.Runtime;

namespace Krait.Modules.Hashes;

/// <summary>The hashes under the names of OpenSSL's wrapper, and what only it has: keys from passwords.</summary>
[PyModule("_hashlib")]
internal static partial class HashlibModule
{
    private const string Doc =
        "A hash is an object used to calculate a checksum of a string of information.\n\nMethods:\n\n"
        + "update() -- updates the current digest with an additional string\n";

    private static readonly PyType s_hash = PyDigest.CreateType(
        "_hashlib", "HASH", TypeFlags.DisallowInstantiation | TypeFlags.BaseType,
        Doc + "digest() -- return the current digest value\nhexdigest() -- return the current digest as a string of hexadecimal digits\n"
            + "copy() -- return a copy of the current hash object\n\nAttributes:\n\nname -- the hash algorithm being used by this object\n"
            + "digest_size -- number of bytes in this hashes output",
        null, null, [], repr: Repr);

    private static readonly PyType s_hashOfAnyLength = PyDigest.CreateType(
        "_hashlib", "HASHXOF", TypeFlags.DisallowInstantiation,
        Doc + "digest(length) -- return the current digest value\nhexdigest(length) -- return the current digest as a string of hexadecimal digits\n"
            + "copy() -- return a copy of the current hash object\n\nAttributes:\n\nname -- the hash algorithm being used by this object\n"
            + "digest_size -- number of bytes in this hashes output",
        null, null, [], variableLength: true, repr: Repr, parent: s_hash);

    private static readonly PyType s_hmac = PyDigest.CreateType(
        "_hashlib", "HMAC", TypeFlags.DisallowInstantiation,
        "The object used to calculate HMAC of a message.\n\nMethods:\n\nupdate() -- updates the current digest with an additional string\n"
            + "digest() -- return the current digest value\nhexdigest() -- return the current digest as a string of hexadecimal digits\n"
            + "copy() -- return a copy of the current hash object\n\nAttributes:\n\nname -- the name, including the hash algorithm used by this object\n"
            + "digest_size -- number of bytes in digest() output\n",
        null, null, [], repr: static (thread, o) => PyStr.From($"<{((PyDigest)o).Digest.Name["hmac-".Length..]} HMAC object @ 0x{Op.Id(thread, o):x}>"));

    private static PyStr Repr(ThreadState thread, PyObject o) =>
        PyStr.From($"<{((PyDigest)o).Digest.Name} {o.Type.Name} object @ 0x{Op.Id(thread, o):x}>");

    [PyModuleExec]
    private static void Exec(ThreadState thread, PyModule module)
    {
        var dict = module.Dict;
        dict.SetItem(thread, "HASH", s_hash);
        dict.SetItem(thread, "HASHXOF", s_hashOfAnyLength);
        dict.SetItem(thread, "HMAC", s_hmac);
        dict.SetItem(thread, "UnsupportedDigestmodError", ModuleExceptions.Define(thread, "_hashlib", "UnsupportedDigestmodError", ExceptionTypes.ValueError));
        dict.SetItem(thread, "_GIL_MINSIZE", PyInt.From(2048));
        var names = PyList.Create(thread);
        var constructors = PyDict.Create(thread);
        foreach (var name in DigestNames.All.Keys)
        {
            names.Append(PyStr.Intern(name));
            if (dict.GetItem("openssl_" + name) is { } constructor)
                constructors.SetItem(thread, constructor, PyStr.Intern(name));
        }
        dict.SetItem(thread, "openssl_md_meth_names", Op.Call(thread, PyFrozenSet.TypeObject, names));
        dict.SetItem(thread, "_constructors", Op.Call(thread, PyMappingProxy.TypeObject, constructors));
    }

    /// <summary>Return a new hash object using the named algorithm.
    ///
    /// An optional string argument may be provided and will be
    /// automatically hashed.
    ///
    /// The MD5 and SHA1 algorithms are always supported.</summary>
    [PyFunction("new")]
    private static PyObject New(
        ThreadState thread, PyModule module, [Keyword] PyObject name, [Keyword][Default("b''")] PyObject? data = null, [KeywordOnly] bool usedforsecurity = true,
        [KeywordOnly][Default("None")] PyObject? @string = null) =>
        name is PyStr text ? Create(thread, Find(module, text.ToString()), data, @string) : throw Errors.Type("name must be a string");

    /// <summary>Returns a md5 hash object; optionally initialized with a string</summary>
    [PyFunction("openssl_md5")]
    private static PyObject OpensslMd5(
        ThreadState thread, [Keyword][Default("b''")] PyObject? data = null, [KeywordOnly] bool usedforsecurity = true, [KeywordOnly][Default("None")] PyObject? @string = null) =>
        Create(thread, DigestNames.All["md5"], data, @string);

    /// <summary>Returns a sha1 hash object; optionally initialized with a string</summary>
    [PyFunction("openssl_sha1")]
    private static PyObject OpensslSha1(
        ThreadState thread, [Keyword][Default("b''")] PyObject? data = null, [KeywordOnly] bool usedforsecurity = true, [KeywordOnly][Default("None")] PyObject? @string = null) =>
        Create(thread, DigestNames.All["sha1"], data, @string);

    /// <summary>Returns a sha224 hash object; optionally initialized with a string</summary>
    [PyFunction("openssl_sha224")]
    private static PyObject OpensslSha224(
        ThreadState thread, [Keyword][Default("b''")] PyObject? data = null, [KeywordOnly] bool usedforsecurity = true, [KeywordOnly][Default("None")] PyObject? @string = null) =>
        Create(thread, DigestNames.All["sha224"], data, @string);

    /// <summary>Returns a sha256 hash object; optionally initialized with a string</summary>
    [PyFunction("openssl_sha256")]
    private static PyObject OpensslSha256(
        ThreadState thread, [Keyword][Default("b''")] PyObject? data = null, [KeywordOnly] bool usedforsecurity = true, [KeywordOnly][Default("None")] PyObject? @string = null) =>
        Create(thread, DigestNames.All["sha256"], data, @string);

    /// <summary>Returns a sha384 hash object; optionally initialized with a string</summary>
    [PyFunction("openssl_sha384")]
    private static PyObject OpensslSha384(
        ThreadState thread, [Keyword][Default("b''")] PyObject? data = null, [KeywordOnly] bool usedforsecurity = true, [KeywordOnly][Default("None")] PyObject? @string = null) =>
        Create(thread, DigestNames.All["sha384"], data, @string);

    /// <summary>Returns a sha512 hash object; optionally initialized with a string</summary>
    [PyFunction("openssl_sha512")]
    private static PyObject OpensslSha512(
        ThreadState thread, [Keyword][Default("b''")] PyObject? data = null, [KeywordOnly] bool usedforsecurity = true, [KeywordOnly][Default("None")] PyObject? @string = null) =>
        Create(thread, DigestNames.All["sha512"], data, @string);

    /// <summary>Returns a sha3-224 hash object; optionally initialized with a string</summary>
    [PyFunction("openssl_sha3_224")]
    private static PyObject OpensslSha3224(
        ThreadState thread, [Keyword][Default("b''")] PyObject? data = null, [KeywordOnly] bool usedforsecurity = true, [KeywordOnly][Default("None")] PyObject? @string = null) =>
        Create(thread, DigestNames.All["sha3_224"], data, @string);

    /// <summary>Returns a sha3-256 hash object; optionally initialized with a string</summary>
    [PyFunction("openssl_sha3_256")]
    private static PyObject OpensslSha3256(
        ThreadState thread, [Keyword][Default("b''")] PyObject? data = null, [KeywordOnly] bool usedforsecurity = true, [KeywordOnly][Default("None")] PyObject? @string = null) =>
        Create(thread, DigestNames.All["sha3_256"], data, @string);

    /// <summary>Returns a sha3-384 hash object; optionally initialized with a string</summary>
    [PyFunction("openssl_sha3_384")]
    private static PyObject OpensslSha3384(
        ThreadState thread, [Keyword][Default("b''")] PyObject? data = null, [KeywordOnly] bool usedforsecurity = true, [KeywordOnly][Default("None")] PyObject? @string = null) =>
        Create(thread, DigestNames.All["sha3_384"], data, @string);

    /// <summary>Returns a sha3-512 hash object; optionally initialized with a string</summary>
    [PyFunction("openssl_sha3_512")]
    private static PyObject OpensslSha3512(
        ThreadState thread, [Keyword][Default("b''")] PyObject? data = null, [KeywordOnly] bool usedforsecurity = true, [KeywordOnly][Default("None")] PyObject? @string = null) =>
        Create(thread, DigestNames.All["sha3_512"], data, @string);

    /// <summary>Returns a shake-128 hash object; optionally initialized with a string</summary>
    [PyFunction("openssl_shake_128")]
    private static PyObject OpensslShake128(
        ThreadState thread, [Keyword][Default("b''")] PyObject? data = null, [KeywordOnly] bool usedforsecurity = true, [KeywordOnly][Default("None")] PyObject? @string = null) =>
        Create(thread, DigestNames.All["shake_128"], data, @string);

    /// <summary>Returns a shake-256 hash object; optionally initialized with a string</summary>
    [PyFunction("openssl_shake_256")]
    private static PyObject OpensslShake256(
        ThreadState thread, [Keyword][Default("b''")] PyObject? data = null, [KeywordOnly] bool usedforsecurity = true, [KeywordOnly][Default("None")] PyObject? @string = null) =>
        Create(thread, DigestNames.All["shake_256"], data, @string);

    private static PyDigest Create(ThreadState thread, Func<Digest> make, PyObject? data, PyObject? @string)
    {
        var digest = make();
        return PyDigest.Create(thread, digest.Size == 0 ? s_hashOfAnyLength : s_hash, digest, data, @string);
    }

    private static Func<Digest> Find(PyModule module, string name) =>
        DigestNames.Find(name) ?? throw Errors.New((PyType)module.Dict.GetItem("UnsupportedDigestmodError")!, $"unsupported digest algorithm: {name}");

    /// <summary>The hash for an HMAC: a name, or one of this module's functions.</summary>
    private static Func<Digest> FindForHmac(ThreadState thread, PyModule module, PyObject digestmod)
    {
        var name = digestmod as PyStr;
        if (name is null && digestmod is PyNativeFunction)
            name = Op.TryGetMappingItem(thread, module.Dict.GetItem("_constructors")!, digestmod) as PyStr;
        if (name is null)
            throw Errors.New((PyType)module.Dict.GetItem("UnsupportedDigestmodError")!, $"Unsupported digestmod {Op.ReprText(thread, digestmod)}");
        var make = Find(module, name.ToString());
        return make().Size > 0 ? make : throw Errors.New((PyType)module.Dict.GetItem("UnsupportedDigestmodError")!, $"Unsupported digestmod {name}");
    }

    /// <summary>Return a new hmac object.</summary>
    [PyFunction("hmac_new")]
    private static PyObject HmacNew(
        ThreadState thread, PyModule module, [Keyword][Buffer] ReadOnlySpan<byte> key, [Keyword][NoneAllowed][Default("b''")] PyObject? msg = null,
        [Keyword][Default("None")] PyObject? digestmod = null)
    {
        if (digestmod is null)
            throw Errors.Type("Missing required parameter 'digestmod'.");
        return PyDigest.Create(thread, s_hmac, new HmacDigest(FindForHmac(thread, module, digestmod), key), msg, null);
    }

    /// <summary>Single-shot HMAC.</summary>
    [PyFunction("hmac_digest")]
    private static byte[] HmacDigestOf(
        ThreadState thread, PyModule module, [Keyword][Buffer] ReadOnlySpan<byte> key, [Keyword][Buffer] ReadOnlySpan<byte> msg, [Keyword] PyObject digest)
    {
        var hmac = new HmacDigest(FindForHmac(thread, module, digest), key);
        hmac.Update(msg);
        return hmac.ToArray();
    }

    /// <summary>Password based key derivation function 2 (PKCS #5 v2.0) with HMAC as pseudorandom function.</summary>
    [PyFunction("pbkdf2_hmac")]
    private static byte[] Pbkdf2Hmac(
        ThreadState thread, PyModule module, [Keyword("hash_name")] string hashName, [Keyword][Buffer] ReadOnlySpan<byte> password,
        [Keyword][Buffer] ReadOnlySpan<byte> salt, [Keyword] long iterations, [Keyword][NoneAllowed] PyObject? dklen = null)
    {
        var make = Find(module, hashName);
        var size = make().Size;
        if (size == 0)
            throw Errors.Value("no reason supplied");
        if (iterations < 1)
            throw Errors.Value("iteration value must be greater than 0.");
        if (iterations > int.MaxValue)
            throw Errors.Overflow("iteration value is too great.");
        var length = dklen is null ? size : Op.AsLong(thread, dklen);
        if (length < 1)
            throw Errors.Value("key length must be greater than 0.");
        if (length > int.MaxValue)
            throw Errors.Overflow("key length is too great.");
        return KeyDerivation.Pbkdf2(make, password, salt, (int)iterations, (int)length);
    }

    /// <summary>scrypt password-based key derivation function.</summary>
    [PyFunction("scrypt")]
    private static byte[] Scrypt(
        ThreadState thread, [Keyword][Buffer] ReadOnlySpan<byte> password, [KeywordOnly][NoneAllowed] PyObject? salt = null,
        [KeywordOnly][NoneAllowed] PyObject? n = null, [KeywordOnly][NoneAllowed] PyObject? r = null, [KeywordOnly][NoneAllowed] PyObject? p = null,
        [KeywordOnly] long maxmem = 0, [KeywordOnly] long dklen = 64)
    {
        const long DefaultMemory = 32 << 20;
        if (salt is null)
            throw Errors.Type("salt is required");
        var cost = Unsigned(thread, "n", n);
        if (cost < 2 || (cost & (cost - 1)) != 0)
            throw Errors.Value("n must be a power of 2.");
        var (blockSize, lanes) = (Unsigned(thread, "r", r), Unsigned(thread, "p", p));
        if (maxmem is < 0 or > int.MaxValue)
            throw Errors.Value($"maxmem must be positive and smaller than {int.MaxValue}");
        if (dklen is < 1 or > int.MaxValue)
            throw Errors.Value($"dklen must be greater than 0 and smaller than {int.MaxValue}");
        if (blockSize < 1 || lanes < 1 || (Int128)blockSize * lanes >= 1 << 30)
            throw Errors.Value("Invalid parameter combination for n, r, p, maxmem.");
        if ((Int128)128 * blockSize * (cost + lanes + 2) > (maxmem == 0 ? DefaultMemory : maxmem))
            throw Errors.Value("[digital envelope routines] memory limit exceeded");
        return KeyDerivation.Scrypt(password, Op.CopyBytes(thread, salt), (int)cost, (int)blockSize, (int)lanes, (int)dklen);
    }

    private static long Unsigned(ThreadState thread, string name, PyObject? value) =>
        value is PyInt number && number.TryGetLong(out var small) && small >= 0
            ? small
            : throw Errors.Type($"{name} is required and must be an unsigned int");

    /// <summary>Determine the OpenSSL FIPS mode of operation.
    ///
    /// Effectively any non-zero return value indicates FIPS mode;
    /// values other than 1 may have additional significance.</summary>
    [PyFunction("get_fips_mode")]
    private static int GetFipsMode() => 0;

    /// <summary>Return 'a == b'.
    ///
    /// This function uses an approach designed to prevent
    /// timing analysis, making it appropriate for cryptography.</summary>
    [PyFunction("compare_digest")]
    private static PyObject CompareDigest(ThreadState thread, PyObject a, PyObject b) =>
        Op.Call(thread, Op.ImportFrom(thread, "_operator", "_compare_digest"), a, b);
}
