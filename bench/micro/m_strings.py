"""Text and bytes."""
from _bench import bench, done

N = 50_000
TEXT = "The quick brown fox jumps over the lazy dog. " * 200
WORDS = TEXT.split()
ASTRAL = "grüße 😀 мир " * 500
DATA = bytes(range(256)) * 100


def concat():
    text = ""
    for _ in range(N):
        text += "x"
    return text


def join():
    return "".join(["x"] * N)


def fstring():
    for i in range(N):
        f"{i}: {i!r:>10} {i * 0.5:.2f}"


def percent():
    for i in range(N):
        "%d: %s" % (i, "x")


def format_method():
    for i in range(N):
        "{}: {}".format(i, "x")


def index():
    text = TEXT
    for i in range(len(TEXT)):
        text[i]


def iterate():
    for _ in TEXT:
        pass


def iterate_astral():
    for _ in ASTRAL:
        pass


def compare():
    for word in WORDS:
        word == "lazy"


def methods():
    for word in WORDS:
        word.upper().startswith("TH")
        word.strip(".").lower()


def convert():
    for i in range(N):
        int(str(i))


def floats():
    for i in range(N):
        float(repr(i * 0.1))


bench("str_concat", concat, N)
bench("str_join", join, N)
bench("str_fstring", fstring, N)
bench("str_percent", percent, N)
bench("str_format", format_method, N)
bench("str_index", index, len(TEXT))
bench("str_iterate", iterate, len(TEXT))
bench("str_iterate_astral", iterate_astral, len(ASTRAL))
bench("str_compare", compare, len(WORDS))
bench("str_methods", methods, len(WORDS))
bench("str_split_join", lambda: " ".join(TEXT.split(" ")), len(WORDS))
bench("str_replace", lambda: TEXT.replace("fox", "cat"), 1)
bench("str_find_missing", lambda: TEXT.find("zebra"), 1)
bench("str_encode_decode", lambda: ASTRAL.encode().decode(), 1)
bench("str_int_roundtrip", convert, N)
bench("str_float_roundtrip", floats, N)
bench("bytes_hex_roundtrip", lambda: bytes.fromhex(DATA.hex()), 1)
bench("bytes_translate", lambda: DATA.translate(bytes(range(256))), 1)
done()
