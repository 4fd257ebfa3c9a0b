using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Krait.Modules.Os;
using Krait.Platform;
using Krait.Runtime;

namespace Krait.Modules.Tls;

/// <summary>A certificate of the library as the dict that <c>getpeercert()</c> shows.</summary>
internal static unsafe class CertificateReader
{
    private const int SubjectAltName = 85, InfoAccess = 177, Ocsp = 178, CaIssuers = 179, CrlDistributionPoints = 103;
    private const int OtherName = 0, Email = 1, Dns = 2, X400 = 3, DirectoryName = 4, EdiParty = 5, Uri = 6, IpAddress = 7, RegisteredId = 8;

    /// <summary>The certificate's contents.</summary>
    public static PyObject Decode(ThreadState thread, nint certificate)
    {
        var dict = PyDict.Create(thread);
        dict.SetItem(thread, "subject", Name(thread, LibCrypto.X509_get_subject_name(certificate)));
        dict.SetItem(thread, "issuer", Name(thread, LibCrypto.X509_get_issuer_name(certificate)));
        dict.SetItem(thread, "version", PyInt.From(LibCrypto.X509_get_version(certificate) + 1));
        dict.SetItem(thread, "serialNumber", Printed(bio => LibCrypto.i2a_ASN1_INTEGER(bio, LibCrypto.X509_get_serialNumber(certificate))));
        dict.SetItem(thread, "notBefore", Printed(bio => LibCrypto.ASN1_TIME_print(bio, LibCrypto.X509_get0_notBefore(certificate))));
        dict.SetItem(thread, "notAfter", Printed(bio => LibCrypto.ASN1_TIME_print(bio, LibCrypto.X509_get0_notAfter(certificate))));
        AddIfAny(thread, dict, "subjectAltName", AlternativeNames(thread, certificate));
        AddIfAny(thread, dict, "OCSP", Access(thread, certificate, Ocsp));
        AddIfAny(thread, dict, "caIssuers", Access(thread, certificate, CaIssuers));
        AddIfAny(thread, dict, "crlDistributionPoints", RevocationLists(thread, certificate));
        return dict;
    }

    /// <summary>The certificate in DER.</summary>
    public static PyBytes Der(ThreadState thread, nint certificate)
    {
        byte* data = null;
        var size = LibCrypto.i2d_X509(certificate, &data);
        if (size < 0)
            throw SslErrors.FromQueue(thread);
        var bytes = PyBytes.From(new ReadOnlySpan<byte>(data, size));
        LibCrypto.CRYPTO_free(data, null, 0);
        return bytes;
    }

    /// <summary>The number or the name of an object; null where it has none.</summary>
    public static string? ObjectText(nint o, bool numeric)
    {
        var size = LibCrypto.OBJ_obj2txt(null, 0, o, numeric ? 1 : 0);
        if (size <= 0)
            return null;
        var buffer = new byte[size + 1];
        fixed (byte* text = buffer)
        {
            LibCrypto.OBJ_obj2txt(text, buffer.Length, o, numeric ? 1 : 0);
        }
        return Encoding.UTF8.GetString(buffer, 0, size);
    }

    /// <summary>What a function of the library prints.</summary>
    public static PyStr Printed(Action<nint> print)
    {
        var bio = LibCrypto.BIO_new(LibCrypto.BIO_s_mem());
        try
        {
            print(bio);
            return OsPath.Text(Contents(bio));
        }
        finally
        {
            LibCrypto.BIO_free(bio);
        }
    }

    private static byte[] Contents(nint bio)
    {
        var bytes = new byte[(int)LibCrypto.BIO_ctrl_pending(bio)];
        fixed (byte* data = bytes)
        {
            LibCrypto.BIO_read(bio, data, bytes.Length);
        }
        return bytes;
    }

    private static void AddIfAny(ThreadState thread, PyDict dict, string key, PyList values)
    {
        if (values.Count > 0)
            dict.SetItem(thread, key, Op.TupleFrom(thread, values));
    }

    /// <summary>A distinguished name: a tuple of relative names, each a tuple of attributes.</summary>
    private static PyTuple Name(ThreadState thread, nint name)
    {
        var all = PyList.Create(thread);
        var current = PyList.Create(thread);
        var level = -1;
        var count = LibCrypto.X509_NAME_entry_count(name);
        for (var i = 0; i < count; i++)
        {
            var entry = LibCrypto.X509_NAME_get_entry(name, i);
            var entryLevel = LibCrypto.X509_NAME_ENTRY_set(entry);
            if (level >= 0 && entryLevel != level)
            {
                all.Append(Op.TupleFrom(thread, current));
                current = PyList.Create(thread);
            }
            level = entryLevel;
            current.Append(Attribute(thread, entry));
        }
        if (current.Count > 0)
            all.Append(Op.TupleFrom(thread, current));
        return Op.TupleFrom(thread, all);
    }

    private static PyTuple Attribute(ThreadState thread, nint entry)
    {
        var key = ObjectText(LibCrypto.X509_NAME_ENTRY_get_object(entry), numeric: false) ?? "";
        byte* text = null;
        var size = LibCrypto.ASN1_STRING_to_UTF8(&text, LibCrypto.X509_NAME_ENTRY_get_data(entry));
        if (size < 0)
            throw SslErrors.FromQueue(thread);
        var value = PyStr.From(Encoding.UTF8.GetString(text, size));
        LibCrypto.CRYPTO_free(text, null, 0);
        return PyTuple.Create(thread, PyStr.From(key), value);
    }

    /// <summary>GENERAL_NAME: its kind, and the value.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct GeneralName
    {
        public int Type;
        public nint Value;
    }

    private static PyList AlternativeNames(ThreadState thread, nint certificate)
    {
        var list = PyList.Create(thread);
        var names = LibCrypto.X509_get_ext_d2i(certificate, SubjectAltName, null, null);
        if (names == 0)
            return list;
        try
        {
            for (var i = 0; i < LibCrypto.OPENSSL_sk_num(names); i++)
                list.Append(AlternativeName(thread, LibCrypto.OPENSSL_sk_value(names, i)));
        }
        finally
        {
            LibCrypto.GENERAL_NAMES_free(names);
        }
        return list;
    }

    private static PyTuple AlternativeName(ThreadState thread, nint name)
    {
        var (type, value) = (((GeneralName*)name)->Type, ((GeneralName*)name)->Value);
        switch (type)
        {
            case DirectoryName:
                return PyTuple.Create(thread, PyStr.Intern("DirName"), Name(thread, value));
            case Email:
                return PyTuple.Create(thread, PyStr.Intern("email"), StringText(value));
            case Dns:
                return PyTuple.Create(thread, PyStr.Intern("DNS"), StringText(value));
            case Uri:
                return PyTuple.Create(thread, PyStr.Intern("URI"), StringText(value));
            case RegisteredId:
                var identifier = Printed(bio => LibCrypto.i2a_ASN1_OBJECT(bio, value));
                return PyTuple.Create(thread, PyStr.Intern("Registered ID"), identifier);
            case IpAddress:
                return PyTuple.Create(thread, PyStr.Intern("IP Address"), PyStr.From(Address(StringBytes(value))));
        }
        if (type is not (OtherName or X400 or EdiParty))
            Op.Warn(thread, ExceptionTypes.RuntimeWarning, $"Unknown general name type {type}", 1);
        var text = Printed(bio => LibCrypto.GENERAL_NAME_print(bio, name)).ToString();
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0)
            throw Errors.Value($"Invalid value {text}");
        return PyTuple.Create(thread, PyStr.From(text[..colon]), PyStr.From(text[(colon + 1)..]));
    }

    private static ReadOnlySpan<byte> StringBytes(nint text) => new(LibCrypto.ASN1_STRING_get0_data(text), LibCrypto.ASN1_STRING_length(text));

    private static PyStr StringText(nint text) => PyStr.From(Encoding.UTF8.GetString(StringBytes(text)));

    private static string Address(ReadOnlySpan<byte> address)
    {
        if (address.Length == 4)
            return $"{address[0]}.{address[1]}.{address[2]}.{address[3]}";
        if (address.Length != 16)
            return "<invalid>";
        var text = new StringBuilder();
        for (var i = 0; i < 16; i += 2)
            text.Append(CultureInfo.InvariantCulture, $"{(i == 0 ? "" : ":")}{address[i] << 8 | address[i + 1]:X}");
        return text.ToString();
    }

    /// <summary>ACCESS_DESCRIPTION: what is found there, and where.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct AccessDescription
    {
        public nint Method;
        public GeneralName* Location;
    }

    private static PyList Access(ThreadState thread, nint certificate, int method)
    {
        var list = PyList.Create(thread);
        var access = LibCrypto.X509_get_ext_d2i(certificate, InfoAccess, null, null);
        if (access == 0)
            return list;
        for (var i = 0; i < LibCrypto.OPENSSL_sk_num(access); i++)
        {
            var description = (AccessDescription*)LibCrypto.OPENSSL_sk_value(access, i);
            if (LibCrypto.OBJ_obj2nid(description->Method) == method && description->Location->Type == Uri)
                list.Append(StringText(description->Location->Value));
        }
        LibCrypto.AUTHORITY_INFO_ACCESS_free(access);
        return list;
    }

    /// <summary>DIST_POINT_NAME: its kind, and for the first kind the general names.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct DistributionPointName
    {
        public int Type;
        public nint FullName;
    }

    private static PyList RevocationLists(ThreadState thread, nint certificate)
    {
        var list = PyList.Create(thread);
        var points = LibCrypto.X509_get_ext_d2i(certificate, CrlDistributionPoints, null, null);
        if (points == 0)
            return list;
        for (var i = 0; i < LibCrypto.OPENSSL_sk_num(points); i++)
        {
            // A point may name only who issues the list.
            var name = *(DistributionPointName**)LibCrypto.OPENSSL_sk_value(points, i);
            if (name == null || name->Type != 0)
                continue;
            for (var j = 0; j < LibCrypto.OPENSSL_sk_num(name->FullName); j++)
            {
                var general = (GeneralName*)LibCrypto.OPENSSL_sk_value(name->FullName, j);
                if (general->Type == Uri)
                    list.Append(StringText(general->Value));
            }
        }
        LibCrypto.CRL_DIST_POINTS_free(points);
        return list;
    }
}
