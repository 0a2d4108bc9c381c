"""Every file of configs/ runs unchanged, with the right result."""

import collections
import csv
import datetime
import hashlib
import json
import re
import struct
import unittest

from weir_command import ROOT, CommandTest


def letters_of(word):
    return "".join(c.lower() for c in word if c.isalpha())


def book():
    return (ROOT / "data/book.txt").read_bytes().decode("utf-8", "surrogateescape").split()


def most_common(words, limit):
    counts = collections.Counter(word for word in words if word)
    return sorted(counts.items(), key=lambda entry: (-entry[1], entry[0].encode()))[:limit]


def npy(rows):
    """A matrix of f64 as NumPy writes it."""
    head = f"{{'descr': '<f8', 'fortran_order': False, 'shape': ({len(rows)}, {len(rows[0])}), }}".encode()
    head += b" " * (-(len(head) + 11) % 64) + b"\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(head)) + head + b"".join(struct.pack(f"<{len(row)}d", *row) for row in rows)


class ConfigsTest(CommandTest):
    def run_config(self, name, *overrides):
        sets = [arg for override in overrides for arg in ("--set", override)]
        result = self.weir("run", f"configs/{name}.yaml", *sets)
        self.assert_exit(0, result)
        self.assertIn("busiest stage", result.stderr)
        return result.stdout

    def test_primes(self):
        # The values of π(n): https://oeis.org/A006880
        self.assertEqual(["count", "5761455"], self.run_config("primes").split())
        self.assertEqual(["count", "78498"], self.run_config("primes", "segments.params.to=1000000").split())

    def test_word_count(self):
        rows = [line.split() for line in self.run_config("word_count").splitlines()]
        self.assertEqual(["word", "count"], rows[0])
        self.assertEqual([[word, str(count)] for word, count in most_common(map(letters_of, book()), 20)], rows[1:])

    def test_orders(self):
        with open(ROOT / "data/orders.csv", newline="", encoding="utf-8") as file:
            orders = [row for row in csv.DictReader(file) if float(row["amount"]) > 100 and row["currency"] in ("NZD", "EUR", "DKK")]
        expected = [[row["id"], *row["customer"].split(), row["amount"], f"{round(float(row['amount']) * 0.15, 2):g}"] for row in orders]
        self.assertEqual(3, len(expected))
        self.assertEqual([["id", "customer", "amount", "tax"], *expected], [line.split() for line in self.run_config("orders").splitlines()])

    def test_web_log(self):
        pattern = re.compile(r'(\S+) (\S+) (\S+) \[(.*?)\] "(\S+) (\S+) (\S+)" (\d+) (\S+) "((?:[^"\\]|\\.)*)" "((?:[^"\\]|\\.)*)"')
        found = [pattern.fullmatch(line).groups() for line in (ROOT / "data/web.log").read_text().splitlines()]
        failing = [(path, f"{datetime.datetime.strptime(at, '%d/%b/%Y:%H:%M:%S %z'):%Y-%m-%dT%H:%M:%SZ}")
                   for _, _, _, at, _, path, _, status, _, _, _ in found if int(status) >= 500]
        self.assertGreater(len(failing), 5)
        pages = {path: [last for p, last in failing if p == path] for path, _ in failing}
        expected = sorted(([path, str(len(times)), max(times)] for path, times in pages.items()), key=lambda row: (-int(row[1]), row[0]))[:10]
        self.assertEqual([["path", "failed", "last"], *expected], [line.split() for line in self.run_config("web_log").splitlines()])

    def test_checksums(self):
        expected = [[hashlib.sha256(path.read_bytes()).hexdigest(), str(path.relative_to(ROOT))]
                    for path in sorted((ROOT / "data").iterdir(), key=lambda path: bytes(path))]
        self.assertEqual([["sha256", "path"], *expected], [line.split() for line in self.run_config("checksums").splitlines()])

    def test_events(self):
        events = [json.loads(line) for line in (ROOT / "data/events.jsonl").read_text(encoding="utf-8").splitlines()]
        expected = [{key: event[key] for key in ("id", "at", "kind", "user", "amount")} for event in events
                    if event["kind"] == "buy" and event["amount"] > 50 and event["user"]["country"] is not None]
        self.assertGreater(len(expected), 5)
        self.assertEqual(expected, [json.loads(line) for line in self.run_config("events", "out.params.format=jsonl").splitlines()])

    def test_matmul(self):
        head, row = (line.split() for line in self.run_config("matmul").splitlines())
        self.assertEqual(["rows", "cols", "type"], head[:3])
        self.assertEqual(["1500", "1400", "f64"], row[:3])

    def test_matmul_of_files_is_exact_for_whole_numbers(self):
        a = [[(7 * i + 3 * k) % 19 - 9 for k in range(40)] for i in range(300)]
        b = [[(5 * k + 11 * j) % 23 - 11 for j in range(30)] for k in range(40)]
        total = sum(sum(x * y for x, y in zip(row, column)) for row in a for column in zip(*b))
        out = self.run_config("matmul", f"blocks.params.a={{path: {self.file('a.npy', npy(a))}}}",
                              f"blocks.params.b={{path: {self.file('b.npy', npy(b))}}}", "blocks.params.threshold=1", "blocks.params.block_rows=7")
        head, row = (line.split() for line in out.splitlines())
        values = dict(zip(head, row))
        self.assertEqual(("300", "30", total), (values["rows"], values["cols"], float(values["sum"])))

    def test_diamond(self):
        rows = [tuple(line.split("\t")) for line in self.run_config("diamond").splitlines()]
        expected = most_common(map(letters_of, book()), 3) + most_common(book(), 3)
        self.assertEqual(("word", "count"), rows[0])
        self.assertEqual(sorted((word, str(count)) for word, count in expected), sorted(rows[1:]))

    def test_ordered(self):
        sieve = bytearray([1]) * 10_000_000
        sieve[0] = sieve[1] = 0
        for n in range(2, 3163):
            if sieve[n]:
                sieve[n * n::n] = bytes(len(range(n * n, len(sieve), n)))
        step = 1_000_000
        expected = [f"{low},{low + step - 1},{sum(sieve[low:low + step])}" for low in range(0, len(sieve), step)]
        self.assertEqual(["from,to,count", *expected], self.run_config("ordered").splitlines())

    def test_every_file_opens_with_a_comment_and_is_tested_here(self):
        files = {path.stem: path for path in (ROOT / "configs").iterdir()}
        tested = {name.removeprefix("test_") for name in dir(self) if name.startswith("test_")}
        self.assertLessEqual(set(files), tested)
        for name, path in files.items():
            with self.subTest(name):
                self.assertTrue(path.read_text().startswith("# "))
                self.assert_exit(0, self.weir("check", path))


if __name__ == "__main__":
    unittest.main()
