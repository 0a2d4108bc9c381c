"""Compressed files, made by gzip, zstd, xz, bzip2 and lz4, or their modules of Python: every reader has of them what it has of the texts in
them, and what is damaged never passes for whole."""

import bz2
import gzip
import json
import lzma
import random
import shutil
import subprocess
import unittest

from weir_command import CommandTest, wait_until, WEIR, ROOT, PATIENCE


def by(*command):
    return lambda data: subprocess.run(command, input=data, capture_output=True, check=True).stdout


PROGRAMS = {
    "gzip": by("gzip", "-c"),
    "gzip of Python": gzip.compress,
    "zstd": by("zstd", "-c", "-q"),
    "zstd, with a long window": by("zstd", "-c", "-q", "--long=27"),
    "zstd, in parts": by("zstd", "-c", "-q", "-T2", "-B1KB"),
    "xz": by("xz", "-c"),
    "xz of Python": lzma.compress,
    "xz, with blocks": by("xz", "-c", "--block-size=1000", "-T2"),
    "bzip2": by("bzip2", "-c"),
    "bzip2 of Python": bz2.compress,
    "lz4": by("lz4", "-c", "-q"),
    "lz4, with linked blocks": by("lz4", "-c", "-q", "-BD", "-B4"),
}
if not all(map(shutil.which, ("zstd", "xz", "bzip2", "lz4"))):
    raise SystemExit(77)

TEXT = "".join(f"line {i} of words {i * i}\n" for i in range(3000)).encode()
CSV = ("id,name,share\n" + "".join(f"{i},name {i % 17},{i / 8}\n" for i in range(4000))).encode()
JSONL = "".join(json.dumps({"id": i, "user": {"name": f"n{i % 13}"}}) + "\n" for i in range(3000)).encode()

# By the kind: what it reads, and the params and stages behind it.
READERS = {
    "text.read": (TEXT, "{paths: [PATH]}", "- {name: count, kind: words.count, inputs: [in]}\n  - {name: last, kind: words.top, inputs: [count]}"),
    "lines.read": (TEXT, "{paths: [PATH], number: true, slice_size: 1KiB}", "- {name: last, kind: rows.where, inputs: [in], params: {that: number > 5}}"),
    "csv.read": (CSV, "{paths: [PATH], columns: {id: int, share: float, name: text}}", "- {name: last, kind: rows.where, inputs: [in], params: {that: id >= 0}}"),
    "jsonl.read": (JSONL, "{paths: [PATH], columns: {id: int, user.name: text}}", "- {name: last, kind: rows.where, inputs: [in], params: {that: id >= 0}}"),
}
OUT = "- {name: out, kind: table.write, inputs: [last], params: {format: csv}}\n"


class CompressedTest(CommandTest):
    def pipeline(self, kind, path, params=None):
        _, usual, stages = READERS[kind]
        text = f"stages:\n  - {{name: in, kind: {kind}, params: {(params or usual).replace('PATH', repr(str(path)))}}}\n  {stages}\n  {OUT}"
        return self.file("pipeline.yaml", text)

    def run_bytes(self, config, stdin=None):
        return subprocess.run([WEIR, "run", "-q", config], input=stdin, stdin=None if stdin else subprocess.DEVNULL, capture_output=True, cwd=ROOT,
                              timeout=PATIENCE, check=False)

    def expected(self, kind, params=None):
        result = self.run_bytes(self.pipeline(kind, self.file("plain", READERS[kind][0]), params))
        self.assertEqual((0, b""), (result.returncode, result.stderr))
        return result.stdout

    def test_every_reader_reads_what_every_program_compresses_from_a_file_and_from_a_pipe(self):
        for kind, (content, _, _) in READERS.items():
            expected = self.expected(kind)
            for name, compress in PROGRAMS.items():
                with self.subTest(kind=kind, program=name):
                    packed = compress(content)
                    for result in (self.run_bytes(self.pipeline(kind, self.file("packed", packed))), self.run_bytes(self.pipeline(kind, "-"), packed)):
                        self.assertEqual((0, expected, b""), (result.returncode, result.stdout, result.stderr))

    def test_columns_that_nobody_names_are_those_that_the_file_shows(self):
        for kind in ("csv.read", "jsonl.read"):
            expected = self.expected(kind, "{paths: [PATH]}")
            for name, compress in PROGRAMS.items():
                with self.subTest(kind=kind, program=name):
                    result = self.run_bytes(self.pipeline(kind, self.file("packed", compress(READERS[kind][0])), "{paths: [PATH]}"))
                    self.assertEqual((0, expected, b""), (result.returncode, result.stdout, result.stderr))

    def test_text_read_each_and_the_table_of_rows_lookup_do_so_too(self):
        rates = self.file("rates.csv.gz", gzip.compress(b"id,rate\n1,10\n2,20\n"))
        orders = self.file("orders", bz2.compress(b"id\n2\n1\n"))
        config = self.file("lookup.yaml", f"""
stages:
  - {{name: in, kind: csv.read, params: {{paths: [{orders}]}}}}
  - {{name: last, kind: rows.lookup, inputs: [in], params: {{table: {rates}, on: id}}}}
  {OUT}""")
        self.assertEqual(b"id,rate\n2,20\n1,10\n", self.run_bytes(config).stdout)
        config = self.file("each.yaml", f"""
stages:
  - {{name: paths, kind: text.paths, params: {{paths: [{rates}, {orders}]}}}}
  - {{name: in, kind: text.read_each, inputs: [paths]}}
  - {{name: count, kind: words.count, inputs: [in], params: {{normalize: none}}}}
  - {{name: last, kind: words.top, inputs: [count]}}
  {OUT}""")
        self.assertEqual({"id,rate": "1", "1,10": "1", "2,20": "1", "id": "1", "2": "1", "1": "1"},
                         dict(line.replace('"', "").rsplit(",", 1) for line in self.run_bytes(config).stdout.decode().splitlines()[1:]))

    def test_members_one_after_another_are_one_text_with_zeros_behind_them_or_not(self):
        expected = self.expected("lines.read")
        config = self.pipeline("lines.read", self.folder / "packed")
        cuts = [0, 1, 700, 701, 5000, len(TEXT)]
        parts = [TEXT[a:b] for a, b in zip([0, *cuts], [*cuts, len(TEXT)])]
        for name, compress in PROGRAMS.items():
            for padding in (b"", bytes(4), bytes(70000)):
                with self.subTest(program=name, zeros=len(padding)):
                    self.file("packed", b"".join(map(compress, parts)) + padding)
                    result = self.run_bytes(config)
                    self.assertEqual((0, expected, b""), (result.returncode, result.stdout, result.stderr))
        with self.subTest("of all programs"):
            self.file("packed", b"".join(compress(part) for part, compress in zip(parts, PROGRAMS.values())))
            self.assertEqual(expected, self.run_bytes(config).stdout)
        with self.subTest("of thousands of gzips, some of nothing"):
            self.file("packed", b"".join(gzip.compress(line) + gzip.compress(b"") for line in TEXT.splitlines(keepends=True)))
            self.assertEqual(expected, self.run_bytes(config).stdout)

    def test_something_else_behind_the_members_is_an_error_behind_all_that_they_hold(self):
        for name, compress in PROGRAMS.items():
            packed = compress(b"one\ntwo\n")
            for rest in (b"x", bytes(9) + b"more of it", b"\x1f\x8b"):
                with self.subTest(program=name, rest=rest):
                    path = self.file("packed", packed + rest)
                    result = self.run_bytes(self.pipeline("lines.read", path, "{paths: [PATH], number: true}"))
                    at = len(packed) + len(rest) - len(rest.lstrip(b"\0"))
                    self.assertEqual((1, f"weir: error: stage 'in', replica 0: cannot read '{path}': behind its byte {at}, where what "
                                      f"{name.split()[0].rstrip(',')} has compressed ends, there is something else; take that away, or get the file again\n"),
                                     (result.returncode, result.stderr.decode()))

    def test_what_came_before_a_cut_is_read_up_to_its_last_whole_line_and_the_place_is_named(self):
        for name, compress in {"gzip": gzip.compress, "bzip2": bz2.compress, "xz": lzma.compress, "zstd": PROGRAMS["zstd"],
                               "lz4": PROGRAMS["lz4"]}.items():
            first = compress(TEXT)
            cut = first + compress(b"more\n" * 10)[:-3]
            path = self.file("packed", cut)
            for size in ("1KiB", "10KiB", "1MiB"):
                with self.subTest(program=name, slice_size=size):
                    report = self.folder / "report.json"
                    config = self.pipeline("lines.read", path, f"{{paths: [PATH], on_unreadable: skip, slice_size: {size}, number: true}}")
                    result = self.weir("run", "-q", config, "--report", report, text=False)
                    lines = result.stdout.decode().splitlines()[1:]
                    self.assertEqual(1, result.returncode)
                    all_lines = (TEXT + b"more\n" * 10).decode().splitlines()
                    self.assertEqual(lines, [f"{line},{i}" for i, line in enumerate(all_lines[:len(lines) + 5], 1) if i > 5])
                    self.assertGreaterEqual(len(lines) + 5, 3000)
                    [line] = json.loads(report.read_text())["stages"][0]["missing"]
                    self.assertEqual(f"cannot read '{path}': it is cut short: it ends with its byte {len(cut)}, in the middle of what {name} has "
                                     "compressed; get all of it; the rest of it skipped", line)

    def test_a_file_that_is_cut_or_damaged_anywhere_never_passes_for_whole(self):
        chance = random.Random(11)
        content = "".join(f"{chance.random()} {i}\n" for i in range(400)).encode()
        for name, suffix in {"gzip": "gz", "zstd": "zst", "xz": "xz", "bzip2": "bz2", "lz4": "lz4"}.items():
            packed = PROGRAMS[name](content)
            damaged = [packed[:size] for size in [*range(5), *(chance.randrange(len(packed)) for _ in range(4)), len(packed) - 1]]
            for _ in range(6):
                at = chance.randrange(14 if suffix == "bz2" else 6, len(packed))  # behind the signature, without which it is text
                damaged.append(packed[:at] + bytes([packed[at] ^ (1 << chance.randrange(8))]) + packed[at + 1:])
                damaged.append(packed[:at] + chance.randbytes(3) + packed[at + 3:])
            config = self.pipeline("lines.read", self.folder / f"packed.{suffix}", "{paths: [PATH]}")
            config = self.file("plain.yaml", (self.folder / "pipeline.yaml").read_text().replace("that: number > 5", "that: length(line) >= 0"))
            for bytes_ in damaged:
                with self.subTest(program=name, hex=bytes_.hex()[:80], size=len(bytes_)):
                    self.file(f"packed.{suffix}", bytes_)
                    result = self.run_bytes(config)
                    if result.returncode == 0:
                        self.assertEqual(b"line\n" + content, result.stdout)
                    else:
                        self.assertEqual(1, result.returncode)
                        self.assertIn(f"packed.{suffix}': ", result.stderr.decode())

    def test_a_frame_that_takes_more_memory_than_is_allowed_is_refused(self):
        packed = subprocess.run(["zstd", "-c", "-q", "--long=30"], input=TEXT, capture_output=True, check=True).stdout
        path = self.file("packed", packed)
        result = self.run_bytes(self.pipeline("lines.read", path))
        self.assertEqual(1, result.returncode)
        self.assertIn("it takes more than the 128 MiB of memory that are allowed; read it through a pipe, as '-': zstd -dc --long=31 FILE | weir run ...",
                      result.stderr.decode())

    def test_lines_of_a_compressed_pipe_come_as_they_are_flushed(self):
        import zlib
        config = self.file("live.yaml", "stages:\n  - {name: in, kind: lines.read, params: {paths: ['-']}}\n"
                           "  - {name: out, kind: table.write, inputs: [in], params: {format: csv}}\n")
        with open(self.folder / "out", "wb") as out:
            process = subprocess.Popen([WEIR, "run", "-q", config], stdin=subprocess.PIPE, stdout=out, stderr=subprocess.PIPE, cwd=ROOT)
        self.addCleanup(process.kill)
        packer = zlib.compressobj(wbits=31)
        for line in (b"one\n", b"two\n"):
            process.stdin.write(packer.compress(line) + packer.flush(zlib.Z_SYNC_FLUSH))
            process.stdin.flush()
            wait_until(lambda line=line: (self.folder / "out").read_bytes().endswith(line))
        _, error = process.communicate(packer.flush(), timeout=PATIENCE)
        self.assertEqual((0, b"", b"line\none\ntwo\n"), (process.returncode, error, (self.folder / "out").read_bytes()))

    def test_an_archive_in_a_compressed_file_is_refused_and_so_is_a_text_that_is_not_utf8(self):
        for content, form in ((b"PK\x03\x04 and so on", "a zip archive"), ("wide".encode("utf-16"), "UTF-16 and not UTF-8")):
            result = self.run_bytes(self.pipeline("lines.read", self.file("packed.gz", gzip.compress(content))))
            self.assertEqual(1, result.returncode)
            self.assertIn(f"it is {form}; ", result.stderr.decode())

    def test_a_byte_order_mark_in_a_compressed_file_is_not_part_of_the_text(self):
        result = self.run_bytes(self.pipeline("csv.read", self.file("packed", gzip.compress(b"\xef\xbb\xbfid\n7\n")), "{paths: [PATH]}"))
        self.assertEqual(b"id\n7\n", result.stdout)


if __name__ == "__main__":
    unittest.main()
