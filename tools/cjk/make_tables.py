"""Writes the tables of JIS X 0213 and Big5-HKSCS of Krait.Modules from what the running interpreter answers.

usage: python3.14 make_tables.py OUTPUT_FILE

.NET's code pages have neither of them. The file holds what they have beyond JIS X 0208, JIS X 0212 and Big5, which come from code
pages: deflate over three tables, each a count and entries in the order of their codes. An entry is the distance from the code before,
doubled, plus one where encoding gives the character another code; then the distance from the character before, as a sign and a number;
then a combining character that follows the character, 0 for none. All are variable-length numbers, seven bits to a byte.
"""
import sys
import zlib

DECODE_ONLY = 1 << 16


def number(out, value):
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)


def decoded(data, encoding):
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return ""


def encoded(text, encoding):
    try:
        return text.encode(encoding)
    except UnicodeEncodeError:
        return b""


def table(encoding, base, pairs, code_of):
    """The entries for the byte sequences `pairs`, where the codec differs from the codec of the base table."""
    entries = []
    for data in pairs:
        text = decoded(data, encoding)
        # A lead byte that is a character by itself, with another one after it, is no pair.
        if not text or text == decoded(data, base) or len(text) == 2 and ord(text[1]) < 0x80:
            continue
        entries.append((code_of(data) | (0 if encoded(text, encoding) == data else DECODE_ONLY), text))
    return entries


def main(output):
    high = range(0xA1, 0xFF)
    seven = lambda data: (data[-2] & 0x7F) << 8 | data[-1] & 0x7F
    plane1 = table("euc_jis_2004", "euc_jp", [bytes([a, b]) for a in high for b in high], seven)
    plane2 = table("euc_jis_2004", "euc_jp", [bytes([0x8F, a, b]) for a in high for b in high], seven)
    trails = [*range(0x40, 0x7F), *range(0xA1, 0xFF)]
    hkscs = table("big5hkscs", "big5", [bytes([a, b]) for a in range(0x81, 0xFF) for b in trails], lambda data: data[0] << 8 | data[1])
    out = bytearray()
    for entries in plane1, plane2, hkscs:
        number(out, len(entries))
        code = character = 0
        for flagged, text in sorted(entries, key=lambda entry: entry[0] & 0xFFFF):
            number(out, (flagged & 0xFFFF) - code << 1 | (flagged >> 16 & 1))
            distance = ord(text[0]) - character
            number(out, distance << 1 if distance >= 0 else -distance << 1 | 1)
            number(out, ord(text[1]) if len(text) > 1 else 0)
            code, character = flagged & 0xFFFF, ord(text[0])
        print(len(entries), "entries,", len(out), "bytes")
    with open(output, "wb") as file:
        file.write(zlib.compress(out, 9, -15))


main(sys.argv[1])
