"""TLS: verified connections over sockets, buffers, HTTP and asyncio, to servers with a certificate of a small authority of our own."""
import asyncio
import http.client
import http.server
import os
import socket
import ssl
import tempfile
import threading
import unittest
import urllib.error
import urllib.request

# Valid for a hundred years; the key of the authority is not kept.
AUTHORITY = """\
-----BEGIN CERTIFICATE-----
MIIBpTCCAUugAwIBAgIUci94Rheuq9Auo4Hn+Jthc181o8YwCgYIKoZIzj0EAwIw
HzEdMBsGA1UEAwwUS3JhaXQgdGVzdCBhdXRob3JpdHkwIBcNMjYxMTIyMTgyMDQ4
WhgPMjEyNjEwMjkxODIwNDhaMB8xHTAbBgNVBAMMFEtyYWl0IHRlc3QgYXV0aG9y
aXR5MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEihHP7BQYVEnExgMVjBVBnyXc
9jRbZIF2Y4wf94jFoaDyZw5W8edHDbt+V6+Cgm7deZPcqcPz2h/6sQHAGizFEKNj
MGEwHQYDVR0OBBYEFOelCuNnT+vknRqA7mv+XXaex0GCMB8GA1UdIwQYMBaAFOel
CuNnT+vknRqA7mv+XXaex0GCMA8GA1UdEwEB/wQFMAMBAf8wDgYDVR0PAQH/BAQD
AgEGMAoGCCqGSM49BAMCA0gAMEUCIQDi1sutq4C2SfJgOcflmDkinBhS2zoa201L
auJVT7D7JgIgegqJa68D8ijZYpXf8dJ96o1p7aNRQ4o0ncyrmBa5X9Y=
-----END CERTIFICATE-----
"""
SERVER = """\
-----BEGIN CERTIFICATE-----
MIIB1zCCAX6gAwIBAgIUB+LHZHunv2GCzRv5i0fNNFOfG5swCgYIKoZIzj0EAwIw
HzEdMBsGA1UEAwwUS3JhaXQgdGVzdCBhdXRob3JpdHkwIBcNMjYxMTIyMTgyMDQ4
WhgPMjEyNjEwMjkxODIwNDhaMBQxEjAQBgNVBAMMCWxvY2FsaG9zdDBZMBMGByqG
SM49AgEGCCqGSM49AwEHA0IABBlZzn2vcfmqDTC36Y06u99ila+tMSvn3dmX5VzC
iem4G4dUGozCTOSAb9odsTJ0x8J16LMCL5HifavZ9PDAzH+jgaAwgZ0wKAYDVR0R
BCEwH4IJbG9jYWxob3N0ggwqLmtyYWl0LnRlc3SHBH8AAAEwDAYDVR0TAQH/BAIw
ADAOBgNVHQ8BAf8EBAMCB4AwEwYDVR0lBAwwCgYIKwYBBQUHAwEwHwYDVR0jBBgw
FoAU56UK42dP6+SdGoDua/5ddp7HQYIwHQYDVR0OBBYEFPJ9d745h4BNdnQUMX56
cWYVZE3NMAoGCCqGSM49BAMCA0cAMEQCICnbY5wBzPt1itnlk4HyzNrmMZ/VLJFC
l4boqKeM1iu+AiAtC6VhxN038Ex+NXNpmqjEQHZ94cavX1iIimZJseiTJg==
-----END CERTIFICATE-----
-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgIq2tD3EhYJzIhMl7
3Qwu8arsKr7RXaSrgEPkOMSOI16hRANCAAQZWc59r3H5qg0wt+mNOrvfYpWvrTEr
593Zl+VcwonpuBuHVBqMwkzkgG/aHbEydMfCdeizAi+R4n2r2fTwwMx/
-----END PRIVATE KEY-----
"""


def server_context():
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "server.pem")
        with open(path, "w") as file:
            file.write(SERVER)
        context.load_cert_chain(path)
    return context


def client_context():
    return ssl.create_default_context(cadata=AUTHORITY)


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body = b"you asked for " + self.path.encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


def shake_hands(client, server, *pipes):
    """Carries the bytes of a handshake between two connections over buffers."""
    client_in, client_out, server_in, server_out = pipes
    for _ in range(8):
        done = 0
        for end in (client, server):
            try:
                end.do_handshake()
                done += 1
            except ssl.SSLWantReadError:
                pass
            server_in.write(client_out.read())
            client_in.write(server_out.read())
        if done == 2:
            return


def connect(client, server, name, **options):
    client_in, client_out, server_in, server_out = pipes = [ssl.MemoryBIO() for _ in range(4)]
    ends = (client.wrap_bio(client_in, client_out, server_hostname=name, **options), server.wrap_bio(server_in, server_out, server_side=True))
    shake_hands(*ends, *pipes)
    return (*ends, *pipes)


class HttpsTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        cls.server.socket = server_context().wrap_socket(cls.server.socket, server_side=True)
        cls.thread = threading.Thread(target=cls.server.serve_forever)
        cls.thread.start()
        cls.port = cls.server.server_port

    @classmethod
    def tearDownClass(cls):
        cls.server.shutdown()
        cls.thread.join()
        cls.server.server_close()

    def test_urllib(self):
        for host in ("localhost", "127.0.0.1"):
            with urllib.request.urlopen(f"https://{host}:{self.port}/x", context=client_context()) as answer:
                self.assertEqual(answer.read(), b"you asked for /x")

    def test_unknown_authority(self):
        with self.assertRaises(urllib.error.URLError) as caught:
            urllib.request.urlopen(f"https://localhost:{self.port}/", context=ssl.create_default_context())
        reason = caught.exception.reason
        self.assertIsInstance(reason, ssl.SSLCertVerificationError)
        self.assertEqual((reason.library, reason.reason), ("SSL", "CERTIFICATE_VERIFY_FAILED"))

    def test_http_client(self):
        connection = http.client.HTTPSConnection("localhost", self.port, context=client_context())
        self.addCleanup(connection.close)
        connection.request("GET", "/y")
        self.assertEqual(connection.getresponse().read(), b"you asked for /y")

    def test_asyncio(self):
        async def ask():
            reader, writer = await asyncio.open_connection("localhost", self.port, ssl=client_context())
            writer.write(b"GET /z HTTP/1.0\r\n\r\n")
            answer = await reader.read()
            names = writer.get_extra_info("peercert")["subjectAltName"]
            writer.close()
            await writer.wait_closed()
            return answer.rpartition(b"\r\n")[2], names

        self.assertEqual(asyncio.run(ask()), (
            b"you asked for /z", (("DNS", "localhost"), ("DNS", "*.krait.test"), ("IP Address", "127.0.0.1"))))


class ConnectionTest(unittest.TestCase):
    def test_names(self):
        for name in ("localhost", "a.krait.test", "127.0.0.1"):
            client = connect(client_context(), server_context(), name)[0]
            self.assertEqual(client.version(), "TLSv1.3")
        with self.assertRaises(ssl.SSLCertVerificationError) as caught:
            connect(client_context(), server_context(), "example.org")
        self.assertEqual(caught.exception.verify_message, "Hostname mismatch, certificate is not valid for 'example.org'.")

    def test_application_protocol(self):
        ours, theirs = client_context(), server_context()
        ours.set_alpn_protocols(["h2", "http/1.1"])
        theirs.set_alpn_protocols(["spdy", "http/1.1"])
        client, server, *_ = connect(ours, theirs, "localhost")
        self.assertEqual((client.selected_alpn_protocol(), server.selected_alpn_protocol()), ("http/1.1", "http/1.1"))

    def test_server_name(self):
        seen = []
        theirs = server_context()
        theirs.sni_callback = lambda connection, name, context: seen.append((type(connection), name, context is theirs))
        connect(client_context(), theirs, "a.krait.test")
        self.assertEqual(seen, [(ssl.SSLObject, "a.krait.test", True)])

    def test_session(self):
        ours, theirs = client_context(), server_context()
        ours.maximum_version = ssl.TLSVersion.TLSv1_2
        first = connect(ours, theirs, "localhost")[0]
        self.assertFalse(first.session_reused)
        second = connect(ours, theirs, "localhost", session=first.session)[0]
        self.assertTrue(second.session_reused)

    def test_farewell(self):
        client, server, client_in, client_out, server_in, server_out = connect(client_context(), server_context(), "localhost")
        client.write(b"bye")
        self.assertRaises(ssl.SSLWantReadError, client.unwrap)
        server_in.write(client_out.read())
        self.assertEqual(server.read(10), b"bye")
        server.unwrap()
        client_in.write(server_out.read())
        client.unwrap()

    def test_timeout(self):
        ours, theirs = socket.socketpair()
        with theirs:
            ours.settimeout(0.05)
            with self.assertRaises(TimeoutError):
                client_context().wrap_socket(ours, server_hostname="localhost")


if __name__ == "__main__":
    unittest.main()
