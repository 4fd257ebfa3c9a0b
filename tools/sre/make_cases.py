"""Writes test cases for the regular expression engine: patterns, their code arrays, and what CPython 3.14 makes of some texts.

usage: python3.14 make_cases.py OUTPUT_FILE

The output is deflated; each line is a JSON array: pattern, is text, flags, groups, code, [subject, start, end, match,
fullmatch, search, all]... A result is null or [start, end, lastindex or -1, start and end of each group...].
"""
import json
import random
import re
import sys
import warnings
import zlib
from re import _compiler, _parser

warnings.simplefilter("ignore")

FIXED = [
    r"", r"a", r"abc", r"a|b|c", r"(a|ab)(c|bcd)(d*)", r"(?:a|ab)*?c", r"(a*)*", r"(a*)+", r"(a|b)*", r"(?:(a)|b)*", r"(?:(a)|(b))*?c",
    r"(?:a?)*+b", r"(?:ab)*+a", r"(?:(a)|b?)*+c", r"(?>a+|b)c", r"(?>(a)|b)*c", r"a++b", r"a?+b", r"a{2,3}+b", r"(?:ab?){2,4}+b",
    r"(?=a)a", r"(?=(a+))\1b", r"(?!a)b", r"(?!(a)b)(a|b)", r"(?<=a)b", r"(?<!a)b", r"(?<=(a))b", r"(?<!ab|cd)e", r"(?<=ab|cd)e",
    r"(a)?(?(1)b|c)", r"(?:(a)|c)(?(1)b)", r"(a)?(b)?(?(2)c|(?(1)d|e))", r"(?P<x>a)(?P=x)", r"((a)(b)?)*", r"(?:(a)(b)?)*c",
    r"^a", r"(?m)^a$", r"a$", r"\Aab\Z", r"\ba\b", r"\Ba", r"\B", r"\b", r"(?m)^", r"(?m)$", r"$", r".*", r".*?", r"(?s).*a", r"(?s).*?b",
    r".*a.*b", r"\w+\s\w+", r"\d+\.\d*", r"[^\s\S]*a", r"[\s\S]*a", r"[^a]*a", r"[^a]*?a", r"[a-c]+d", r"[a-cx-z]{2,}", r"(\w+)\s*=\s*(\w*)",
    r"(?i)abc", r"(?i)[a-c]+", r"(?i)[^a-c]+", r"(?i)straße", r"(?i)k", r"(?i)\u212a", r"(?i)ſ", r"(?i)[k-s]+", r"(?i)(ä)\1", r"(?i)й[а-я]*",
    r"(?i)[\u0100-\u0200]+", r"(?i)[\U00010400-\U00010410]+", r"(?i)\U00010428", r"(?ia)k", r"(?ia)(k)\1", r"(?i)µ", r"(?i)İ", r"(?i)ǆ", r"(?i)θ",
    r"[\u0400-\u04ff]+", r"[\u0400-\u04ff\u1000-\u1010\u2000\u3000]+", r"[^\u0400-\u04ff\u1000-\u1010\u2000\u3000]+", r"[\U00010000-\U0010ffff]",
    r"\w+", r"\W+", r"\d+", r"\D+", r"\s+", r"\S+", r"(?a)\w+", r"(?a)\d+", r"(?a)\s+", r"(?a)\b\w", r"(?a)\W+",
    r"(a+)+b", r"(a|aa)+$", r"(?:a{2}){2}", r"(?:a{0,2}?){2}b", r"(?:(?:a|b){1,2}c){2,}", r"((?:a|b)*?)b", r"(a??)(a?)(a*)", r"(?:()|a)*", r"(?:a|())*b",
    r"(?:a(?=(b))b|c)*", r"(?:(a)(?!b)|b)*", r"((?>a|b)+)c", r"(?:(?=(a))a|b)*+c", r"(?:(a)b)*+(.)", r"(?:(a)|(b)|(c))+", r"(?:(a)|(b)|(c))+?c",
    r"x*", r"x*?", r"x??", r"(x*)", r"(?:x|y)*", r"a(?:b(?:c(?:d)?)?)?", r"(a(b(c)?)?)?d", r"[ab]*[bc]", r"[ab]*?[bc]", r"a*ab", r"a*?ab", r"(a*)ab",
    r"a{3}", r"a{,2}b", r"(?:ab){2,3}?c", r"(?:ab|a){2,3}?(?:b|c)", r"\n", r".\n?.", r"(?m)^.*$", r"(?m)(^a|b$)", r"foo|foobar|bar", r"(?:foo|f)(o|ob)?",
    r"aab|aac|ab", r"aabaab", r"abab", r"(ab)ab", r"ab(ab)", r"(?:)", r"(?:){3}", r"(?:a|b|)+c", r"\.|\*", r"[.*]", r"[]a]", r"[^]a]", r"[a\-c]",
    r"(\d+)-(\d+)", r"(?x) a b # c", r"\x41|\u0042", r"(a)(?<=\1)", r"(a)(b)(?<!\1\2)c", r"(?:(a)?b)*?\1c", r"(a)|\1b", r"(?!)", r"(?=)a",
]
FIXED_BYTES = [rb"a", rb"(?i)abc", rb"[\x80-\xff]+", rb"\w+", rb"(?L)\w+", rb"(?Li)abc", rb"(?Li)[a-c]+", rb"(?Li)(a)\1", rb"(?L)\b.", rb".*\xff", rb"[^\x00]*",
               rb"(?i)[^a]", rb"(ab|cd)*", rb"\s*\d+", rb"(?<=\xe4)b", rb"(?Li)[^a-c]\B", rb"abab", rb"\xff"]

ATOMS = ["a", "b", "c", "a", "b", ".", "[ab]", "[^a]", "[b-c]", r"\w", r"\b", "^", "$", "ab", "ba", "", r"\W", r"\s", "[^b ]", "é", "\u0436"]
QUANTIFIERS = ["*", "+", "?", "*?", "+?", "??", "{2}", "{1,2}", "{0,2}?", "{2,}", "*+", "++", "?+", "{1,2}+", "{1,}?"]


def generate(rng, depth, state):
    kind = rng.random()
    if depth == 0 or kind < 0.3:
        return rng.choice(ATOMS)
    sub = lambda: generate(rng, depth - 1, state)
    if kind < 0.5:
        return "".join(sub() for _ in range(rng.randint(1, 3)))
    if kind < 0.6:
        return "(?:" + "|".join(sub() for _ in range(rng.randint(2, 3))) + ")"
    if kind < 0.72:
        state[0] += 1
        mine = state[0]
        inner = sub()
        state[1].append(mine)
        return f"({inner})"
    if kind < 0.88:
        return f"(?:{sub()})" + rng.choice(QUANTIFIERS)
    if kind < 0.92:
        return rng.choice(["(?=", "(?!", "(?>", "(?<=", "(?<!"]) + sub() + ")"
    if kind < 0.96 and state[1]:
        return f"\\{rng.choice(state[1])}"
    if state[1]:
        return f"(?({rng.choice(state[1])}){sub()}|{sub()})"
    return sub() + "|" + sub()


def result(m):
    if m is None:
        return None
    spans = [x for g in range(1, m.re.groups + 1) for x in m.span(g)]
    return [m.start(), m.end(), m.lastindex or -1, *spans]


def case(pattern, flags, subjects):
    parsed = _parser.parse(pattern, flags)
    code = _compiler._code(parsed, flags)
    compiled = _compiler.compile(pattern, flags)
    rows = []
    for subject, start, end in subjects:
        if end is None:
            end = len(subject)
        rows.append([subject if isinstance(subject, str) else subject.decode("latin1"), start, end,
                     result(compiled.match(subject, start, end)), result(compiled.fullmatch(subject, start, end)),
                     result(compiled.search(subject, start, end)),
                     [result(m) for m in compiled.finditer(subject, start, end)]])
    text = pattern if isinstance(pattern, str) else pattern.decode("latin1")
    return [text, int(isinstance(pattern, str)), compiled.flags, compiled.groups, [int(c) for c in code], *rows]


TEXTS = ["", "a", "b", "ab", "abc", "aab", "aabb", "abcabc", "abab", "aaab", "bcd", "ababac", "a b\nab", "cab dab\n", "foobar foo", "x = 12.5, y=3",
         "aaaaaaaaaaab", "éa\u0436b c", "KkK\u212a\u017fsSß", "ǅ ǆǄ µμΜ θϑ İiı", "Ää ÄäÄ STRASSE straße", "йЙя Яабв", "\U00010400\U00010428\U00010410a", "ab\ncd\nae\n",
         "a\u2028b\u3000c", "١٢3", "_a9-z"]


def main(path):
    rng = random.Random(314)
    lines = []
    for pattern in FIXED:
        lines.append(case(pattern, 0, [(t, 0, None) for t in TEXTS] + [("abcabcab", 2, 6), ("aab\nab", 1, 4)]))
    for pattern in FIXED_BYTES:
        lines.append(case(pattern, 0, [(t, 0, None) for t in (b"", b"abcABC", b"\xe4b\xff\x80 12", b"ababab cd_", b"aa aA Ab", b"\n\x00x")]))
    while len(lines) < 3500:
        pattern = generate(rng, rng.randint(2, 5), [0, []])
        if not 3 <= len(pattern) <= 60:
            continue
        flags = rng.choice([0, 0, 0, re.I, re.M, re.S, re.A])
        subjects = []
        for _ in range(4):
            text = "".join(rng.choice("aaabbbc \né\u0436B") for _ in range(rng.randint(0, 9)))
            start = rng.choice([0, 0, rng.randint(0, len(text))])
            subjects.append((text, start, rng.choice([None, None, rng.randint(start, len(text))])))
        try:
            lines.append(case(pattern, flags, subjects))
        except re.error:
            pass
    data = "\n".join(json.dumps(line, separators=(",", ":")) for line in lines).encode()
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    with open(path, "wb") as file:
        file.write(packer.compress(data) + packer.flush())
    print(len(lines), "cases", len(data))


main(sys.argv[1])
