using System.Runtime.InteropServices;

namespace Krait.Platform;

/// <summary>OpenSSL's libssl: each method is the function of that name in OpenSSL's manual.</summary>
public static unsafe partial class LibSsl
{
    /// <summary>The file to load.</summary>
    public const string Library = "libssl.so.3";

    [LibraryImport(Library)] public static partial nint TLS_method();
    [LibraryImport(Library)] public static partial nint TLS_client_method();
    [LibraryImport(Library)] public static partial nint TLS_server_method();
    [LibraryImport(Library)] public static partial nint TLSv1_method();
    [LibraryImport(Library)] public static partial nint TLSv1_1_method();
    [LibraryImport(Library)] public static partial nint TLSv1_2_method();

    [LibraryImport(Library)] public static partial nint SSL_CTX_new(nint method);
    [LibraryImport(Library)] public static partial void SSL_CTX_free(nint context);
    [LibraryImport(Library)] public static partial nint SSL_CTX_ctrl(nint context, int command, nint number, void* pointer);
    [LibraryImport(Library)] public static partial nint SSL_CTX_callback_ctrl(nint context, int command, nint callback);
    [LibraryImport(Library)] public static partial ulong SSL_CTX_set_options(nint context, ulong options);
    [LibraryImport(Library)] public static partial ulong SSL_CTX_clear_options(nint context, ulong options);
    [LibraryImport(Library)] public static partial ulong SSL_CTX_get_options(nint context);
    [LibraryImport(Library)] public static partial void SSL_CTX_set_verify(nint context, int mode, nint callback);
    [LibraryImport(Library)] public static partial int SSL_CTX_get_verify_mode(nint context);
    [LibraryImport(Library)] public static partial int SSL_CTX_set_cipher_list(nint context, byte* list);
    [LibraryImport(Library)] public static partial nint SSL_CTX_get0_param(nint context);
    [LibraryImport(Library)] public static partial int SSL_CTX_set_alpn_protos(nint context, byte* protocols, uint size);
    [LibraryImport(Library)] public static partial void SSL_CTX_set_alpn_select_cb(nint context, nint callback, nint argument);
    [LibraryImport(Library)] public static partial int SSL_select_next_proto(byte** output, byte* outputSize, byte* server, uint serverSize, byte* client, uint clientSize);
    [LibraryImport(Library)] public static partial int SSL_CTX_use_certificate_chain_file(nint context, byte* file);
    [LibraryImport(Library)] public static partial int SSL_CTX_use_PrivateKey_file(nint context, byte* file, int format);
    [LibraryImport(Library)] public static partial int SSL_CTX_check_private_key(nint context);
    [LibraryImport(Library)] public static partial void SSL_CTX_set_default_passwd_cb(nint context, nint callback);
    [LibraryImport(Library)] public static partial void SSL_CTX_set_default_passwd_cb_userdata(nint context, nint data);
    [LibraryImport(Library)] public static partial int SSL_CTX_load_verify_locations(nint context, byte* file, byte* folder);
    [LibraryImport(Library)] public static partial int SSL_CTX_set_default_verify_paths(nint context);
    [LibraryImport(Library)] public static partial nint SSL_CTX_get_cert_store(nint context);
    [LibraryImport(Library)] public static partial int SSL_CTX_set_session_id_context(nint context, byte* id, uint size);
    [LibraryImport(Library)] public static partial int SSL_CTX_set_num_tickets(nint context, nuint count);
    [LibraryImport(Library)] public static partial nuint SSL_CTX_get_num_tickets(nint context);
    [LibraryImport(Library)] public static partial void SSL_CTX_set_post_handshake_auth(nint context, int value);
    [LibraryImport(Library)] public static partial void SSL_CTX_set_keylog_callback(nint context, nint callback);
    [LibraryImport(Library)] public static partial void SSL_CTX_set_msg_callback(nint context, nint callback);
    [LibraryImport(Library)] public static partial int SSL_CTX_get_security_level(nint context);
    [LibraryImport(Library)] public static partial void SSL_CTX_set_psk_client_callback(nint context, nint callback);
    [LibraryImport(Library)] public static partial void SSL_CTX_set_psk_server_callback(nint context, nint callback);
    [LibraryImport(Library)] public static partial int SSL_CTX_use_psk_identity_hint(nint context, byte* hint);
    [LibraryImport(Library)] public static partial int SSL_CTX_set_ex_data(nint context, int index, nint data);
    [LibraryImport(Library)] public static partial nint SSL_CTX_get_ex_data(nint context, int index);

    [LibraryImport(Library)] public static partial nint SSL_new(nint context);
    [LibraryImport(Library)] public static partial void SSL_free(nint ssl);
    [LibraryImport(Library)] public static partial nint SSL_ctrl(nint ssl, int command, nint number, void* pointer);
    [LibraryImport(Library)] public static partial int SSL_set_fd(nint ssl, int fd);
    [LibraryImport(Library)] public static partial void SSL_set_bio(nint ssl, nint reader, nint writer);
    [LibraryImport(Library)] public static partial nint SSL_get_rbio(nint ssl);
    [LibraryImport(Library)] public static partial nint SSL_get_wbio(nint ssl);
    [LibraryImport(Library)] public static partial void SSL_set_accept_state(nint ssl);
    [LibraryImport(Library)] public static partial void SSL_set_connect_state(nint ssl);
    [LibraryImport(Library)] public static partial int SSL_do_handshake(nint ssl);
    [LibraryImport(Library)] public static partial int SSL_is_init_finished(nint ssl);
    [LibraryImport(Library)] public static partial int SSL_read_ex(nint ssl, byte* data, nuint size, nuint* count);
    [LibraryImport(Library)] public static partial int SSL_write_ex(nint ssl, byte* data, nuint size, nuint* count);
    [LibraryImport(Library)] public static partial int SSL_pending(nint ssl);
    [LibraryImport(Library)] public static partial int SSL_shutdown(nint ssl);
    [LibraryImport(Library)] public static partial int SSL_get_shutdown(nint ssl);
    [LibraryImport(Library)] public static partial int SSL_get_error(nint ssl, int result);
    [LibraryImport(Library)] public static partial void SSL_set_read_ahead(nint ssl, int value);
    [LibraryImport(Library)] public static partial byte* SSL_get_version(nint ssl);
    [LibraryImport(Library)] public static partial nint SSL_get_current_cipher(nint ssl);
    [LibraryImport(Library)] public static partial nint SSL_get_ciphers(nint ssl);
    [LibraryImport(Library)] public static partial nint SSL_get_client_ciphers(nint ssl);
    [LibraryImport(Library)] public static partial nint SSL_get_current_compression(nint ssl);
    [LibraryImport(Library)] public static partial byte* SSL_COMP_get_name(nint compression);
    [LibraryImport(Library)] public static partial nint SSL_get1_peer_certificate(nint ssl);
    [LibraryImport(Library)] public static partial nint SSL_get_peer_cert_chain(nint ssl);
    [LibraryImport(Library)] public static partial nint SSL_get0_verified_chain(nint ssl);
    [LibraryImport(Library)] public static partial nint SSL_get_verify_result(nint ssl);
    [LibraryImport(Library)] public static partial int SSL_get_verify_mode(nint ssl);
    [LibraryImport(Library)] public static partial nint SSL_get_verify_callback(nint ssl);
    [LibraryImport(Library)] public static partial void SSL_set_verify(nint ssl, int mode, nint callback);
    [LibraryImport(Library)] public static partial nuint SSL_get_finished(nint ssl, byte* buffer, nuint size);
    [LibraryImport(Library)] public static partial nuint SSL_get_peer_finished(nint ssl, byte* buffer, nuint size);
    [LibraryImport(Library)] public static partial int SSL_session_reused(nint ssl);
    [LibraryImport(Library)] public static partial nint SSL_get1_session(nint ssl);
    [LibraryImport(Library)] public static partial int SSL_set_session(nint ssl, nint session);
    [LibraryImport(Library)] public static partial void SSL_get0_alpn_selected(nint ssl, byte** data, uint* size);
    [LibraryImport(Library)] public static partial nint SSL_set_SSL_CTX(nint ssl, nint context);
    [LibraryImport(Library)] public static partial byte* SSL_get_servername(nint ssl, int type);
    [LibraryImport(Library)] public static partial nint SSL_get0_param(nint ssl);
    [LibraryImport(Library)] public static partial int SSL_verify_client_post_handshake(nint ssl);
    [LibraryImport(Library)] public static partial void SSL_set_post_handshake_auth(nint ssl, int value);
    [LibraryImport(Library)] public static partial void SSL_set_msg_callback(nint ssl, nint callback);
    [LibraryImport(Library)] public static partial int SSL_set_ex_data(nint ssl, int index, nint data);
    [LibraryImport(Library)] public static partial nint SSL_get_ex_data(nint ssl, int index);

    [LibraryImport(Library)] public static partial byte* SSL_CIPHER_get_name(nint cipher);
    [LibraryImport(Library)] public static partial byte* SSL_CIPHER_get_version(nint cipher);
    [LibraryImport(Library)] public static partial int SSL_CIPHER_get_bits(nint cipher, int* algorithmBits);
    [LibraryImport(Library)] public static partial uint SSL_CIPHER_get_id(nint cipher);
    [LibraryImport(Library)] public static partial byte* SSL_CIPHER_description(nint cipher, byte* buffer, int size);
    [LibraryImport(Library)] public static partial int SSL_CIPHER_is_aead(nint cipher);
    [LibraryImport(Library)] public static partial int SSL_CIPHER_get_cipher_nid(nint cipher);
    [LibraryImport(Library)] public static partial int SSL_CIPHER_get_digest_nid(nint cipher);
    [LibraryImport(Library)] public static partial int SSL_CIPHER_get_kx_nid(nint cipher);
    [LibraryImport(Library)] public static partial int SSL_CIPHER_get_auth_nid(nint cipher);

    [LibraryImport(Library)] public static partial void SSL_SESSION_free(nint session);
    [LibraryImport(Library)] public static partial byte* SSL_SESSION_get_id(nint session, uint* size);
    [LibraryImport(Library)] public static partial nint SSL_SESSION_get_time(nint session);
    [LibraryImport(Library)] public static partial nint SSL_SESSION_get_timeout(nint session);
    [LibraryImport(Library)] public static partial nuint SSL_SESSION_get_ticket_lifetime_hint(nint session);
    [LibraryImport(Library)] public static partial int SSL_SESSION_has_ticket(nint session);
    [LibraryImport(Library)] public static partial nint SSL_SESSION_dup(nint session);
}
