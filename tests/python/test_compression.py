"""bz2, lzma and compression.zstd: round trips in pieces, limits, what follows the stream, broken data."""
import bz2
import lzma
import unittest
from compression import zstd

TEXT = b"".join(b"%d bottles\n" % n for n in range(20_000))


class CompressionTest(unittest.TestCase):
    CODECS = (
        (bz2.BZ2Compressor, bz2.BZ2Decompressor, OSError),
        (lzma.LZMACompressor, lzma.LZMADecompressor, lzma.LZMAError),
        (zstd.ZstdCompressor, zstd.ZstdDecompressor, zstd.ZstdError))

    def test_pieces(self):
        for make, undo, _ in self.CODECS:
            compressor = make()
            data = b"".join(compressor.compress(TEXT[at:at + 999]) for at in range(0, len(TEXT), 999)) + compressor.flush()
            self.assertLess(len(data), len(TEXT) // 3)
            decompressor, out = undo(), []
            for at in range(0, len(data), 100):
                out.append(decompressor.decompress(data[at:at + 100]))
            self.assertEqual(b"".join(out), TEXT)
            self.assertTrue(decompressor.eof)

    def test_limit(self):
        for make, undo, _ in self.CODECS:
            compressor = make()
            data = compressor.compress(TEXT) + compressor.flush() + b"tail"
            decompressor = undo()
            out = [decompressor.decompress(data, 1000)]
            self.assertEqual((len(out[0]), decompressor.needs_input), (1000, False))
            while not decompressor.eof:
                out.append(decompressor.decompress(b"", 5000))
            self.assertEqual((b"".join(out), decompressor.unused_data), (TEXT, b"tail"))
            self.assertRaises(EOFError, decompressor.decompress, b"")

    def test_broken(self):
        for _, undo, error in self.CODECS:
            self.assertRaises(error, undo().decompress, b"nothing of the kind" * 20)

    def test_filters(self):
        chain = [{"id": lzma.FILTER_DELTA, "dist": 4}, {"id": lzma.FILTER_LZMA2, "preset": 1}]
        data = lzma.compress(TEXT, format=lzma.FORMAT_RAW, filters=chain)
        self.assertEqual(lzma.decompress(data, format=lzma.FORMAT_RAW, filters=chain), TEXT)

    def test_dictionary(self):
        samples = [b"user %d, name: %d\n" % (n, n * n) * 5 for n in range(500)]
        trained = zstd.train_dict(samples, 4096)
        data = zstd.compress(samples[7], zstd_dict=trained)
        self.assertEqual(zstd.get_frame_info(data).dictionary_id, trained.dict_id)
        self.assertEqual(zstd.decompress(data, trained), samples[7])


if __name__ == "__main__":
    unittest.main()
