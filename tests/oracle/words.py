"""Counts of words: random texts, beside str.split and a Counter."""

import collections
import json

# White space of ASCII and of Unicode, letters whose lower case is more than one character or depends on the place, combining marks, digits,
# emoji, what has no case, and what looks like white space and is none.
SPACES = [" ", "\n", "\t", "\r\n", "\v", "\f", "\x1c", "\x85", "\xa0", "\u2003", "\u3000", "\u2028"]
CHARACTERS = list("abcXYZ019.,'-_") + ["é", "É", "ß", "ẞ", "Σ", "σ", "ς", "İ", "ı", "Ǆ", "ǅ", "ﬃ", "e\u0301", "Ω", "中", "漢", "한", "अ", "ा", "😀",
                                     "𝔘", "𐐀", "\u200b", "\u00ad", "\x00", "\x7f", "ª", "²", "Ⅷ", "٣"]
# Not UTF-8: a lone continuation, an overlong form, a surrogate, a sequence cut short, what is beyond U+10FFFF, bytes that never occur.
INVALID = [b"\x80", b"\xc0\xaf", b"\xed\xa0\x80", b"\xe2\x82", b"\xf4\x90\x80\x80", b"\xff", b"\xf0\x9f\x98"]


def random_word(dice):
    length = dice.choice([1, 2, 3, 5, 8, 15, 16, 17, 33, 400])
    return b"".join(dice.choice(INVALID) if dice.random() < 0.02 else dice.choice(CHARACTERS).encode() for _ in range(length))


def random_text(dice):
    vocabulary = [random_word(dice) for _ in range(dice.choice([1, 10, 300]))]
    space = [dice.choice(SPACES).encode() for _ in range(dice.randint(1, 4))]
    pieces = []
    for _ in range(dice.choice([0, 1, 50, 2000, 20000])):
        pieces += [dice.choice(vocabulary), *(dice.choice(space) for _ in range(dice.choice([0, 1, 1, 1, 2])))]
    return b"".join(pieces)


def words_of(data, normalize):
    if normalize == "none":
        return [word.encode("utf-8", "surrogateescape") for word in data.decode("utf-8", "surrogateescape").split()]
    words = data.decode("utf-8", "replace").split()
    if normalize == "letters":
        words = ["".join(c.lower() for c in word if c.isalpha()) for word in words]
    else:
        words = ["".join(c.lower() for c in word) for word in words]
    return [word.encode() for word in words if word]


def most_common(texts, normalize, limit):
    counts = collections.Counter(word for text in texts for word in words_of(text, normalize))
    return sorted(counts.items(), key=lambda entry: (-entry[1], entry[0]))[:limit]


def rows_of(path):
    """As written by format: tsv."""
    escapes = {b"t": b"\t", b"n": b"\n", b"r": b"\r", b"\\": b"\\"}
    for line in path.read_bytes().split(b"\n")[1:-1]:
        word, count = line.rsplit(b"\t", 1)
        parts = word.split(b"\\")
        plain, at = [parts[0]], 1
        while at < len(parts):
            if parts[at] == b"":  # \\ and then plain text
                plain.append(b"\\" + parts[at + 1])
                at += 2
            else:
                plain.append(escapes[parts[at][:1]] + parts[at][1:])
                at += 1
        yield b"".join(plain), int(count)


def draw(dice, folder):
    texts = [random_text(dice) for _ in range(dice.choice([1, 1, 2, 7]))]
    paths = [folder / f"text{i}" for i in range(len(texts))]
    for path, text in zip(paths, texts):
        path.write_bytes(text)
    normalize = dice.choice(["letters", "lower", "none"])
    limit = dice.choice([None, None, 1, 20])
    out = folder / "words.tsv"
    config = f"""
pipeline: words
workers: {dice.choice([1, 2, 5])}
stages:
  - {{name: text, kind: text.read, params: {{paths: {json.dumps([str(path) for path in paths])}, slice_size: {dice.choice(['1KiB', '20000B', '128KiB'])}}}}}
  - {{name: count, kind: words.count, inputs: [text], replicas: {dice.choice([1, 2, 7])}, queue_depth: {dice.choice([1, 2, 16])}, params: {{normalize: {normalize}}}}}
  - {{name: top, kind: words.top, inputs: [count]{f', params: {{limit: {limit}}}' if limit else ''}}}
  - {{name: out, kind: table.write, inputs: [top], params: {{path: {json.dumps(str(out))}, format: tsv}}}}
"""

    def check():
        ours, expected = list(rows_of(out)), most_common(texts, normalize, limit)
        if ours == expected:
            return None
        for i, (our, their) in enumerate(zip(ours, expected)):
            if our != their:
                return f"row {i} is {our}, Python has {their}"
        return f"{len(ours)} rows, Python has {len(expected)}"

    return config, check
