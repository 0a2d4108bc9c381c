"""What is written compressed is read by gzip, zstd, xz, bzip2, lz4 and Python as what would have been written uncompressed; it is whole or
not there."""

import bz2
import gzip
import lzma
import shutil
import subprocess
import unittest

from weir_command import CommandTest, PATIENCE, ROOT, WEIR

if not all(map(shutil.which, ("zstd", "xz", "bzip2", "lz4"))):
    raise SystemExit(77)

FORMS = {"gz": "gzip", "zst": "zstd", "xz": "xz", "bz2": "bzip2", "lz4": "lz4"}
MODULES = {"gz": gzip, "xz": lzma, "bz2": bz2}
LEVELS = {"gz": (1, 6, 9), "zst": (1, 3, 19), "xz": (0, 1, 6), "bz2": (1, 9), "lz4": (1, 12)}

PRIMES = """
stages:
  - {name: segments, kind: primes.segments, params: {from: 0, to: TO, segment_size: 100000}}
  - {name: sieve, kind: primes.sieve, inputs: [segments], replicas: 2, ordered: true, params: {emit: primes}}
  - {name: out, kind: primes.write, inputs: [sieve], params: PARAMS}
"""
TABLE = """
stages:
  - {name: in, kind: csv.read, params: {paths: [INPUT]}}
  - {name: out, kind: table.write, inputs: [in], params: PARAMS}
"""


class CompressedOutputTest(CommandTest):
    def setUp(self):
        super().setUp()
        self.table = "id,name\n" + "".join(f"{i},the name of {i * 7 % 1009}\n" for i in range(60_000))
        self.input = self.file("input.csv", self.table)

    def run_weir(self, template, params, *options, to=20_000_000):
        config = self.file("pipeline.yaml", template.replace("PARAMS", params).replace("INPUT", self.input).replace("TO", str(to)))
        return subprocess.run([WEIR, "run", "-q", config, *options], stdin=subprocess.DEVNULL, capture_output=True, cwd=ROOT, timeout=PATIENCE, check=False)

    def unpacked(self, path, suffix):
        return subprocess.run([FORMS[suffix], "-dc", path], capture_output=True, check=True).stdout

    def test_the_name_says_how_and_the_programs_read_it(self):
        for suffix in FORMS:
            path = self.folder / f"out.csv.{suffix}"
            result = self.run_weir(TABLE, f"{{path: {path}, format: csv}}")
            with self.subTest(suffix):
                self.assertEqual((0, b""), (result.returncode, result.stderr))
                self.assertLess(path.stat().st_size, len(self.table) // 2)
                self.assertEqual(self.table, self.unpacked(path, suffix).decode())
                if suffix in MODULES:
                    self.assertEqual(self.table.encode(), MODULES[suffix].open(path).read())

    def test_many_members_are_the_same_bytes_with_any_number_of_workers(self):
        self.assertEqual(0, self.run_weir(PRIMES, f"{{path: {self.folder}/primes.txt}}").returncode)
        plain = (self.folder / "primes.txt").read_bytes()
        for suffix in ("gz", "zst", "lz4"):
            seen = set()
            for workers in ("1", "2", "5"):
                path = self.folder / f"primes.{suffix}"
                result = self.run_weir(PRIMES, f"{{path: {path}}}", "--workers", workers)
                self.assertEqual((0, b""), (result.returncode, result.stderr))
                seen.add(path.read_bytes())
            with self.subTest(suffix):
                self.assertEqual(1, len(seen))
                self.assertEqual(plain, self.unpacked(path, suffix))

    def test_levels_are_those_of_the_programs(self):
        for suffix, levels in LEVELS.items():
            for level in levels:
                with self.subTest(suffix=suffix, level=level):
                    path = self.folder / f"out.{suffix}"
                    result = self.run_weir(TABLE, f"{{path: {path}, format: csv, level: {level}}}")
                    self.assertEqual((0, b""), (result.returncode, result.stderr))
                    self.assertEqual(self.table, self.unpacked(path, suffix).decode())

    def test_compress_says_it_for_the_standard_output_and_against_the_name(self):
        for suffix, name in FORMS.items():
            with self.subTest(name):
                result = self.run_weir(TABLE, f"{{path: '-', format: csv, compress: {name}}}")
                path = self.file(f"got.{suffix}", result.stdout)
                self.assertEqual(self.table, self.unpacked(path, suffix).decode())
        path = self.folder / "plain.gz"
        self.assertEqual(0, self.run_weir(TABLE, f"{{path: {path}, format: csv, compress: none}}").returncode)
        self.assertEqual(self.table, path.read_text())

    def test_nothing_is_a_member_too(self):
        for suffix in FORMS:
            with self.subTest(suffix):
                path = self.folder / f"none.{suffix}"
                self.assertEqual(0, self.run_weir(PRIMES, f"{{path: {path}}}", to=1).returncode)
                self.assertGreater(path.stat().st_size, 0)
                self.assertEqual(b"", self.unpacked(path, suffix))

    def test_weir_reads_what_it_has_written(self):
        for suffix in FORMS:
            path = self.folder / f"out.csv.{suffix}"
            self.assertEqual(0, self.run_weir(TABLE, f"{{path: {path}, format: csv}}").returncode)
            config = self.file("again.yaml", TABLE.replace("INPUT", str(path)).replace("PARAMS", "{format: csv}"))
            with self.subTest(suffix):
                self.assertEqual(self.table, self.weir("run", "-q", config).stdout)

    def test_a_run_that_fails_leaves_no_file(self):
        self.input = self.file("bad.csv", self.table + "no number at all\n")
        path = self.folder / "out.csv.gz"
        self.assertEqual(1, self.run_weir(TABLE, f"{{path: {path}, format: csv}}").returncode)
        self.assertFalse(path.exists())

    def test_what_makes_no_sense_is_an_error_of_the_config(self):
        for template, params, message in (
                (TABLE, "{path: out.csv, level: 3}", "param 'level': nothing is compressed; say how by compress, or take the level away"),
                (TABLE, "{path: out.csv.gz, level: 10}", "param 'level': gzip has no level 10; choose one from 1 to 9"),
                (TABLE, "{path: out.csv, compress: zstd, level: 0}", "param 'level': zstd has no level 0; choose one from 1 to 19"),
                (TABLE, "{path: out.csv, compress: zip}", "param 'compress': expected auto, none, gzip, zstd, xz, bzip2 or lz4, found 'zip'"),
                (PRIMES, "{path: p.npy.gz, format: npy}", "param 'path': an .npy file says first how many numbers it has, which is known last, and "
                 "what is compressed cannot go back; write it uncompressed, by compress: none or another name")):
            with self.subTest(params):
                config = self.file("bad.yaml", template.replace("PARAMS", params).replace("INPUT", self.input).replace("TO", "100"))
                result = self.weir("check", config)
                self.assert_exit(2, result)
                self.assertIn(message, result.stderr)


if __name__ == "__main__":
    unittest.main()
