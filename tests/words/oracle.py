"""What Python itself says, for the tests of words.count to compare with.

oracle.py count letters|lower|none FILE...
    Writes one line with the number of sequences that are not UTF-8, then a line `COUNT WORD` for each distinct word. Each file is a text of
    its own: its end ends a word.
oracle.py unassigned
    Writes a byte, '1' or '0', for each code point: whether Python's Unicode data leave it unassigned.
"""

import codecs
import collections
import sys
import unicodedata


def normalize(mode, word):
    if mode == "letters":
        return "".join(c.lower() for c in word if c.isalpha())
    if mode == "lower":
        return "".join(c.lower() for c in word)
    return word


def count(mode, paths):
    invalid = 0

    def replace(error):
        nonlocal invalid
        invalid += 1
        return ("\ufffd", error.end)

    codecs.register_error("count", replace)
    counts = collections.Counter()
    for path in paths:
        with open(path, "rb") as file:
            data = file.read()
        text = data.decode("utf-8", "count")
        if mode == "none":
            text = data.decode("utf-8", "surrogateescape")
        counts.update(word for word in (normalize(mode, w) for w in text.split()) if word)
    out = sys.stdout.buffer
    out.write(b"%d\n" % invalid)
    for word, n in counts.items():
        out.write(b"%d %s\n" % (n, word.encode("utf-8", "surrogateescape")))


def unassigned():
    sys.stdout.write("".join("1" if unicodedata.category(chr(c)) == "Cn" else "0" for c in range(0x110000)))


if sys.argv[1] == "count":
    count(sys.argv[2], sys.argv[3:])
else:
    unassigned()
