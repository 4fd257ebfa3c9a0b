using Krait.Platform;
using Krait.Runtime;

namespace Krait.Modules.Tls;

/// <summary>Ciphers of the library as Python shows them.</summary>
internal static unsafe class CipherReader
{
    /// <summary>(name, version of the protocol, bits); None for no cipher.</summary>
    public static PyObject Triple(ThreadState thread, nint cipher)
    {
        if (cipher == 0)
            return PyNone.Instance;
        return PyTuple.Create(
            thread, Name(cipher), SslModule.Text(LibSsl.SSL_CIPHER_get_version(cipher)), PyInt.From(LibSsl.SSL_CIPHER_get_bits(cipher, null)));
    }

    /// <summary>Everything about a cipher, as a dict.</summary>
    public static PyObject Describe(ThreadState thread, nint cipher)
    {
        int algorithmBits;
        var bits = LibSsl.SSL_CIPHER_get_bits(cipher, &algorithmBits);
        var buffer = stackalloc byte[512];
        LibSsl.SSL_CIPHER_description(cipher, buffer, 511);
        var dict = PyDict.Create(thread);
        dict.SetItem(thread, "id", PyInt.From(LibSsl.SSL_CIPHER_get_id(cipher)));
        dict.SetItem(thread, "name", Name(cipher));
        dict.SetItem(thread, "protocol", SslModule.Text(LibSsl.SSL_CIPHER_get_version(cipher)));
        dict.SetItem(thread, "description", PyStr.From(SslModule.Text(buffer).ToString().TrimEnd('\r', '\n')));
        dict.SetItem(thread, "strength_bits", PyInt.From(bits));
        dict.SetItem(thread, "alg_bits", PyInt.From(algorithmBits));
        dict.SetItem(thread, "aead", PyBool.From(LibSsl.SSL_CIPHER_is_aead(cipher) != 0));
        dict.SetItem(thread, "symmetric", LongName(LibSsl.SSL_CIPHER_get_cipher_nid(cipher)));
        dict.SetItem(thread, "digest", LongName(LibSsl.SSL_CIPHER_get_digest_nid(cipher)));
        dict.SetItem(thread, "kea", LongName(LibSsl.SSL_CIPHER_get_kx_nid(cipher)));
        dict.SetItem(thread, "auth", LongName(LibSsl.SSL_CIPHER_get_auth_nid(cipher)));
        return dict;
    }

    private static PyStr Name(nint cipher) => SslModule.Text(LibSsl.SSL_CIPHER_get_name(cipher));

    private static PyObject LongName(int nid) => nid == 0 ? PyNone.Instance : SslModule.Text(LibCrypto.OBJ_nid2ln(nid));
}
