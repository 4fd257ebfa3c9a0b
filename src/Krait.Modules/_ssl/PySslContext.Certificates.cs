using System.Runtime.InteropServices;
using Krait.Modules.Os;
using Krait.Platform;
using Krait.Runtime;

namespace Krait.Modules.Tls;

public unsafe partial class PySslContext
{
    private const int PemFile = 1, ObjectCertificate = 1, ObjectRevocationList = 2;
    private const int LibraryAsn1 = 13, ReasonHeaderTooLong = 123, ReasonNotEnoughData = 142;
    private const int LibraryPem = 9, ReasonNoStartLine = 108, LibraryX509 = 11, ReasonAlreadyInTable = 101;

    [PyMethod("load_cert_chain")]
    private void LoadCertChain(
        ThreadState thread, [Keyword] PyObject certfile, [Keyword] PyObject? keyfile = null, [Keyword] PyObject? password = null)
    {
        var certificatePath = FilePath(thread, certfile, "certfile");
        var keyPath = keyfile is null or PyNone ? certificatePath : FilePath(thread, keyfile, "keyfile");
        var answers = password is null or PyNone ? null : new PasswordRequest(thread, password);
        var handle = answers is null ? default : GCHandle.Alloc(answers);
        try
        {
            if (answers is not null)
            {
                LibSsl.SSL_CTX_set_default_passwd_cb(_context, (nint)(delegate* unmanaged[Cdecl]<byte*, int, int, nint, int>)&PasswordRequest.Answer);
                LibSsl.SSL_CTX_set_default_passwd_cb_userdata(_context, GCHandle.ToIntPtr(handle));
            }
            fixed (byte* certificate = certificatePath, key = keyPath)
            {
                LoadChecked(thread, LibSsl.SSL_CTX_use_certificate_chain_file(_context, certificate), answers);
                LoadChecked(thread, LibSsl.SSL_CTX_use_PrivateKey_file(_context, key, PemFile), answers);
            }
            if (LibSsl.SSL_CTX_check_private_key(_context) != 1)
                throw SslErrors.FromQueue(thread);
        }
        finally
        {
            LibSsl.SSL_CTX_set_default_passwd_cb(_context, 0);
            LibSsl.SSL_CTX_set_default_passwd_cb_userdata(_context, 0);
            if (handle.IsAllocated)
                handle.Free();
        }
    }

    private static void LoadChecked(ThreadState thread, int result, PasswordRequest? answers)
    {
        var errno = Marshal.GetLastSystemError();
        if (result == 1)
            return;
        if (answers?.Error is { } error)
        {
            LibCrypto.ERR_clear_error();
            throw error;
        }
        throw FileError(thread, errno);
    }

    /// <summary>The library says that a file is missing as an error of the system.</summary>
    private static PythonException FileError(ThreadState thread, int errno)
    {
        const nuint SystemError = 0x80000000;
        var code = LibCrypto.ERR_peek_last_error();
        var first = LibCrypto.ERR_peek_error();
        if ((first & SystemError) != 0 && errno != 0)
        {
            LibCrypto.ERR_clear_error();
            return Errors.Os(thread, (int)(first & 0x7FFFFFFF));
        }
        return code != 0 || errno == 0 ? SslErrors.FromQueue(thread) : Errors.Os(thread, errno);
    }

    private static byte[] FilePath(ThreadState thread, PyObject path, string parameter)
    {
        try
        {
            return SslModule.Terminated(OsPath.Encode(thread, path));
        }
        catch (PythonException error) when (error.Matches(ExceptionTypes.TypeError))
        {
            throw Errors.Type($"{parameter} should be a valid filesystem path");
        }
    }

    [PyMethod("load_verify_locations")]
    private void LoadVerifyLocations(
        ThreadState thread, [Keyword] PyObject? cafile = null, [Keyword] PyObject? capath = null, [Keyword] PyObject? cadata = null)
    {
        var file = cafile is null or PyNone ? null : FilePath(thread, cafile, "cafile");
        var folder = capath is null or PyNone ? null : FilePath(thread, capath, "capath");
        if (file is null && folder is null && cadata is null or PyNone)
            throw Errors.Type("cafile, capath and cadata cannot be all omitted");
        if (cadata is not (null or PyNone))
            LoadData(thread, cadata);
        if (file is null && folder is null)
            return;
        int result, errno;
        fixed (byte* fileName = file, folderName = folder)
        {
            // Without the interpreter's lock other threads could change the context meanwhile.
            result = LibSsl.SSL_CTX_load_verify_locations(_context, fileName, folderName);
            errno = Marshal.GetLastSystemError();
        }
        if (result != 1)
            throw FileError(thread, errno);
    }

    private void LoadData(ThreadState thread, PyObject data)
    {
        const string Expected = "cadata should be an ASCII string or a bytes-like object";
        if (data is PyStr text)
        {
            if (!text.IsAscii)
                throw Errors.Type(Expected);
            AddCertificates(thread, System.Text.Encoding.ASCII.GetBytes(text.ToString()), isPem: true);
            return;
        }
        if (!PyBuffer.IsSupportedBy(data))
            throw Errors.Type(Expected);
        AddCertificates(thread, Op.CopyBytes(thread, data), isPem: false);
    }

    private void AddCertificates(ThreadState thread, byte[] data, bool isPem)
    {
        if (data.Length == 0)
            throw Errors.Value("Empty certificate data");
        var store = LibSsl.SSL_CTX_get_cert_store(_context);
        var loaded = 0;
        fixed (byte* bytes = data)
        {
            var bio = LibCrypto.BIO_new_mem_buf(bytes, data.Length);
            try
            {
                while (true)
                {
                    var certificate = isPem ? LibCrypto.PEM_read_bio_X509(bio, 0, 0, 0) : LibCrypto.d2i_X509_bio(bio, 0);
                    if (certificate == 0)
                        break;
                    var added = LibCrypto.X509_STORE_add_cert(store, certificate);
                    LibCrypto.X509_free(certificate);
                    // One that is there already is no error.
                    if (added == 0 && !LastErrorIs(LibraryX509, ReasonAlreadyInTable))
                        break;
                    LibCrypto.ERR_clear_error();
                    loaded++;
                }
            }
            finally
            {
                LibCrypto.BIO_free(bio);
            }
        }
        CheckEnd(thread, isPem, loaded);
    }

    /// <summary>Reading ends with an error at the end of the data, too: that one is expected.</summary>
    private static void CheckEnd(ThreadState thread, bool isPem, int loaded)
    {
        if (loaded == 0)
        {
            LibCrypto.ERR_clear_error();
            var message = isPem ? "no start line: cadata does not contain a certificate" : "not enough data: cadata does not contain a certificate";
            throw SslErrors.Numbered(thread, 0, message);
        }
        var isEnd = isPem ? LastErrorIs(LibraryPem, ReasonNoStartLine) : LastErrorIs(LibraryAsn1, ReasonNotEnoughData);
        if (!isEnd && LibCrypto.ERR_peek_last_error() != 0)
            throw SslErrors.FromQueue(thread);
        LibCrypto.ERR_clear_error();
    }

    private static bool LastErrorIs(int library, int reason)
    {
        var code = LibCrypto.ERR_peek_last_error();
        return (int)(code >> 23 & 0xFF) == library && (int)(code & 0x7FFFFF) == reason;
    }

    [PyMethod("set_default_verify_paths")]
    private void SetDefaultVerifyPaths(ThreadState thread)
    {
        if (LibSsl.SSL_CTX_set_default_verify_paths(_context) == 0)
            throw SslErrors.FromQueue(thread);
        LibCrypto.ERR_clear_error();
    }

    /// <summary>Returns quantities of loaded X.509 certificates.
    ///
    /// X.509 certificates with a CA extension and certificate revocation lists
    /// inside the context's cert store.
    ///
    /// NOTE: Certificates in a capath directory aren't loaded unless they have
    /// been used at least once.</summary>
    [PyMethod("cert_store_stats")]
    private PyObject CertStoreStats(ThreadState thread)
    {
        int certificates = 0, lists = 0, authorities = 0;
        var store = LibSsl.SSL_CTX_get_cert_store(_context);
        LibCrypto.X509_STORE_lock(store);
        var objects = LibCrypto.X509_STORE_get0_objects(store);
        for (var i = 0; i < LibCrypto.OPENSSL_sk_num(objects); i++)
        {
            var o = LibCrypto.OPENSSL_sk_value(objects, i);
            switch (LibCrypto.X509_OBJECT_get_type(o))
            {
                case ObjectCertificate:
                    certificates++;
                    if (LibCrypto.X509_check_ca(LibCrypto.X509_OBJECT_get0_X509(o)) != 0)
                        authorities++;
                    break;
                case ObjectRevocationList:
                    lists++;
                    break;
            }
        }
        LibCrypto.X509_STORE_unlock(store);
        var dict = PyDict.Create(thread);
        dict.SetItem(thread, "x509", PyInt.From(certificates));
        dict.SetItem(thread, "crl", PyInt.From(lists));
        dict.SetItem(thread, "x509_ca", PyInt.From(authorities));
        return dict;
    }

    /// <summary>Returns a list of dicts with information of loaded CA certs.
    ///
    /// If the optional argument is True, returns a DER-encoded copy of the CA
    /// certificate.
    ///
    /// NOTE: Certificates in a capath directory aren't loaded unless they have
    /// been used at least once.</summary>
    [PyMethod("get_ca_certs")]
    private PyObject GetCaCerts(ThreadState thread, [Keyword("binary_form")] bool binaryForm = false)
    {
        var list = PyList.Create(thread);
        var objects = LibCrypto.X509_STORE_get0_objects(LibSsl.SSL_CTX_get_cert_store(_context));
        for (var i = 0; i < LibCrypto.OPENSSL_sk_num(objects); i++)
        {
            var o = LibCrypto.OPENSSL_sk_value(objects, i);
            if (LibCrypto.X509_OBJECT_get_type(o) != ObjectCertificate)
                continue;
            var certificate = LibCrypto.X509_OBJECT_get0_X509(o);
            if (LibCrypto.X509_check_ca(certificate) == 0)
                continue;
            list.Append(binaryForm ? CertificateReader.Der(thread, certificate) : CertificateReader.Decode(thread, certificate));
        }
        return list;
    }
}
