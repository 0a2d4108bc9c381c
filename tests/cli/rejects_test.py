"""Ten thousand files, of which thirteen cannot be read: they are set aside with their reasons, counted, or end the run, as the config says.
What becomes of the others is compared with a count in Python."""

import collections
import csv
import errno
import json
import os
import pathlib
import random
import tempfile
import unittest

from weir_command import CommandTest, wait_until

FILES = 10_000
GZIP = b"\x1f\x8b\x08\0\0\0\0\0\0\x03"
IS_ROOT = os.geteuid() == 0

# By their names: what is in them, and what is said about it. None: the file is gone when its turn comes.
BAD = {
    **{f"{number}.gz": (GZIP + b"looks like text", "what gzip has compressed is damaged or cannot be read, near its byte ") for number in range(4)},
    "a.zst": (b"\x28\xb5\x2f\xfd\x04\x00", "it is cut short: it ends with its byte 6, "),
    "a.zip": (b"PK\x03\x04 and more", "it is a zip archive; "),
    "a.utf16": ("\ufeffwide".encode("utf-16-le"), "it is UTF-16 and not UTF-8; "),
    "b.utf16": ("\ufeffwide".encode("utf-16-be"), "it is UTF-16 and not UTF-8; "),
    "memory": ("/proc/self/mem", "Input/output error"),  # a link to a file whose beginning nobody can read
    **{f"{name}.secret": (GZIP, "it is cut short: it ends with its byte 10, ") if IS_ROOT else (b"words", "Permission denied") for name in "ab"},
    **{f"{name}.gone": (None, "there is no file or directory") for name in "ab"},
}

# The first path is a pipe, at which the only replica of 'text' waits: by then all files have been listed, and none has been read.
CONFIG = """
pipeline: rejects
stages:
  - {name: paths, kind: text.paths, params: {paths: [gate, files]}}
  - {name: text, kind: text.read_each, inputs: [paths]}
  - {name: count, kind: words.count, inputs: [text], replicas: 3}
  - {name: top, kind: words.top, inputs: [count]}
  - {name: out, kind: table.write, inputs: [top], params: {path: out.csv, format: csv}}
"""
READ = CONFIG + "  - {name: bad, kind: table.write, inputs: [text.rejected], params: {path: bad.csv, format: csv}}\n"


def write_bad(folder, name, content):
    path = folder / name
    if isinstance(content, str):
        path.symlink_to(content)
    else:
        path.write_bytes(content or b"")
    if name.endswith(".secret"):
        path.chmod(0)


def open_when_read(path, process):
    """Opens a pipe for writing as soon as the process reads it."""
    opened = []

    def try_it():
        if process.poll() is not None:
            raise AssertionError(process.communicate()[1].decode())
        try:
            opened.append(os.open(path, os.O_WRONLY | os.O_NONBLOCK))
        except OSError as error:
            if error.errno != errno.ENXIO:
                raise
        return opened

    wait_until(try_it)
    return os.fdopen(opened[0], "wb")


class RejectsTest(CommandTest):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory(prefix="weir-rejects-")
        cls.addClassCleanup(folder.cleanup)
        cls.root = pathlib.Path(folder.name)
        files = cls.root / "files"
        files.mkdir()
        os.mkfifo(cls.root / "gate")
        some = random.Random(13)
        words = ["".join(some.choices("abcdefghij", k=some.randint(1, 12))) for _ in range(2000)]
        cls.counts = collections.Counter(["opened"])
        for number in range(FILES - len(BAD)):
            text = some.choices(words, k=some.randint(0, 30))
            cls.counts.update(text)
            (files / f"{number:05}.txt").write_text(" ".join(text))
        for name, (content, _) in BAD.items():
            write_bad(files, name, content)

    def run_config(self, config, *changes):
        """Runs it, with the files that are to be gone; returns its exit code, its errors and its report."""
        gone = [self.root / "files" / name for name, (content, _) in BAD.items() if content is None]
        for path in gone + [self.root / "bad.csv", self.root / "out.csv"]:
            path.unlink(missing_ok=True)
        for path in gone:
            path.touch()
        (self.root / "rejects.yaml").write_text(config)
        sets = [word for change in changes for word in ("--set", change)]
        process = self.start("-C", self.root, "run", "rejects.yaml", "--report", "report.json", *sets)
        with open_when_read(self.root / "gate", process) as gate:
            for path in gone:
                path.unlink()
            gate.write(b"opened")
        code, error = self.ends(process)
        return code, error, json.loads((self.root / "report.json").read_text())

    def rows(self, name):
        with open(self.root / name, newline="", encoding="utf-8") as file:
            return list(csv.DictReader(file))

    def assert_all_others_are_counted(self):
        self.assertEqual(sorted(self.counts.items(), key=lambda pair: (-pair[1], pair[0])),
                         [(row["word"], int(row["count"])) for row in self.rows("out.csv")])

    def assert_no_output(self):
        self.assertEqual((False, False), tuple((self.root / name).exists() for name in ["out.csv", "bad.csv"]))

    def test_the_thirteen_are_in_a_file_of_their_own_with_their_reasons_and_all_others_in_the_result(self):
        code, error, report = self.run_config(READ)
        self.assertEqual(0, code, error)
        self.assert_all_others_are_counted()
        told = {row["value"]: row for row in self.rows("bad.csv")}
        self.assertEqual({f"files/{name}" for name in BAD}, set(told))
        for name, (_, reason) in BAD.items():
            row = told[f"files/{name}"]
            self.assertIn(reason, row["reason"])
            self.assertEqual((f"files/{name}", "text", "0", "1"), (row["origin"], row["stage"], row["replica"], row["attempts"]))
        text = report["stages"][1]
        self.assertEqual((FILES + 1, {"rejected": 13}), (text["items_in"], text["named_outputs"]))
        self.assertEqual((13, 0), (report["balance"]["rejected"], report["balance"]["skipped"]))
        self.assertRegex(error, rf"\nbalance +10,001 read, {len(self.counts):,} written, 13 rejected\n")

    def test_where_the_first_error_is_to_end_the_run_there_is_no_output_at_all(self):
        for config, *changes in [(READ, "text.on_error=stop"), (CONFIG,)]:
            code, error, _ = self.run_config(config, *changes)
            self.assertEqual(1, code, error)
            self.assertRegex(error, r"weir: error: stage 'text', replica 0: .*'files/")
            self.assert_no_output()

    def test_what_is_skipped_with_nobody_to_read_it_is_counted_in_the_report(self):
        code, error, report = self.run_config(CONFIG, "text.on_error=skip")
        self.assertEqual(0, code, error)
        self.assert_all_others_are_counted()
        self.assertIn("\ntext.rejected: 13 items\n", error)
        self.assertEqual((0, 13), (report["balance"]["rejected"], report["balance"]["skipped"]))

    def test_more_errors_than_are_allowed_fail_the_run_and_as_many_do_not(self):
        for most, allowed in [("12", False), ("13", True), ("0.1 %", False), ("0.13 %", True)]:
            with self.subTest(most):
                code, error, _ = self.run_config(READ, f"text.max_errors={most}")
                self.assertEqual(0 if allowed else 1, code, error)
                if allowed:
                    self.assertEqual(13, len(self.rows("bad.csv")))
                    self.assert_all_others_are_counted()
                else:
                    self.assertIn(f"stage 'text', replica 0: more items were rejected than 'max_errors: {most}' allows", error)
                    self.assert_no_output()

    def test_a_file_that_cannot_be_read_is_tried_again_as_often_as_it_may_be(self):
        code, error, _ = self.run_config(READ, "text.on_error={retry: 2, backoff: 1ms}")
        self.assertEqual(0, code, error)
        self.assert_all_others_are_counted()
        self.assertEqual(["3"] * 13, [row["attempts"] for row in self.rows("bad.csv")])


class InvalidTextTest(CommandTest):
    def test_slices_of_text_that_are_not_utf_8_are_rejected_if_so_asked(self):
        words = ["word"] * 2000
        text = self.file("text.txt", " ".join(words).encode() + b" \xff\xfe " + " ".join(words).encode())
        stages = f"""
stages:
  - {{name: text, kind: text.read, params: {{paths: [{text}], slice_size: 1KiB}}}}
  - {{name: count, kind: words.count, inputs: [text], on_error: skip, params: {{invalid_utf8: reject}}}}
  - {{name: top, kind: words.top, inputs: [count]}}
  - {{name: out, kind: table.write, inputs: [top], params: {{format: csv}}}}
"""
        result = self.weir("run", self.file("p.yaml", stages))
        self.assert_exit(0, result)
        word, count = result.stdout.splitlines()[1].split(",")
        self.assertEqual("word", word)
        self.assertLess(3500, int(count))
        self.assertLess(int(count), 4000)
        self.assertIn("1 skipped", result.stderr)
        result = self.weir("run", self.file("p.yaml", stages), "--set", "count.on_error=stop")
        byte = len(" ".join(words)) + 2
        self.assertIn(f"weir: error: stage 'count', replica 0: rejected an item: its text is not UTF-8 ({text}, byte {byte})\n", result.stderr)
        result = self.weir("run", self.file("p.yaml", stages), "--set", "count.params.invalid_utf8=replace")
        self.assertEqual("word,4000", result.stdout.splitlines()[1])


if __name__ == "__main__":
    unittest.main()
