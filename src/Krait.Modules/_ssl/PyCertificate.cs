using Krait.Platform;
using Krait.Runtime;

namespace Krait.Modules.Tls;

/// <summary>A certificate of a connection's chain.</summary>
[PyType("Certificate", Module = "_ssl", NoInstantiation = true, BasicSize = 32)]
[PyModuleType("_ssl")]
public sealed partial class PyCertificate : PyObject
{
    // RFC 2253, as the library's XN_FLAG_RFC2253 composes it.
    private const uint Rfc2253 = 0x1110317;

    private nint _certificate;

    private PyCertificate(PyType type) : base(type)
    {
    }

    /// <summary>Releases the library's object.</summary>
    ~PyCertificate() => LibCrypto.X509_free(_certificate);

    /// <summary>A certificate that others own, too.</summary>
    internal static PyCertificate Create(nint certificate)
    {
        LibCrypto.X509_up_ref(certificate);
        return new PyCertificate(TypeObject) { _certificate = certificate };
    }

    [PyMethod("public_bytes", Signature = "($self, /, format=Encoding.PEM)")]
    private PyObject PublicBytes(ThreadState thread, [Keyword] int format = SslConstants.EncodingPem) => format switch
    {
        SslConstants.EncodingPem => CertificateReader.Printed(bio => LibCrypto.PEM_write_bio_X509(bio, _certificate)),
        SslConstants.EncodingDer => CertificateReader.Der(thread, _certificate),
        _ => throw Errors.Value("Unsupported format"),
    };

    [PyMethod("get_info")]
    private PyObject GetInfo(ThreadState thread) => CertificateReader.Decode(thread, _certificate);

    [PySlot(nameof(PyType.TpRepr))]
    private PyStr Repr() => PyStr.From("<_ssl.Certificate '" + CertificateReader.Printed(PrintSubject) + "'>");

    private void PrintSubject(nint bio) => LibCrypto.X509_NAME_print_ex(bio, LibCrypto.X509_get_subject_name(_certificate), 0, Rfc2253);

    [PySlot(nameof(PyType.TpHash))]
    private long Hash() => (long)LibCrypto.X509_subject_name_hash(_certificate);

    [PySlot(nameof(PyType.TpRichCompare))]
    private static PyObject Compare(ThreadState thread, PyObject self, PyObject other, CompareOp op)
    {
        if (other is not PyCertificate right || op is not (CompareOp.Eq or CompareOp.Ne))
            return PyNotImplemented.Instance;
        var equal = LibCrypto.X509_cmp(((PyCertificate)self)._certificate, right._certificate) == 0;
        return PyBool.From(equal == (op == CompareOp.Eq));
    }
}
