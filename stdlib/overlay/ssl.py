"""TLS over the system's OpenSSL, which the native module _ssl binds.

Three layers stand on top of each other here. A context (SSLContext) carries certificates and rules; _Connection is what both
kinds of connections share, nearly all of it answered by the native connection in `_sslobj`; SSLObject leaves the moving of
bytes to its owner, SSLSocket is a socket that encrypts once `_sslobj` is there.
"""

import binascii
import calendar
import enum
import errno
import os
import re
import sys
import textwrap
import warnings
from collections import namedtuple
from socket import SOCK_STREAM, SO_TYPE, SOL_SOCKET, _GLOBAL_DEFAULT_TIMEOUT, create_connection, socket

import _ssl
from _ssl import (
    MemoryBIO, RAND_add, RAND_bytes, RAND_status, SSLCertVerificationError, SSLEOFError, SSLError, SSLSession,
    SSLSyscallError, SSLWantReadError, SSLWantWriteError, SSLZeroReturnError, _DEFAULT_CIPHERS, _SSLContext)

# The native module's flags and facts, under the same names.
globals().update({
    name: value for name, value in vars(_ssl).items() if name.startswith(("HAS_", "OPENSSL_", "_OPENSSL_")) and name != "HAS_TLS_UNIQUE"})

for _family, _name, _prefix in (
        (enum.IntEnum, "_SSLMethod", "PROTOCOL_"),
        (enum.IntFlag, "Options", "OP_"),
        (enum.IntEnum, "AlertDescription", "ALERT_DESCRIPTION_"),
        (enum.IntEnum, "SSLErrorNumber", "SSL_ERROR_"),
        (enum.IntFlag, "VerifyFlags", "VERIFY_"),
        (enum.IntEnum, "VerifyMode", "CERT_")):
    _family._convert_(
        _name, __name__, lambda name, prefix=_prefix: name.startswith(prefix) and name != "PROTOCOL_SSLv23", source=_ssl)
del _family, _name, _prefix

# The old name of "whatever both sides know".
PROTOCOL_SSLv23 = PROTOCOL_TLS
_SSLMethod.PROTOCOL_SSLv23 = PROTOCOL_TLS
_PROTOCOL_NAMES = {member: name for name, member in _SSLMethod.__members__.items()}


def _numbers(name, text):
    """An enum from a text of names, each before its number."""
    words = text.split()
    return enum.IntEnum(name, [(word, int(number, 0)) for word, number in zip(words[::2], words[1::2])], module=__name__)


TLSVersion = enum.IntEnum(
    "TLSVersion",
    [(name, getattr(_ssl, "PROTO_" + name)) for name in
     ("MINIMUM_SUPPORTED", "SSLv3", "TLSv1", "TLSv1_1", "TLSv1_2", "TLSv1_3", "MAXIMUM_SUPPORTED")],
    module=__name__)

# RFC 8446, appendix B, with what earlier versions of the protocol had; the last two kinds of content are OpenSSL's own.
_TLSContentType = _numbers("_TLSContentType", """
    CHANGE_CIPHER_SPEC 20  ALERT 21  HANDSHAKE 22  APPLICATION_DATA 23  HEADER 0x100  INNER_CONTENT_TYPE 0x101""")
_TLSAlertType = _numbers("_TLSAlertType", """
    CLOSE_NOTIFY 0  UNEXPECTED_MESSAGE 10  BAD_RECORD_MAC 20  DECRYPTION_FAILED 21  RECORD_OVERFLOW 22
    DECOMPRESSION_FAILURE 30  HANDSHAKE_FAILURE 40  NO_CERTIFICATE 41  BAD_CERTIFICATE 42  UNSUPPORTED_CERTIFICATE 43
    CERTIFICATE_REVOKED 44  CERTIFICATE_EXPIRED 45  CERTIFICATE_UNKNOWN 46  ILLEGAL_PARAMETER 47  UNKNOWN_CA 48
    ACCESS_DENIED 49  DECODE_ERROR 50  DECRYPT_ERROR 51  EXPORT_RESTRICTION 60  PROTOCOL_VERSION 70
    INSUFFICIENT_SECURITY 71  INTERNAL_ERROR 80  INAPPROPRIATE_FALLBACK 86  USER_CANCELED 90  NO_RENEGOTIATION 100
    MISSING_EXTENSION 109  UNSUPPORTED_EXTENSION 110  CERTIFICATE_UNOBTAINABLE 111  UNRECOGNIZED_NAME 112
    BAD_CERTIFICATE_STATUS_RESPONSE 113  BAD_CERTIFICATE_HASH_VALUE 114  UNKNOWN_PSK_IDENTITY 115
    CERTIFICATE_REQUIRED 116  NO_APPLICATION_PROTOCOL 120""")
_TLSMessageType = _numbers("_TLSMessageType", """
    HELLO_REQUEST 0  CLIENT_HELLO 1  SERVER_HELLO 2  HELLO_VERIFY_REQUEST 3  NEWSESSION_TICKET 4  END_OF_EARLY_DATA 5
    HELLO_RETRY_REQUEST 6  ENCRYPTED_EXTENSIONS 8  CERTIFICATE 11  SERVER_KEY_EXCHANGE 12  CERTIFICATE_REQUEST 13
    SERVER_DONE 14  CERTIFICATE_VERIFY 15  CLIENT_KEY_EXCHANGE 16  FINISHED 20  CERTIFICATE_URL 21  CERTIFICATE_STATUS 22
    SUPPLEMENTAL_DATA 23  KEY_UPDATE 24  NEXT_PROTO 67  MESSAGE_HASH 254  CHANGE_CIPHER_SPEC 0x0101""")

CHANNEL_BINDING_TYPES = ["tls-unique"]
HAS_NEVER_CHECK_COMMON_NAME = True
_RESTRICTED_SERVER_CIPHERS = _DEFAULT_CIPHERS

# Names from before there was a class of its own.
CertificateError = SSLCertVerificationError
socket_error = OSError

_PEM = "-----{} CERTIFICATE-----"
PEM_HEADER = _PEM.format("BEGIN")
PEM_FOOTER = _PEM.format("END")


class _ASN1Object(namedtuple("_ASN1Object", ("nid", "shortname", "longname", "oid"))):
    """What OpenSSL knows under an object identifier."""

    __slots__ = ()

    def __new__(cls, oid):
        return cls._make(_ssl.txt2obj(oid))

    @classmethod
    def fromnid(cls, nid):
        """The object of OpenSSL's own number for it."""
        return cls._make(_ssl.nid2obj(nid))

    @classmethod
    def fromname(cls, name):
        """The object of a short name, a long name or an identifier."""
        return cls._make(_ssl.txt2obj(name, True))


class Purpose(_ASN1Object, enum.Enum):
    """Whom a certificate vouches for: servers, which clients check, or clients."""

    SERVER_AUTH = "1.3.6.1.5.5.7.3.1"
    CLIENT_AUTH = "1.3.6.1.5.5.7.3.2"

    @classmethod
    def _checked(cls, purpose):
        if not isinstance(purpose, _ASN1Object):
            raise TypeError(purpose)
        if purpose not in tuple(cls):
            raise ValueError(purpose)
        return purpose


def _member(kind, number):
    """A number as the enum's member; as it is where the enum has none for it."""
    return kind._value2member_map_.get(number, number)


class _Setting:
    """A setting of the native context, shown as a member of an enum."""

    def __init__(self, kind):
        self._kind = kind

    def __set_name__(self, owner, name):
        self._native = getattr(_SSLContext, name)

    def __get__(self, context, owner=None):
        return self if context is None else self._kind(self._native.__get__(context))

    def __set__(self, context, value):
        self._native.__set__(context, value)


class _Observer:
    """Hands the messages of the protocol to a function, numbers as members of enums."""

    _kinds = {_TLSContentType.HEADER: _TLSContentType, _TLSContentType.ALERT: _TLSAlertType}

    def __init__(self, function):
        self.function = function

    def __call__(self, connection, direction, version, content, message, data):
        kind = self._kinds.get(content, _TLSMessageType)
        return self.function(
            connection, direction, _member(TLSVersion, version), _member(_TLSContentType, content), _member(kind, message), data)


class SSLContext(_SSLContext):
    """Certificates, keys and rules that connections share."""

    # The classes of connections; set where those are defined. A program may put subclasses here.
    sslsocket_class = sslobject_class = None

    protocol = _Setting(_SSLMethod)
    options = _Setting(Options)
    minimum_version = _Setting(TLSVersion)
    maximum_version = _Setting(TLSVersion)
    verify_flags = _Setting(VerifyFlags)
    verify_mode = _Setting(VerifyMode)

    def __new__(cls, protocol=None, *args, **kwargs):
        if protocol is None:
            warnings.warn("ssl.SSLContext() without protocol argument is deprecated.", DeprecationWarning, 2)
        return super().__new__(cls, PROTOCOL_TLS if protocol is None else protocol)

    def wrap_socket(self, sock, server_side=False, do_handshake_on_connect=True, suppress_ragged_eofs=True,
                    server_hostname=None, session=None):
        """Make a TLS socket of a stream socket, which it takes over."""
        return self.sslsocket_class._adopt(
            sock, self, server_side, server_hostname, session,
            do_handshake_on_connect=do_handshake_on_connect, suppress_ragged_eofs=suppress_ragged_eofs)

    def wrap_bio(self, incoming, outgoing, server_side=False, server_hostname=None, session=None):
        """Make a connection that reads from one MemoryBIO and writes to another."""
        made = object.__new__(self.sslobject_class)
        made._sslobj = self._wrap_bio(
            incoming, outgoing, server_side, _ascii_name(server_hostname), owner=made, session=session)
        return made

    def load_default_certs(self, purpose=Purpose.SERVER_AUTH):
        """Trust the authorities that the system trusts."""
        Purpose._checked(purpose)
        self.set_default_verify_paths()

    def set_alpn_protocols(self, alpn_protocols):
        """Offer protocols for the layer above, the preferred one first (RFC 7301)."""
        wire = []
        for name in alpn_protocols:
            octets = name.encode("ascii")
            if not octets or len(octets) > 255:
                raise SSLError("ALPN protocols must be 1 to 255 in length")
            wire.append(len(octets).to_bytes() + octets)
        self._set_alpn_protocols(b"".join(wire))

    def set_npn_protocols(self, npn_protocols):
        """Deprecated: no version of OpenSSL in use has this extension."""
        warnings.warn("ssl NPN is deprecated, use ALPN instead", DeprecationWarning, 2)
        raise NotImplementedError("NPN is not supported by OpenSSL")

    def set_servername_callback(self, server_name_callback):
        """The older way to set sni_callback."""
        self.sni_callback = server_name_callback

    @property
    def hostname_checks_common_name(self):
        """Whether a name in the subject counts where a certificate lists no names of hosts."""
        return self._host_flags & _ssl.HOSTFLAG_NEVER_CHECK_SUBJECT == 0

    @hostname_checks_common_name.setter
    def hostname_checks_common_name(self, value):
        others = self._host_flags & ~_ssl.HOSTFLAG_NEVER_CHECK_SUBJECT
        self._host_flags = others if value else others | _ssl.HOSTFLAG_NEVER_CHECK_SUBJECT

    @property
    def _msg_callback(self):
        """A function that sees every message: (connection, "read" or "write", version, kind of content, kind of message, data)."""
        return getattr(_SSLContext._msg_callback.__get__(self), "function", None)

    @_msg_callback.setter
    def _msg_callback(self, function):
        _SSLContext._msg_callback.__set__(self, _Observer(function) if callable(function) else function)


def _ascii_name(name):
    """A host's name as it stands in the protocol."""
    return name.encode("idna").decode("ascii") if isinstance(name, str) else name if name is None else str(name, "ascii")


def _equip(context, purpose, sources):
    """Gives a context the authorities that it verifies by, and the log of keys that the environment asks for."""
    if any(sources):
        context.load_verify_locations(*sources)
    elif context.verify_mode is not CERT_NONE:
        context.load_default_certs(purpose)
    log = None if sys.flags.ignore_environment else os.environ.get("SSLKEYLOGFILE")
    if log:
        context.keylog_filename = log
    return context


def _natural_protocol(purpose):
    """Who verifies servers is a client."""
    return PROTOCOL_TLS_CLIENT if Purpose._checked(purpose) == Purpose.SERVER_AUTH else PROTOCOL_TLS_SERVER


def create_default_context(purpose=Purpose.SERVER_AUTH, *, cafile=None, capath=None, cadata=None):
    """A context with the settings that are right for most programs: clients verify the server and its name."""
    context = SSLContext(_natural_protocol(purpose))
    context.verify_flags |= VerifyFlags.VERIFY_X509_STRICT | VerifyFlags.VERIFY_X509_PARTIAL_CHAIN
    return _equip(context, purpose, (cafile, capath, cadata))


def _create_unverified_context(protocol=None, *, cert_reqs=CERT_NONE, check_hostname=False, purpose=Purpose.SERVER_AUTH,
                               certfile=None, keyfile=None, cafile=None, capath=None, cadata=None):
    """A context that verifies only what it is told to: for the modules of the library, most of which began that way."""
    context = SSLContext(_natural_protocol(purpose) if protocol is None else protocol)
    # Verification can be switched off only after the check of the name.
    context.check_hostname = False
    if cert_reqs is not None:
        context.verify_mode = cert_reqs
    context.check_hostname = check_hostname
    if certfile:
        context.load_cert_chain(certfile, keyfile)
    elif keyfile:
        raise ValueError("certfile must be specified")
    return _equip(context, purpose, (cafile, capath, cadata))


_create_stdlib_context = _create_unverified_context

# What http.client uses; programs replace it to go without verification.
_create_default_https_context = create_default_context


class _Native:
    """An attribute of the native connection; None where there is no connection yet."""

    def __init__(self, doc, writable=False):
        self.__doc__, self._writable = doc, writable

    def __set_name__(self, owner, name):
        self._name = name

    def __get__(self, connection, owner=None):
        return self if connection is None else getattr(connection._sslobj, self._name, None)

    def __set__(self, connection, value):
        if not self._writable:
            raise AttributeError(f"{self._name!r} of {type(connection).__name__!r} object is read-only")
        connection._keep(self._name, value)
        if connection._sslobj is not None:
            setattr(connection._sslobj, self._name, value)


def _query(name, doc):
    """A method that asks the native connection; its answer is None where there is none yet."""
    def method(self):
        self._checkClosed()
        return None if self._sslobj is None else getattr(self._sslobj, name)()

    method.__name__, method.__qualname__, method.__doc__ = name, "_Connection." + name, doc
    return method


class _Connection:
    """What sockets and objects have in common."""

    _sslobj = None

    session = _Native("The session, which a later connection of the context can take up again.", writable=True)
    session_reused = _Native("Whether an earlier session was taken up.")

    cipher = _query("cipher", "The cipher in use, as (name, version of the protocol, bits).")
    shared_ciphers = _query("shared_ciphers", "The ciphers that both sides know; on servers only.")
    compression = _query("compression", "How data is compressed; hardly ever.")
    version = _query("version", "The version of the protocol, once it is agreed on.")
    selected_alpn_protocol = _query("selected_alpn_protocol", "The protocol for the layer above that was agreed on.")

    def __init__(self, *args, **kwargs):
        raise TypeError(f"{type(self).__name__} does not have a public constructor. Instances are returned by {self._maker}().")

    def _checkClosed(self, msg=None):
        """For subclasses that want to know of uses after the end."""

    def _keep(self, name, value):
        """Notes a setting that comes before the connection."""

    def selected_npn_protocol(self):
        """Deprecated; always None."""
        warnings.warn("ssl NPN is deprecated, use ALPN instead", DeprecationWarning, 2)

    def pending(self):
        """The number of bytes that are decrypted and not read yet."""
        self._checkClosed()
        return self._sslobj.pending() if self._sslobj is not None else 0

    def getpeercert(self, binary_form=False):
        """The other side's certificate: a dict, empty where it was not verified; or DER; None without certificate."""
        self._checkClosed()
        return self._sslobj.getpeercert(binary_form)

    def get_verified_chain(self):
        """The certificates from the other side's to the trusted one, in DER."""
        return self._in_der(self._sslobj.get_verified_chain())

    def get_unverified_chain(self):
        """The certificates that the other side sent, in DER."""
        return self._in_der(self._sslobj.get_unverified_chain())

    @staticmethod
    def _in_der(chain):
        return [link.public_bytes(_ssl.ENCODING_DER) for link in chain or ()]

    def get_channel_binding(self, cb_type="tls-unique"):
        """Bytes that only the two ends of this connection know (RFC 5929); None before the handshake."""
        if cb_type not in CHANNEL_BINDING_TYPES:
            raise ValueError(f"{cb_type} channel binding type not implemented")
        return None if self._sslobj is None else self._sslobj.get_channel_binding(cb_type)

    def verify_client_post_handshake(self):
        """Ask a client for its certificate in the middle of a connection (TLS 1.3)."""
        return self._encrypted("No SSL wrapper around " + str(self)).verify_client_post_handshake()

    def _encrypted(self, complaint):
        if self._sslobj is None:
            raise ValueError(complaint)
        return self._sslobj


class SSLObject(_Connection):
    """A connection without a transport. Nothing here waits: where bytes are missing, SSLWantReadError says so."""

    _maker = "SSLContext.wrap_bio"

    context = _Native("The context; a callback for server names may exchange it.", writable=True)
    server_side = _Native("Whether this is the server's end.")
    server_hostname = _Native("The name of the server that is wanted.")

    def read(self, len=1024, buffer=None):
        """Decrypted bytes, at most so many; or into a buffer, and then their number."""
        return self._sslobj.read(len) if buffer is None else self._sslobj.read(len, buffer)

    def write(self, data):
        """Encrypt bytes; returns how many were taken."""
        return self._sslobj.write(data)

    def do_handshake(self):
        """Go on with the handshake as far as the bytes that have come allow."""
        self._sslobj.do_handshake()

    def unwrap(self):
        """Say that no more data will come, and wait for the other side to say so."""
        return self._sslobj.shutdown()


def _only_plain(name):
    """A method of sockets that knows nothing of encryption: refused as soon as there is some."""
    plain = getattr(socket, name)

    def method(self, *args, **kwargs):
        self._checkClosed()
        if self._sslobj is not None:
            raise ValueError(f"{name} not allowed on instances of {type(self)}")
        return plain(self, *args, **kwargs)

    method.__name__, method.__qualname__ = name, "SSLSocket." + name
    return method


def _never(name, message="{name} not allowed on instances of {cls}"):
    """A method of sockets that would go past the encryption."""
    def method(self, *args, **kwargs):
        raise NotImplementedError(message.format(name=name, cls=type(self), short=type(self).__name__))

    method.__name__, method.__qualname__ = name, "SSLSocket." + name
    return method


class SSLSocket(_Connection, socket):
    """A socket that encrypts: from the handshake on, which follows connecting, up to unwrap()."""

    _maker = "SSLContext.wrap_socket"

    sendto = _only_plain("sendto")
    recvfrom = _only_plain("recvfrom")
    recvfrom_into = _only_plain("recvfrom_into")
    sendmsg = _never("sendmsg")
    recvmsg = _never("recvmsg")
    recvmsg_into = _never("recvmsg_into")
    dup = _never("dup", "Can't dup() {short} instances")

    @classmethod
    def _adopt(cls, sock, context, server_side, server_hostname, session, **habits):
        if sock.getsockopt(SOL_SOCKET, SO_TYPE) != SOCK_STREAM:
            raise NotImplementedError("only stream sockets are supported")
        for name, value in (("server_hostname", server_hostname), ("session", session)):
            if server_side and value:
                raise ValueError(f"{name} can only be specified in client mode")
        if context.check_hostname and not server_hostname:
            raise ValueError("check_hostname requires server_hostname")
        timeout = sock.gettimeout()
        place = dict(family=sock.family, type=sock.type, proto=sock.proto, fileno=sock.fileno())
        made = cls.__new__(cls, **place)
        socket.__init__(made, **place)
        # From here on the descriptor has one owner, which closes it whatever happens.
        sock.detach()
        try:
            made.__dict__.update(
                habits, _context=context, _session=session, server_side=server_side, server_hostname=_ascii_name(server_hostname))
            made._connected = made._has_peer()
            made.settimeout(timeout)
            if made._connected:
                made._attach()
                if made.do_handshake_on_connect:
                    if timeout == 0:
                        raise ValueError("do_handshake_on_connect should not be specified for non-blocking sockets")
                    made.do_handshake()
        except BaseException:
            try:
                made.close()
            except OSError:
                pass
            raise
        return made

    def _has_peer(self):
        """Whether the socket is connected. Where the other side has gone, nothing it sent in clear may pass for TLS."""
        try:
            self.getpeername()
        except OSError as trouble:
            if trouble.errno != errno.ENOTCONN:
                raise
        else:
            return True
        waits = self.getblocking()
        self.setblocking(False)
        try:
            leftover = socket.recv(self, 1)
        except OSError as trouble:
            # Never connected, or listening.
            if trouble.errno not in (errno.ENOTCONN, errno.EINVAL):
                raise
            return False
        finally:
            self.setblocking(waits)
        if leftover:
            raise self._clear_text_error()
        return False

    @staticmethod
    def _clear_text_error():
        text = "Closed before TLS handshake with data in recv buffer."
        error = SSLError(errno.EPROTO, text)
        error.reason, error.library = text, None
        return error

    def _attach(self):
        self._sslobj = self._context._wrap_socket(
            self, self.server_side, self.server_hostname, owner=self, session=self._session)

    def _keep(self, name, value):
        self.__dict__["_" + name] = value

    @property
    def context(self):
        """The context; a callback for server names may exchange it."""
        return self._context

    @context.setter
    def context(self, ctx):
        self._context = ctx
        self._sslobj.context = ctx

    def connect(self, addr):
        """Connect, then shake hands."""
        self._connect_by(super().connect, addr)

    def connect_ex(self, addr):
        """Connect as connect() does, but return the number of an error of connecting."""
        return self._connect_by(super().connect_ex, addr)

    def _connect_by(self, plain, addr):
        if self.server_side:
            raise ValueError("can't connect in server-side mode")
        if self._connected or self._sslobj is not None:
            raise ValueError("attempt to connect already-connected SSLSocket!")
        self._attach()
        try:
            code = plain(addr)
            if code:
                return code
            self._connected = True
            if self.do_handshake_on_connect:
                self.do_handshake()
        except (OSError, ValueError):
            self._sslobj = None
            raise
        return code or 0

    def accept(self):
        """The next client's connection, encrypted, and its address."""
        plain, addr = super().accept()
        habits = {name: getattr(self, name) for name in ("do_handshake_on_connect", "suppress_ragged_eofs")}
        return self._context.wrap_socket(plain, server_side=True, **habits), addr

    def do_handshake(self, block=False):
        """Agree on keys, and verify whom there is to verify. With block, wait even on a socket that does not."""
        self._need_peer()
        timeout = self.gettimeout()
        if block and timeout == 0:
            self.settimeout(None)
        try:
            self._sslobj.do_handshake()
        finally:
            self.settimeout(timeout)

    def _need_peer(self):
        if not self._connected:
            # Raises the error that says it best.
            self.getpeername()

    def getpeercert(self, binary_form=False):
        self._need_peer()
        return super().getpeercert(binary_form)

    getpeercert.__doc__ = _Connection.getpeercert.__doc__

    def unwrap(self):
        """End encryption; returns the socket, over which one can go on in clear."""
        plain = self._encrypted("No SSL wrapper around " + str(self)).shutdown()
        self._sslobj = None
        return plain

    def shutdown(self, how):
        """Shut down the socket itself, without the farewell that unwrap() sends."""
        self._checkClosed()
        self._sslobj = None
        super().shutdown(how)

    def _real_close(self):
        self._sslobj = None
        super()._real_close()

    def read(self, len=1024, buffer=None):
        """Decrypted bytes, at most so many; or into a buffer, and then their number. Empty, or 0, at the end."""
        self._checkClosed()
        place = (len,) if buffer is None else (len, buffer)
        native = self._encrypted("Read on closed or unwrapped SSL socket.")
        try:
            return native.read(*place)
        except SSLError as trouble:
            if self.suppress_ragged_eofs and trouble.args[0] == SSL_ERROR_EOF:
                return b"" if buffer is None else 0
            raise

    def write(self, data):
        """Encrypt and send bytes; returns how many were taken."""
        self._checkClosed()
        return self._encrypted("Write on closed or unwrapped SSL socket.").write(data)

    def _encrypts(self, method, flags):
        """Whether data goes through TLS, which has no flags."""
        self._checkClosed()
        if self._sslobj is None:
            return False
        if flags:
            raise ValueError(f"non-zero flags not allowed in calls to {method}() on {type(self)}")
        return True

    def recv(self, buflen=1024, flags=0):
        return self.read(buflen) if self._encrypts("recv", flags) else super().recv(buflen, flags)

    def recv_into(self, buffer, nbytes=None, flags=0):
        if nbytes is None:
            nbytes = memoryview(buffer).nbytes if buffer is not None else 0
            nbytes = nbytes or 1024
        return self.read(nbytes, buffer) if self._encrypts("recv_into", flags) else super().recv_into(buffer, nbytes, flags)

    def send(self, data, flags=0):
        return self._sslobj.write(data) if self._encrypts("send", flags) else super().send(data, flags)

    def sendall(self, data, flags=0):
        if not self._encrypts("sendall", flags):
            return super().sendall(data, flags)
        with memoryview(data) as items, items.cast("B") as rest:
            at = 0
            while at < rest.nbytes:
                at += self.send(rest[at:])

    def sendfile(self, file, offset=0, count=None):
        """Send a file; os.sendfile() would send it in clear."""
        send = super().sendfile if self._sslobj is None else self._sendfile_use_send
        return send(file, offset, count)


SSLContext.sslsocket_class, SSLContext.sslobject_class = SSLSocket, SSLObject

DefaultVerifyPaths = namedtuple(
    "DefaultVerifyPaths", "cafile capath openssl_cafile_env openssl_cafile openssl_capath_env openssl_capath")


def get_default_verify_paths():
    """Where trusted certificates are looked for: what is there, then the variables and places that OpenSSL was built with."""
    built_in = _ssl.get_default_verify_paths()
    file, folder = (os.environ.get(variable, place) for variable, place in zip(built_in[::2], built_in[1::2]))
    return DefaultVerifyPaths(file if os.path.isfile(file) else None, folder if os.path.isdir(folder) else None, *built_in)


_MONTHS = {name.lower(): number for number, name in enumerate("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(), 1)}


def cert_time_to_seconds(cert_time):
    """A date of a certificate, such as "Jan  5 09:34:43 2018 GMT", in seconds since the epoch."""
    found = re.fullmatch(r"([a-z]{3})\s+(\d\d?)\s+(\d\d?):(\d\d?):(\d\d?)\s+(\d{4})\s+GMT", cert_time, re.IGNORECASE | re.ASCII)
    month = _MONTHS.get(found[1].lower()) if found else None
    if month:
        day, hour, minute, second, year = map(int, found.groups()[1:])
        # Clocks show 60 in a leap second, and once were thought to show 61.
        if year and 1 <= day <= calendar.monthrange(year, month)[1] and hour < 24 and minute < 60 and second < 62:
            return calendar.timegm((year, month, day, hour, minute, second))
    raise ValueError(f'time data {cert_time!r} does not match format "%b %d %H:%M:%S %Y GMT"')


def DER_cert_to_PEM_cert(der_cert_bytes):
    """A certificate as text."""
    body = binascii.b2a_base64(der_cert_bytes, newline=False).decode()
    return "\n".join((PEM_HEADER, *textwrap.wrap(body, 64), PEM_FOOTER, ""))


def PEM_cert_to_DER_cert(pem_cert_string):
    """The bytes of a certificate that is given as text."""
    text = pem_cert_string.strip()
    for is_there, where, mark in (
            (pem_cert_string.startswith(PEM_HEADER), "start", PEM_HEADER), (text.endswith(PEM_FOOTER), "end", PEM_FOOTER)):
        if not is_there:
            raise ValueError(f"Invalid PEM encoding; must {where} with {mark}")
    return binascii.a2b_base64(text.removeprefix(PEM_HEADER).removesuffix(PEM_FOOTER).encode("ascii"))


def get_server_certificate(addr, ssl_version=PROTOCOL_TLS_CLIENT, ca_certs=None, timeout=_GLOBAL_DEFAULT_TIMEOUT):
    """Ask a server for its certificate; it is verified where ca_certs names a file with authorities."""
    context = _create_unverified_context(ssl_version, cert_reqs=CERT_REQUIRED if ca_certs else CERT_NONE, cafile=ca_certs)
    with create_connection(addr, timeout=timeout) as plain:
        with context.wrap_socket(plain, server_hostname=addr[0]) as encrypted:
            return DER_cert_to_PEM_cert(encrypted.getpeercert(binary_form=True))


def get_protocol_name(protocol_code):
    """The name of one of the PROTOCOL_ constants."""
    return _PROTOCOL_NAMES.get(protocol_code, "<unknown>")
