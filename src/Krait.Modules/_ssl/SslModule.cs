using System.Runtime.InteropServices;
using Krait.Modules.Os;
using Krait.Platform;
using Krait.Runtime;

namespace Krait.Modules.Tls;

/// <summary>Implementation module for SSL socket operations.  See the socket module
/// for documentation.</summary>
[PyModule("_ssl")]
internal static unsafe partial class SslModule
{
    [PyModuleExec]
    private static void Exec(ThreadState thread, PyModule module)
    {
        RequiredLibrary.Load(LibCrypto.Library, "_ssl needs the system's OpenSSL 3");
        RequiredLibrary.Load(LibSsl.Library, "_ssl needs the system's OpenSSL 3");
        SslConstants.AddTo(thread, module);
        var dict = module.Dict;
        var errors = SslErrors.Of(thread);
        dict.SetItem(thread, "SSLError", PySslError.TypeObject);
        foreach (var type in new[] { errors.ZeroReturn, errors.WantRead, errors.WantWrite, errors.Syscall, errors.Eof, errors.CertificateVerification })
            dict.SetItem(thread, type.Name, type);
        var version = LibCrypto.OpenSSL_version_num();
        var parts = PyTuple.Create(
            thread,
            PyInt.From(version >> 28 & 0xF),
            PyInt.From(version >> 20 & 0xFF),
            PyInt.From(version >> 12 & 0xFF),
            PyInt.From(version >> 4 & 0xFF),
            PyInt.From(version & 0xF));
        dict.SetItem(thread, "OPENSSL_VERSION_NUMBER", PyInt.From(version));
        dict.SetItem(thread, "OPENSSL_VERSION_INFO", parts);
        dict.SetItem(thread, "_OPENSSL_API_VERSION", parts);
        dict.SetItem(thread, "OPENSSL_VERSION", Text(LibCrypto.OpenSSL_version(0)));
    }

    /// <summary>A text of the library.</summary>
    internal static PyStr Text(byte* text) => OsPath.Text(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text));

    /// <summary>Bytes with a null at the end, as the library takes strings.</summary>
    internal static byte[] Terminated(ReadOnlySpan<byte> text) => [.. text, 0];

    /// <summary>Mix string into the OpenSSL PRNG state.
    ///
    /// entropy (a float) is a lower bound on the entropy contained in
    /// string.  See RFC 4086.</summary>
    [PyFunction("RAND_add", Signature = "($module, string, entropy, /)")]
    private static void RandAdd(ThreadState thread, PyObject text, double entropy)
    {
        var bytes = text is PyStr str ? FileSystemText.Encode(thread, str) : Op.CopyBytes(thread, text);
        fixed (byte* data = bytes)
        {
            LibCrypto.RAND_add(data, bytes.Length, entropy);
        }
    }

    /// <summary>Generate n cryptographically strong pseudo-random bytes.</summary>
    [PyFunction("RAND_bytes")]
    private static PyObject RandBytes(ThreadState thread, int n)
    {
        if (n < 0)
            throw Errors.Value("num must be positive");
        var bytes = new byte[n];
        fixed (byte* data = bytes)
        {
            if (LibCrypto.RAND_bytes(data, n) != 1)
                throw SslErrors.FromQueue(thread);
        }
        return PyBytes.From(bytes);
    }

    /// <summary>Returns True if the OpenSSL PRNG has been seeded with enough data and False if not.
    ///
    /// It is necessary to seed the PRNG with RAND_add() on some platforms before
    /// using the ssl() function.</summary>
    [PyFunction("RAND_status")]
    private static bool RandStatus() => LibCrypto.RAND_status() == 1;

    /// <summary>Return search paths and environment vars that are used by SSLContext's set_default_verify_paths() to load default CAs.
    ///
    /// The values are 'cert_file_env', 'cert_file', 'cert_dir_env', 'cert_dir'.</summary>
    [PyFunction("get_default_verify_paths")]
    private static PyObject GetDefaultVerifyPaths(ThreadState thread) => PyTuple.Create(
        thread,
        Text(LibCrypto.X509_get_default_cert_file_env()),
        Text(LibCrypto.X509_get_default_cert_file()),
        Text(LibCrypto.X509_get_default_cert_dir_env()),
        Text(LibCrypto.X509_get_default_cert_dir()));

    /// <summary>Lookup NID, short name, long name and OID of an ASN1_OBJECT.
    ///
    /// By default objects are looked up by OID. With name=True short and
    /// long name are also matched.</summary>
    [PyFunction("txt2obj")]
    private static PyObject TextToObject(ThreadState thread, [Keyword, NoNull] string txt, [Keyword] bool name = false)
    {
        nint o;
        fixed (byte* text = Terminated(System.Text.Encoding.UTF8.GetBytes(txt)))
        {
            o = LibCrypto.OBJ_txt2obj(text, name ? 0 : 1);
        }
        if (o == 0)
        {
            LibCrypto.ERR_clear_error();
            throw Errors.Value($"unknown object '{txt}'");
        }
        try
        {
            return Describe(thread, o);
        }
        finally
        {
            LibCrypto.ASN1_OBJECT_free(o);
        }
    }

    /// <summary>Lookup NID, short name, long name and OID of an ASN1_OBJECT by NID.</summary>
    [PyFunction("nid2obj")]
    private static PyObject NidToObject(ThreadState thread, int nid)
    {
        if (nid < 0)
            throw Errors.Value("NID must be positive.");
        var o = LibCrypto.OBJ_nid2obj(nid);
        if (o == 0)
        {
            LibCrypto.ERR_clear_error();
            throw Errors.Value($"unknown NID {nid}");
        }
        return Describe(thread, o);
    }

    private static PyObject Describe(ThreadState thread, nint o)
    {
        var nid = LibCrypto.OBJ_obj2nid(o);
        if (nid == 0)
            throw Errors.Value("Unknown object");
        var identifier = CertificateReader.ObjectText(o, numeric: true);
        return PyTuple.Create(
            thread,
            PyInt.From(nid),
            Text(LibCrypto.OBJ_nid2sn(nid)),
            Text(LibCrypto.OBJ_nid2ln(nid)),
            identifier is null ? PyNone.Instance : PyStr.From(identifier));
    }

    [PyFunction("_test_decode_cert")]
    private static PyObject TestDecodeCert(ThreadState thread, PyObject path)
    {
        nint bio;
        fixed (byte* name = Terminated(OsPath.Encode(thread, path)), mode = "r\0"u8)
        {
            bio = LibCrypto.BIO_new_file(name, mode);
        }
        if (bio == 0)
        {
            LibCrypto.ERR_clear_error();
            throw SslErrors.Plain("Can't open file");
        }
        var certificate = LibCrypto.PEM_read_bio_X509(bio, 0, 0, 0);
        LibCrypto.BIO_free(bio);
        if (certificate == 0)
        {
            LibCrypto.ERR_clear_error();
            throw SslErrors.Plain("Error decoding PEM-encoded file");
        }
        try
        {
            return CertificateReader.Decode(thread, certificate);
        }
        finally
        {
            LibCrypto.X509_free(certificate);
        }
    }
}
