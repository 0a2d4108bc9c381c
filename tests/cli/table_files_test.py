"""`table.write` with columns in its path: one file for each value, all of them or none."""

import collections
import csv
import gzip
import io
import os
import random
import resource
import signal
import subprocess
import unittest

from weir_command import WEIR, CommandTest, wait_until

SPLIT = """
pipeline: split
stages:
  - {name: in, kind: csv.read, params: {paths: [INPUT], columns: {key: text, n: int, day: text}}}
  - {name: out, kind: table.write, inputs: [in], params: {path: 'PATH', format: FORMAT}}
"""


class TableFilesTest(CommandTest):
    def config(self, rows, path="out/{key}.csv", form="csv", more=""):
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows([("key", "n", "day"), *rows])
        given = self.file("in.csv", text.getvalue())
        config = SPLIT.replace("INPUT", given).replace("PATH", str(self.folder / path)).replace("FORMAT", form + more)
        return self.file("split.yaml", config)

    def split(self, rows, *args, **options):
        return self.weir("run", "-q", self.config(rows, *args, **options))

    def files(self, folder="out"):
        base = self.folder / folder
        return {str(path.relative_to(base)): path.read_bytes() for path in base.rglob("*") if path.is_file()} if base.exists() else {}

    def assert_nothing_left(self):
        self.assertEqual({"in.csv", "split.yaml"}, set(os.listdir(self.folder)))

    def test_each_row_is_in_the_file_of_its_values_in_its_order(self):
        rng = random.Random(5)
        keys = [f"key {n} \N{SNOWMAN}" for n in range(5000)]
        rows = [(rng.choice(keys), n, f"2026-01-{rng.randrange(1, 4):02}") for n in range(100_000)]
        expected = collections.defaultdict(lambda: "key,n,day\n")
        for key, n, day in rows:
            expected[f"{day}/{key}.csv"] += f"{key},{n},{day}\n"
        self.assert_exit(0, self.split(rows, "out/{day}/{key}.csv", more=", sync: false, max_files: 20000"))
        self.assertEqual({name: text.encode() for name, text in expected.items()}, self.files())

    def test_values_are_names_whatever_is_in_them(self):
        hostile = ["../up", "a/b", "..", ".", "/", "%2F", "new\nline", "-rf", "*", "~", "a" * 240, "..."]
        self.assert_exit(0, self.split([(key, 1, "x") for key in hostile]))
        self.assertEqual(len(hostile), len(self.files()))
        self.assertEqual({"in.csv", "split.yaml", "out"}, set(os.listdir(self.folder)))
        self.assertEqual(set(hostile), {next(csv.reader(io.StringIO(text.decode().split("\n", 1)[1])))[0] for text in self.files().values()})

    def test_a_value_that_makes_no_name_ends_the_run_and_nothing_is_left(self):
        for key, why in [("", "in.csv:3"), ("b" * 300, "File name too long")]:
            with self.subTest(why):
                result = self.split([("a", 1, "x"), (key, 2, "x")])
                self.assert_exit(1, result)
                self.assertIn(why, result.stderr)
                self.assert_nothing_left()

    def test_a_run_that_fails_leaves_files_that_are_there_as_they_were(self):
        (self.folder / "out").mkdir()
        (self.folder / "out" / "a.csv").write_text("old")
        self.assert_exit(1, self.split([*(("a", n, "x") for n in range(100_000)), ("b", "none", "x")]))
        self.assertEqual({"a.csv": b"old"}, self.files())
        self.assert_exit(0, self.split([("a", 1, "x")]))
        self.assertEqual({"a.csv": b"key,n,day\na,1,x\n"}, self.files())

    def test_no_more_than_a_few_files_are_open(self):
        config = self.config([(str(n), n, "x") for n in range(2000)], more=", sync: false")
        limit = lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
        result = subprocess.run([WEIR, "run", "-q", config], preexec_fn=limit, capture_output=True, text=True, check=False)
        self.assertEqual((0, ""), (result.returncode, result.stderr))
        self.assertEqual(2000, len(self.files()))

    def test_more_files_than_allowed_are_an_error(self):
        result = self.split([(str(n), n, "x") for n in range(11)], more=", max_files: 10")
        self.assert_exit(1, result)
        self.assertIn("there are 10 files already; allow more with max_files", result.stderr)
        self.assert_nothing_left()

    def test_other_formats_and_compression(self):
        rows = [("a", 1, "x"), ("b", 2, "y"), ("a", 3, "z")]
        self.assert_exit(0, self.split(rows, "out/{key}.jsonl.gz", "jsonl"))
        files = {name: gzip.decompress(text) for name, text in self.files().items()}
        self.assertEqual({"a.jsonl.gz": b'{"key":"a","n":1,"day":"x"}\n{"key":"a","n":3,"day":"z"}\n',
                          "b.jsonl.gz": b'{"key":"b","n":2,"day":"y"}\n'}, files)

    def test_large_files_that_are_compressed_are_whole(self):
        rows = [(str(n % 3), n, "x" * 40) for n in range(60_000)]
        self.assert_exit(0, self.split(rows, "out/{key}.csv.gz"))
        for key in range(3):
            lines = gzip.decompress(self.files()[f"{key}.csv.gz"]).decode().splitlines()
            self.assertEqual(["key,n,day", *(f"{key},{n},{'x' * 40}" for n in range(key, 60_000, 3))], lines)

    def test_an_interrupted_run_keeps_what_had_come_beside_the_names(self):
        config = self.config([])
        self.file("in.csv", "key,n,day\n" + "a,1,x\nb,2,x\n" * 3_000_000)
        run = self.start("run", "-q", config)
        wait_until(lambda: (self.folder / "out").exists())
        run.send_signal(signal.SIGTERM)
        said = run.communicate(timeout=60)[1].decode()
        self.assertNotEqual(0, run.returncode)
        self.assertIn("are not made: the input was cut short", said)
        self.assertEqual({"a.csv.partial", "b.csv.partial"}, set(self.files()))

    def test_mistakes_are_found_beforehand(self):
        for path, form, more, why in [
                ("{kex}.csv", "csv", "", "did you mean 'key'?"), ("{key.csv", "csv", "", "'{' is not closed"),
                ("key}.csv", "csv", "", "'}' closes nothing"), ("{key}", "text", "", "text is aligned by rows"),
                ("{key}.csv", "csv", ", append: true", "files are made anew"), ("{key}.csv", "csv", ", max_files: 0", "max_files")]:
            with self.subTest(why):
                result = self.weir("check", self.config([], path, form, more))
                self.assert_exit(2, result)
                self.assertIn(why, result.stderr)

    def test_braces_stand_for_themselves_when_doubled(self):
        self.assert_exit(0, self.split([("a", 1, "x")], "{{out}}.csv"))
        self.assertEqual("key,n,day\na,1,x\n", (self.folder / "{out}.csv").read_text())

    def test_the_report_says_how_many_files_there_are(self):
        result = self.weir("run", self.config([("a", 1, "x"), ("b", 1, "x")]))
        self.assert_exit(0, result)
        self.assertRegex(result.stderr, r"files +2|2 files")


if __name__ == "__main__":
    unittest.main()
