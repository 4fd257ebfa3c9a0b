using System.Runtime.InteropServices;

namespace Krait.Platform;

/// <summary>
/// OpenSSL's libcrypto: each method is the function of that name in OpenSSL's manual. Objects of the library are pointers, which the caller frees
/// as the manual says.
/// </summary>
public static unsafe partial class LibCrypto
{
    /// <summary>The file to load.</summary>
    public const string Library = "libcrypto.so.3";

    [LibraryImport(Library)] public static partial uint OpenSSL_version_num();
    [LibraryImport(Library)] public static partial byte* OpenSSL_version(int kind);
    [LibraryImport(Library)] public static partial void CRYPTO_free(void* memory, byte* file, int line);

    [LibraryImport(Library)] public static partial nuint ERR_peek_last_error();
    [LibraryImport(Library)] public static partial nuint ERR_peek_error();
    [LibraryImport(Library)] public static partial void ERR_clear_error();
    [LibraryImport(Library)] public static partial byte* ERR_reason_error_string(nuint code);
    [LibraryImport(Library)] public static partial byte* ERR_lib_error_string(nuint code);

    [LibraryImport(Library)] public static partial void RAND_add(byte* data, int size, double entropy);
    [LibraryImport(Library)] public static partial int RAND_bytes(byte* data, int size);
    [LibraryImport(Library)] public static partial int RAND_status();

    [LibraryImport(Library)] public static partial nint OBJ_txt2obj(byte* text, int numeric);
    [LibraryImport(Library)] public static partial nint OBJ_nid2obj(int nid);
    [LibraryImport(Library)] public static partial int OBJ_obj2nid(nint o);
    [LibraryImport(Library)] public static partial int OBJ_sn2nid(byte* name);
    [LibraryImport(Library)] public static partial byte* OBJ_nid2sn(int nid);
    [LibraryImport(Library)] public static partial byte* OBJ_nid2ln(int nid);
    [LibraryImport(Library)] public static partial int OBJ_obj2txt(byte* buffer, int size, nint o, int numeric);
    [LibraryImport(Library)] public static partial void ASN1_OBJECT_free(nint o);

    [LibraryImport(Library)] public static partial nint BIO_new(nint method);
    [LibraryImport(Library)] public static partial nint BIO_s_mem();
    [LibraryImport(Library)] public static partial nint BIO_new_mem_buf(byte* data, int size);
    [LibraryImport(Library)] public static partial nint BIO_new_file(byte* name, byte* mode);
    [LibraryImport(Library)] public static partial int BIO_up_ref(nint bio);
    [LibraryImport(Library)] public static partial int BIO_free(nint bio);
    [LibraryImport(Library)] public static partial int BIO_read(nint bio, byte* data, int size);
    [LibraryImport(Library)] public static partial int BIO_write(nint bio, byte* data, int size);
    [LibraryImport(Library)] public static partial nint BIO_ctrl(nint bio, int command, nint number, nint pointer);
    [LibraryImport(Library)] public static partial nuint BIO_ctrl_pending(nint bio);
    [LibraryImport(Library)] public static partial void BIO_set_flags(nint bio, int flags);
    [LibraryImport(Library)] public static partial void BIO_clear_flags(nint bio, int flags);

    [LibraryImport(Library)] public static partial nint PEM_read_bio_X509(nint bio, nint certificate, nint callback, nint data);
    [LibraryImport(Library)] public static partial nint PEM_read_bio_X509_AUX(nint bio, nint certificate, nint callback, nint data);
    [LibraryImport(Library)] public static partial int PEM_write_bio_X509(nint bio, nint certificate);
    [LibraryImport(Library)] public static partial nint PEM_read_bio_DHparams(nint bio, nint parameters, nint callback, nint data);
    [LibraryImport(Library)] public static partial nint d2i_X509_bio(nint bio, nint certificate);
    [LibraryImport(Library)] public static partial int i2d_X509(nint certificate, byte** output);
    [LibraryImport(Library)] public static partial void DH_free(nint parameters);

    [LibraryImport(Library)] public static partial void X509_free(nint certificate);
    [LibraryImport(Library)] public static partial int X509_up_ref(nint certificate);
    [LibraryImport(Library)] public static partial nint X509_get_subject_name(nint certificate);
    [LibraryImport(Library)] public static partial nint X509_get_issuer_name(nint certificate);
    [LibraryImport(Library)] public static partial nuint X509_subject_name_hash(nint certificate);
    [LibraryImport(Library)] public static partial nint X509_get_version(nint certificate);
    [LibraryImport(Library)] public static partial nint X509_get_serialNumber(nint certificate);
    [LibraryImport(Library)] public static partial nint X509_get0_notBefore(nint certificate);
    [LibraryImport(Library)] public static partial nint X509_get0_notAfter(nint certificate);
    [LibraryImport(Library)] public static partial nint X509_get_ext_d2i(nint certificate, int nid, int* critical, int* index);
    [LibraryImport(Library)] public static partial int X509_check_ca(nint certificate);
    [LibraryImport(Library)] public static partial int X509_cmp(nint a, nint b);
    [LibraryImport(Library)] public static partial byte* X509_get_default_cert_file();
    [LibraryImport(Library)] public static partial byte* X509_get_default_cert_file_env();
    [LibraryImport(Library)] public static partial byte* X509_get_default_cert_dir();
    [LibraryImport(Library)] public static partial byte* X509_get_default_cert_dir_env();
    [LibraryImport(Library)] public static partial byte* X509_verify_cert_error_string(nint code);

    [LibraryImport(Library)] public static partial int X509_NAME_entry_count(nint name);
    [LibraryImport(Library)] public static partial nint X509_NAME_get_entry(nint name, int index);
    [LibraryImport(Library)] public static partial int X509_NAME_ENTRY_set(nint entry);
    [LibraryImport(Library)] public static partial nint X509_NAME_ENTRY_get_object(nint entry);
    [LibraryImport(Library)] public static partial nint X509_NAME_ENTRY_get_data(nint entry);
    [LibraryImport(Library)] public static partial int X509_NAME_print_ex(nint bio, nint name, int indent, nuint flags);
    [LibraryImport(Library)] public static partial int ASN1_STRING_to_UTF8(byte** output, nint text);
    [LibraryImport(Library)] public static partial int ASN1_STRING_length(nint text);
    [LibraryImport(Library)] public static partial byte* ASN1_STRING_get0_data(nint text);
    [LibraryImport(Library)] public static partial int i2a_ASN1_INTEGER(nint bio, nint number);
    [LibraryImport(Library)] public static partial int i2a_ASN1_OBJECT(nint bio, nint o);
    [LibraryImport(Library)] public static partial int ASN1_TIME_print(nint bio, nint time);
    [LibraryImport(Library)] public static partial int GENERAL_NAME_print(nint bio, nint name);
    [LibraryImport(Library)] public static partial void GENERAL_NAMES_free(nint names);
    [LibraryImport(Library)] public static partial void AUTHORITY_INFO_ACCESS_free(nint access);
    [LibraryImport(Library)] public static partial void CRL_DIST_POINTS_free(nint points);
    [LibraryImport(Library)] public static partial int OPENSSL_sk_num(nint stack);
    [LibraryImport(Library)] public static partial nint OPENSSL_sk_value(nint stack, int index);

    [LibraryImport(Library)] public static partial int X509_STORE_add_cert(nint store, nint certificate);
    [LibraryImport(Library)] public static partial nint X509_STORE_get0_objects(nint store);
    [LibraryImport(Library)] public static partial int X509_STORE_lock(nint store);
    [LibraryImport(Library)] public static partial int X509_STORE_unlock(nint store);
    [LibraryImport(Library)] public static partial int X509_OBJECT_get_type(nint o);
    [LibraryImport(Library)] public static partial nint X509_OBJECT_get0_X509(nint o);

    [LibraryImport(Library)] public static partial int X509_VERIFY_PARAM_set_flags(nint parameters, nuint flags);
    [LibraryImport(Library)] public static partial int X509_VERIFY_PARAM_clear_flags(nint parameters, nuint flags);
    [LibraryImport(Library)] public static partial nuint X509_VERIFY_PARAM_get_flags(nint parameters);
    [LibraryImport(Library)] public static partial void X509_VERIFY_PARAM_set_hostflags(nint parameters, uint flags);
    [LibraryImport(Library)] public static partial int X509_VERIFY_PARAM_set1_host(nint parameters, byte* name, nuint size);
    [LibraryImport(Library)] public static partial int X509_VERIFY_PARAM_set1_ip(nint parameters, byte* address, nuint size);
    [LibraryImport(Library)] public static partial nint a2i_IPADDRESS(byte* text);
    [LibraryImport(Library)] public static partial void ASN1_OCTET_STRING_free(nint text);
}
