"""The encodings of East Asia: mappings, errors, pieces and streams."""
import codecs
import io
import unittest


class MultibyteTest(unittest.TestCase):
    def test_mappings(self):
        for encoding, text, data in (
            ("gbk", "中文，A·—", b"\xd6\xd0\xce\xc4\xa3\xacA\xa1\xa4\xa1\xaa"),
            ("gb2312", "中文・", b"\xd6\xd0\xce\xc4\xa1\xa4"),
            ("gb18030", "中€\u0e01😀", b"\xd6\xd0\xa2\xe3\x81\x32\xce\x39\x94\x39\xfc\x36"),
            ("shift_jis", "日本〜ｱ", b"\x93\xfa\x96\x7b\x81\x60\xb1"),
            ("cp932", "①～纊", b"\x87\x40\x81\x60\xed\x40"),
            ("euc_jp", "日本ｱ№", b"\xc6\xfc\xcb\xdc\x8e\xb1\x8f\xa2\xf1"),
            ("cp949", "한똠", b"\xc7\xd1\x8c\x63"),
            ("big5", "中文、ぁЁ①", b"\xa4\xa4\xa4\xe5\xa1\x42\xc6\xa5\xc7\xb3\xc7\xe9"),
            ("cp950", "中€裏", b"\xa4\xa4\xa3\xe1\xf9\xd8"),
            ("johab", "한ㄱㅏ美", b"\xd0\x65\x88\x41\x84\x61\xe8\x48"),
            ("hz", "a中~b", b"a~{VP~}~~b"),
            ("iso2022_jp", "a日本¥", b"a\x1b$BF|K\\\x1b(J\\\x1b(B"),
            ("iso2022_kr", "한a", b"\x1b$)C\x0eGQ\x0fa"),
            ("iso2022_jp_2", "日한们", b"\x1b$BF|\x1b$(CGQ\x1b$(ACG\x1b(B"),
            ("big5hkscs", "中嘅Ê̄", b"\xa4\xa4\x9d\xef\x88\x62"),
            ("euc_jis_2004", "日か゚俱𠀋", b"\xc6\xfc\xa4\xf7\xae\xa1\xae\xa2"),
            ("shift_jis_2004", "か゚\\~", b"\x82\xf5\x81\x5f\x81\xb0"),
            ("iso2022_jp_2004", "aか゚か", b"a\x1b$(Q$w\x1b$B$+\x1b(B"),
            ("euc_kr", "한똠", b"\xc7\xd1\xa4\xd4\xa4\xa8\xa4\xc7\xa4\xb1"),
        ):
            with self.subTest(encoding):
                self.assertEqual(text.encode(encoding), data)
                self.assertEqual(data.decode(encoding), text)

    def test_errors(self):
        with self.assertRaises(UnicodeDecodeError) as caught:
            b"a\x81".decode("gbk")
        self.assertEqual((caught.exception.start, caught.exception.reason), (1, "incomplete multibyte sequence"))
        with self.assertRaises(UnicodeDecodeError) as caught:
            b"\xff\xffa".decode("gbk")
        self.assertEqual((caught.exception.end, caught.exception.reason), (1, "illegal multibyte sequence"))
        self.assertEqual("a\u0fff中".encode("gbk", "replace"), b"a?\xd6\xd0")
        self.assertEqual("\u0fff".encode("gbk", "xmlcharrefreplace"), b"&#4095;")
        self.assertEqual(b"\xffab".decode("gbk", "ignore"), "ab")

    def test_pieces(self):
        decoder = codecs.getincrementaldecoder("gb18030")()
        self.assertEqual([decoder.decode(bytes([b])) for b in "中😀".encode("gb18030")], ["", "中", "", "", "", "😀"])
        decoder.decode(b"\xd6")
        self.assertEqual(decoder.getstate(), (b"\xd6", 0))
        self.assertRaises(UnicodeDecodeError, decoder.decode, b"", True)
        decoder.reset()
        self.assertEqual(decoder.decode(b"a", True), "a")

    def test_streams(self):
        raw = io.BytesIO()
        codecs.getwriter("euc_kr")(raw).writelines(["한\n", "글\n"])
        raw.seek(0)
        self.assertEqual(codecs.getreader("euc_kr")(raw).readlines(), ["한\n", "글\n"])
        raw.seek(0)
        self.assertEqual(io.TextIOWrapper(raw, "euc_kr").read(), "한\n글\n")


if __name__ == "__main__":
    unittest.main()
