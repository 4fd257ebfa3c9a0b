"""Writes the Unicode tables of Krait.Runtime from what the running interpreter answers.

usage: python3.14 make_tables.py OUTPUT_FOLDER [CHECKSUM_FILE]

UnicodeData.bin    properties, numeric values, case mappings, decompositions, Unicode 3.2 (uncompressed, used in place)
UnicodeData.Latin1.Data.cs   the flags of Latin-1
UnicodeNames.bin   names, aliases, named sequences (deflate; loaded at the first use of a name)
CHECKSUM_FILE      one line per property: name and FNV-1a over the answers for all code points (for the tests)

Both files are a table of sections: count, then (offset, length) of each, then the sections, 8-aligned.
"""
import ctypes
import struct
import sys
import unicodedata as ucd
import zlib

N = 0x110000
old = ucd.ucd_3_2_0
assert ucd.unidata_version == "16.0.0", "these tables are pinned to Unicode 16.0.0"

CATEGORIES = "Cn Lu Ll Lt Lm Lo Mn Mc Me Nd Nl No Pc Pd Ps Pe Pi Pf Po Sm Sc Sk So Zs Zl Zp Cc Cf Cs Co".split()
BIDI = ["", "L", "LRE", "LRO", "R", "AL", "RLE", "RLO", "PDF", "EN", "ES", "ET", "AN", "CS", "NSM", "BN", "B", "S",
        "WS", "ON", "LRI", "RLI", "FSI", "PDI"]
WIDTHS = ["F", "H", "W", "Na", "A", "N"]
TAGS = ["", "<noBreak>", "<compat>", "<super>", "<fraction>", "<sub>", "<font>", "<circle>", "<wide>", "<vertical>",
        "<square>", "<isolated>", "<final>", "<initial>", "<medial>", "<small>", "<narrow>"]
CATEGORY_INDEX = {v: i for i, v in enumerate(CATEGORIES)}
BIDI_INDEX = {v: i for i, v in enumerate(BIDI)}
WIDTH_INDEX = {v: i for i, v in enumerate(WIDTHS)}
TAG_INDEX = {v: i for i, v in enumerate(TAGS)}

SIGMA = "\u03a3"
FINAL_SIGMA = "\u03c2"


class Checksum:
    """FNV-1a, 32 bits, over 32-bit little-endian words taken whole."""

    def __init__(self):
        self.value = 2166136261

    def add(self, word):
        self.value = ((self.value ^ (word & 0xFFFFFFFF)) * 16777619) & 0xFFFFFFFF


def two_stage(values, name):
    """The smallest two-stage table over all code points: (shift, stage 1, stage 2), both of 16-bit units."""
    best = None
    for shift in (5, 6, 7, 8):
        size = 1 << shift
        blocks, stage1, stage2 = {}, [], []
        for start in range(0, N, size):
            block = tuple(values[start:start + size])
            index = blocks.get(block)
            if index is None:
                index = blocks[block] = len(blocks)
                stage2.extend(block)
            stage1.append(index)
        total = 2 * (len(stage1) + len(stage2))
        if best is None or total < best[0]:
            best = (total, shift, stage1, stage2)
    total, shift, stage1, stage2 = best
    assert max(stage2) < 65536 and max(stage1) < 65536
    print(f"{name}: shift {shift}, {total} bytes")
    return [struct.pack("<i", shift) , struct.pack(f"<{len(stage1)}H", *stage1), struct.pack(f"<{len(stage2)}H", *stage2)]


class Interner:
    def __init__(self, *first):
        self.index, self.items = {}, []
        for item in first:
            self(item)

    def __call__(self, item):
        i = self.index.get(item)
        if i is None:
            i = self.index[item] = len(self.items)
            self.items.append(item)
        return i


def write_sections(path, sections, compress=False):
    head = 8 + 8 * len(sections)
    table, body = [], bytearray()
    for data in sections:
        while (head + len(body)) % 8:
            body.append(0)
        table.append((head + len(body), len(data)))
        body += data
    blob = struct.pack("<ii", len(sections), 0) + b"".join(struct.pack("<ii", *t) for t in table) + bytes(body)
    if compress:
        packer = zlib.compressobj(9, zlib.DEFLATED, -15)
        blob = struct.pack("<i", len(blob)) + packer.compress(blob) + packer.flush()
    with open(path, "wb") as file:
        file.write(blob)
    print(path, len(blob))


def decomposition_of(text):
    """'<compat> 0020 0308' -> (tag index, code points), or None."""
    if not text:
        return None
    parts = text.split()
    tag = TAG_INDEX[parts.pop(0)] if parts[0][0] == "<" else 0
    return tag, tuple(int(p, 16) for p in parts)


def quick_check(c, text, decomposition, second_of_pair):
    hangul = 0xAC00 <= c < 0xD7A4
    flags = 0
    if hangul or decomposition and decomposition[0] == 0:
        flags |= 1 << 14
    if hangul or decomposition:
        flags |= 1 << 15
    maybe = c in second_of_pair or 0x1161 <= c <= 0x1175 or 0x11A8 <= c <= 0x11C2
    for form, no, perhaps in (("NFC", 16, 17), ("NFKC", 18, 19)):
        if ucd.normalize(form, text) != text:
            flags |= 1 << no
        elif maybe:
            flags |= 1 << perhaps
    return flags


def flags_of(c, s):
    flags = 0
    if s.isalpha(): flags |= 1 << 0
    if s.isdecimal(): flags |= 1 << 1
    if s.isdigit(): flags |= 1 << 2
    if s.isnumeric(): flags |= 1 << 3
    if s.isspace(): flags |= 1 << 4
    if s.isupper(): flags |= 1 << 5
    if s.islower(): flags |= 1 << 6
    if ucd.category(s) == "Lt": flags |= 1 << 7
    if s.isprintable(): flags |= 1 << 8
    if s.isidentifier(): flags |= 1 << 9
    if ("a" + s).isidentifier(): flags |= 1 << 10
    if (s + "b").title()[-1] == "b": flags |= 1 << 11
    if c != 0x3A3:
        cased_before = (s + SIGMA).lower()[-1] == FINAL_SIGMA
        if not cased_before and ("A" + s + SIGMA).lower()[-1] == FINAL_SIGMA: flags |= 1 << 12
    if len(("a" + s + "b").splitlines()) == 2: flags |= 1 << 13
    if ucd.mirrored(s): flags |= 1 << 20
    return flags


def words_of(text):
    return tuple(map(ord, text))


def properties(sections, sums):
    decompositions = [decomposition_of(ucd.decomposition(chr(c))) for c in range(N)]
    pairs = []
    for c, d in enumerate(decompositions):
        if d and d[0] == 0 and len(d[1]) == 2 and ucd.normalize("NFC", chr(d[1][0]) + chr(d[1][1])) == chr(c):
            pairs.append((*d[1], c))
    pairs.sort()
    second_of_pair = {p[1] for p in pairs}
    records, numbers = Interner(), Interner((None, None, None))
    record_of, number_of = [], []
    for c in range(N):
        s = chr(c)
        flags = flags_of(c, s) | quick_check(c, s, decompositions[c], second_of_pair)
        fields = (CATEGORY_INDEX[ucd.category(s)], BIDI_INDEX[ucd.bidirectional(s)], ucd.combining(s),
                  WIDTH_INDEX[ucd.east_asian_width(s)])
        record_of.append(records((*fields, flags)))
        number = (ucd.decimal(s, None), ucd.digit(s, None), ucd.numeric(s, None))
        number_of.append(numbers(number))
        for name, value in zip(("category", "bidirectional", "combining", "east_asian_width"), fields):
            sums[name].add(value)
        sums["flags"].add(flags & 0x103FFF)
        sums["decimal"].add(-1 if number[0] is None else number[0])
        sums["digit"].add(-1 if number[1] is None else number[1])
        if number[2] is not None:
            low, high = struct.unpack("<ii", struct.pack("<d", number[2]))
            sums["numeric"].add(c); sums["numeric"].add(low); sums["numeric"].add(high)
    sections += two_stage(record_of, "records")
    sections.append(b"".join(struct.pack("<BBBBI", *r) for r in records.items))
    sections += two_stage(number_of, "numbers")
    sections.append(b"".join(
        struct.pack("<dbbhi", 0.0 if n is None else n, -1 if d is None else d, -1 if g is None else g, n is not None, 0)
        for d, g, n in numbers.items))
    return decompositions, pairs


def case_mappings(sections, sums):
    import _sre
    records, special, special_index = Interner((0, 0, 0, 0, 0)), [0], {}
    record_of = []
    for c in range(N):
        s = chr(c)
        upper, title, fold = s.upper(), s.title(), s.casefold()
        lower = s.lower() if c != 0x3A3 else "\u03c3"
        simple_lower = _sre.unicode_tolower(c)
        # As in CPython, the simple mapping is the first character of the full one.
        simple_upper, simple_title = ord(upper[0]), ord(title[0])
        full = (lower, upper, title, fold)
        simple = (chr(simple_lower), chr(simple_upper), chr(simple_title))
        fold_delta = ord(fold) - c if len(fold) == 1 else 0
        offset = 0
        if full[:3] != simple or len(fold) != 1:
            if full not in special_index:
                special_index[full] = len(special)
                special.append(sum(len(t) << 8 * i for i, t in enumerate(full)))
                for t in full:
                    special.extend(map(ord, t))
            offset = special_index[full]
        record_of.append(records((simple_lower - c, simple_upper - c, simple_title - c, fold_delta, offset)))
        for name, t in zip(("lower", "upper", "title", "casefold"), full):
            for ch in t:
                sums[name].add(ord(ch))
            sums[name].add(len(t))
        sums["simple_lower"].add(simple_lower)
        sums["sre_iscased"].add(int(_sre.unicode_iscased(c)))
        assert _sre.unicode_iscased(c) == (simple_lower != c or simple_upper != c), hex(c)
    sections += two_stage(record_of, "case")
    sections.append(b"".join(struct.pack("<5i", *r) for r in records.items))
    sections.append(struct.pack(f"<{len(special)}i", *special))


def decomposition_tables(sections, sums, decompositions, pairs):
    data, index = [0], {None: 0}
    record_of = []
    for c, d in enumerate(decompositions):
        if d not in index:
            index[d] = len(data)
            data.append(len(d[1]) << 8 | d[0])
            data.extend(d[1])
        record_of.append(index[d])
        if d:
            for word in (c, d[0], *d[1]):
                sums["decomposition"].add(word)
    sections += two_stage(record_of, "decompositions")
    sections.append(struct.pack(f"<{len(data)}i", *data))
    sections.append(b"".join(struct.pack("<3i", *p) for p in pairs))
    for form in ("NFC", "NFD", "NFKC", "NFKD"):
        for c in range(N):
            s = chr(c)
            t = ucd.normalize(form, s)
            if t != s:
                sums[form].add(c)
                for ch in t:
                    sums[form].add(ord(ch))


def old_database(sections, sums, decompositions):
    records, numbers, changes = Interner(), [], []
    record_of = []
    for c in range(N):
        s = chr(c)
        fields = (CATEGORY_INDEX[old.category(s)], BIDI_INDEX[old.bidirectional(s)], old.combining(s),
                  WIDTH_INDEX[old.east_asian_width(s)] | old.mirrored(s) << 7)
        record_of.append(records(fields))
        for word in fields:
            sums["ucd_3_2_0"].add(word)
        number = (old.decimal(s, None), old.digit(s, None), old.numeric(s, None))
        if number != (ucd.decimal(s, None), ucd.digit(s, None), ucd.numeric(s, None)):
            d, g, n = number
            numbers.append(struct.pack("<dibbh", 0.0 if n is None else n, c, -1 if d is None else d,
                                       -1 if g is None else g, n is not None))
        d = decomposition_of(old.decomposition(s))
        normal = old.normalize("NFKD", s)
        if d != decompositions[c] and (fields[0] or d):
            changes.extend((c, 0) if d is None else (c, len(d[1]) << 8 | d[0], *d[1]))
        elif normal != ucd.normalize("NFKD", s) and fields[0]:
            # The corrections of normalization are not visible in decomposition().
            changes.extend((c, len(normal) << 8 | (d[0] if d else 0) | 0x80, *map(ord, normal)))
        if normal != s:
            for word in (c, *map(ord, normal)):
                sums["ucd_3_2_0_NFKD"].add(word)
    sections += two_stage(record_of, "Unicode 3.2")
    sections.append(b"".join(struct.pack("<4B", *r) for r in records.items))
    sections.append(b"".join(numbers))
    sections.append(struct.pack(f"<{len(changes)}i", *changes))
    print("3.2 changes:", len(numbers), "numbers,", len(changes), "words of decompositions")


def alias_names():
    """Aliases and named sequences, as (name, code points). The database keeps their names in private planes,
    which only the C interface shows."""
    pointer = ctypes.pythonapi.PyCapsule_GetPointer
    pointer.restype, pointer.argtypes = ctypes.c_void_p, [ctypes.py_object, ctypes.c_char_p]
    functions = ctypes.cast(pointer(ucd._ucnhash_CAPI, b"unicodedata._ucnhash_CAPI"), ctypes.POINTER(ctypes.c_void_p))
    get_name = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_uint32, ctypes.c_char_p, ctypes.c_int, ctypes.c_int)(functions[0])
    buffer = ctypes.create_string_buffer(512)
    for c in range(0xF0000, 0xF1000):
        if get_name(c, buffer, 512, 1):
            name = buffer.value.decode()
            yield name, tuple(map(ord, ucd.lookup(name)))


def pack_varint(value):
    """One byte below 128, two below 0x4000, else three; the high bits of the first byte say which."""
    if value < 0x80:
        return bytes((value,))
    if value < 0x4000:
        return bytes((0x80 | value >> 8, value & 255))
    return bytes((0xC0 | value >> 16, value >> 8 & 255, value & 255))


def names(path, sums):
    plain, ranges = [], []
    for c in range(N):
        name = ucd.name(chr(c), None)
        if name is None or name.startswith("HANGUL SYLLABLE ") and 0xAC00 <= c < 0xD7A4:
            if name:
                for ch in name.encode(): sums["name"].add(ch)
            continue
        for ch in name.encode(): sums["name"].add(ch)
        prefix, dash, digits = name.rpartition("-")
        if digits == f"{c:04X}" and dash:
            if ranges and ranges[-1][1] == c - 1 and ranges[-1][2] == prefix + "-":
                ranges[-1][1] = c
            else:
                ranges.append([c, c, prefix + "-"])
        else:
            plain.append((name, (c,)))
    aliases = list(alias_names())
    for name, points in aliases:
        for ch in (*name.encode(), *points): sums["alias"].add(ch)
    counts = {}
    for name, _ in plain + aliases:
        for word in name.split(" "):
            counts[word] = counts.get(word, 0) + 1
    lexicon = sorted(counts, key=lambda w: (-counts[w], w))
    word_index = {w: i for i, w in enumerate(lexicon)}

    def encode(name):
        parts = name.split(" ")
        return bytes((len(parts),)) + b"".join(pack_varint(word_index[w]) for w in parts)

    body, previous = bytearray(), -1
    for name, (c,) in plain:
        body += pack_varint(c - previous) + encode(name)
        previous = c
    extra = bytearray()
    for name, points in aliases:
        extra += bytes((len(points),)) + b"".join(pack_varint(p) for p in points) + encode(name)
    algorithmic = "\n".join(f"{a:X} {b:X} {prefix}" for a, b, prefix in ranges)
    print(len(plain), "names,", len(aliases), "aliases and sequences,", len(lexicon), "words,", len(ranges), "ranges")
    print(algorithmic)
    write_sections(path, ["\n".join(lexicon).encode(), struct.pack("<ii", len(plain), len(aliases)), bytes(body),
                          bytes(extra), algorithmic.encode()], compress=True)


def latin1(path):
    """The flags of the first 256 code points as C#, so that Latin-1 never loads the tables."""
    rows = []
    for start in range(0, 256, 16):
        rows.append("        " + " ".join(f"0x{flags_of(c, chr(c)) & 0x3FFF:04X}," for c in range(start, start + 16)))
    with open(path, "w", newline="\n") as file:
        file.write("// Written by tools/unicode/make_tables.py.\nnamespace Krait.Runtime.Unicode;\n\n"
                   "public static partial class UnicodeData\n{\n    private static ReadOnlySpan<ushort> Latin1Flags =>\n"
                   "    [\n" + "\n".join(rows) + "\n    ];\n}\n")


def main(folder, checksum_file=None):
    class Sums(dict):
        def __missing__(self, key):
            self[key] = Checksum()
            return self[key]

    sums, sections = Sums(), []
    decompositions, pairs = properties(sections, sums)
    case_mappings(sections, sums)
    decomposition_tables(sections, sums, decompositions, pairs)
    old_database(sections, sums, decompositions)
    write_sections(folder + "/UnicodeData.bin", sections)
    latin1(folder + "/UnicodeData.Latin1.Data.cs")
    names(folder + "/UnicodeNames.bin", sums)
    if checksum_file:
        with open(checksum_file, "w") as file:
            file.writelines(f"{name} {value.value:08x}\n" for name, value in sums.items())


if __name__ == "__main__":
    main(*sys.argv[1:])
