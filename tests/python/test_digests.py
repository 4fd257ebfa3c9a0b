"""Hashes, and the database of characters."""
import hashlib
import hmac
import unicodedata
import unittest


class Digests(unittest.TestCase):
    def test_known_values(self):
        self.assertEqual(hashlib.sha224(b"abc").hexdigest(), "23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7")
        self.assertEqual(hashlib.sha3_256(b"").hexdigest(), "a7ffc6f8bf1ed76651c14756a061d662f580ff4de43b49fa82d80a4b80f8434a")
        self.assertEqual(hashlib.shake_128(b"").hexdigest(8), "7f9c2ba4e88f827d")
        self.assertEqual(hashlib.blake2s(b"x" * 1000).hexdigest(), "267200e86d237971cc5dac276d6e19b4f20aba6a1cf52c90cd6321d5410c4161")
        self.assertEqual(hashlib.blake2b(b"abc", digest_size=3, key=b"k", salt=b"s", person=b"p", fanout=2, depth=3, leaf_size=4, node_offset=5, node_depth=6, inner_size=7, last_node=True).hexdigest(), "93bfd1")
        self.assertEqual(hmac.new(b"a", b"b", "md5").digest(), hmac.digest(b"a", b"b", "md5"))

    def test_pieces(self):
        for name in sorted(hashlib.algorithms_guaranteed - {"shake_128", "shake_256"}):
            for size in (1, 63, 64, 65, 127, 128, 129, 300):
                whole, pieces = hashlib.new(name, b"q" * size), hashlib.new(name)
                for _ in range(size):
                    pieces.update(b"q")
                self.assertEqual(whole.digest(), pieces.copy().digest(), (name, size))


class Keys(unittest.TestCase):
    def test_password_functions(self):
        if not hasattr(hashlib, "scrypt"):
            self.skipTest("built without OpenSSL")
        self.assertEqual(hashlib.pbkdf2_hmac("sha1", b"password", b"salt", 2).hex(), "ea6c014dc72d6f8ccd1ed92ace1d41f0d8de8957")
        self.assertEqual(
            hashlib.pbkdf2_hmac("sha224", b"password", b"salt", 3, 40).hex(),
            "947cf079cfc7f2016dcd7ec418840443edaabb90c496f98cabeec4bfb1a5a4aaff68cca92cf05a6d")
        self.assertEqual(
            hashlib.scrypt(b"a", salt=b"b", n=2, r=8, p=1).hex(),
            "72f03e080c1e4de5b3d6d490d7341e6a1e1178d16e14ef4f52e3c30d9adf035c03760d1481531ade2efc6c33e154b0dad9430abe9ca8f2da564f1b7b3007ed6e")


class Characters(unittest.TestCase):
    def test_old_database(self):
        self.assertEqual(unicodedata.name("\u20b9"), "INDIAN RUPEE SIGN")
        with self.assertRaisesRegex(ValueError, "no such name"):
            unicodedata.ucd_3_2_0.name("\u20b9")
        self.assertEqual(unicodedata.normalize("NFC", "e\u0301"), "\xe9")


if __name__ == "__main__":
    unittest.main()
