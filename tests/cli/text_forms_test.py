"""Files that are not plain UTF-8, written by the programs whose formats they are: they are refused, not counted as garbage words."""

import bz2
import codecs
import gzip
import json
import lzma
import shutil
import subprocess
import unittest
import zipfile

from weir_command import PATIENCE, ROOT, WEIR, CommandTest

TEXT = "one two two\n" * 1000

COUNT = """
stages:
  - {name: text, kind: text.read, params: PARAMS}
  - {name: count, kind: words.count, inputs: [text]}
  - {name: top, kind: words.top, inputs: [count]}
  - {name: out, kind: table.write, inputs: [top], params: {path: '-', format: csv}}
"""

FORMS = {
    "gzip in gzip": (gzip.compress(gzip.compress(TEXT.encode())), "compressed more than once", "PROGRAM -dc FILE"),
    "bzip2 of nothing in xz": (lzma.compress(bz2.compress(b"")), "compressed more than once", "PROGRAM -dc FILE"),
    "UTF-16": (TEXT.encode("utf-16"), "UTF-16 and not UTF-8", "iconv -f UTF-16 -t UTF-8 FILE"),
    "UTF-16, big end first": (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), "UTF-16 and not UTF-8", "iconv -f UTF-16 -t UTF-8 FILE"),
    "UTF-32": (TEXT.encode("utf-32"), "UTF-32 and not UTF-8", "iconv -f UTF-32 -t UTF-8 FILE"),
    "UTF-32, big end first": (codecs.BOM_UTF32_BE + TEXT.encode("utf-32-be"), "UTF-32 and not UTF-8", "iconv -f UTF-32 -t UTF-8 FILE"),
}
if shutil.which("lzip"):
    FORMS["lzip"] = (subprocess.run(["lzip", "-c"], input=TEXT.encode(), capture_output=True, check=True).stdout, "compressed with lzip", "lzip -dc FILE")
if shutil.which("lz4"):
    FORMS["old lz4"] = (subprocess.run(["lz4", "-l", "-c"], input=TEXT.encode(), capture_output=True, check=True).stdout,
                        "compressed with lz4 in its old form", "lz4 -dc FILE")


class TextFormsTest(CommandTest):
    def count(self, params, **more):
        config = self.file("count.yaml", COUNT.replace("PARAMS", json.dumps(params)))
        return subprocess.run([WEIR, "run", "-q", config], capture_output=True, cwd=ROOT, timeout=PATIENCE, check=False, **more)

    def setUp(self):
        super().setUp()
        archive = self.folder / "archive.zip"
        with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as zipped:
            zipped.writestr("text", TEXT)
        self.forms = {**FORMS, "zip": (archive.read_bytes(), "a zip archive", "unzip -p FILE")}

    def test_a_file_in_another_form_is_an_error_that_names_it_and_the_command(self):
        for name, (content, form, command) in self.forms.items():
            with self.subTest(name):
                path = self.file("file", content)
                result = self.count({"paths": [path]})
                self.assertEqual((1, b"", f"weir: error: stage 'text', replica 0: cannot read '{path}': it is {form}; read its text through a pipe, "
                                          f"as '-': {command} | weir run ...\n"), (result.returncode, result.stdout, result.stderr.decode()))

    def test_so_is_the_standard_input(self):
        for name, (content, form, command) in self.forms.items():
            with self.subTest(name):
                result = self.count({"paths": ["-"]}, input=content)
                self.assertEqual((1, b"", f"weir: error: stage 'text', replica 0: cannot read the standard input: it is {form}; read its text through "
                                          f"a pipe, as '-': {command} | weir run ...\n"), (result.returncode, result.stdout, result.stderr.decode()))

    def test_the_command_that_is_told_does_it(self):
        for name, (content, _, command) in self.forms.items():
            program, *rest = command.replace("PROGRAM", "gzip").split()
            if name.endswith("in xz") or not shutil.which(program):
                continue
            with self.subTest(name):
                path = self.file("file.gz" if "gzip" in name else "file", content)
                text = subprocess.run([program, *[path if word == "FILE" else word for word in rest]], capture_output=True, check=True).stdout
                result = self.count({"paths": ["-"]}, input=text)
                self.assertEqual((0, b"word,count\ntwo,2000\none,1000\n"), (result.returncode, result.stdout))

    def test_a_byte_order_mark_of_utf8_is_not_part_of_the_first_word(self):
        content = codecs.BOM_UTF8 + TEXT.encode()
        expected = b"word,count\ntwo,2000\none,1000\n"
        path = self.file("text", content)
        for params, data in [({"paths": [path]}, None), ({"paths": ["-"]}, content)]:
            config = self.file("count.yaml", COUNT.replace("PARAMS", json.dumps(params)).replace("kind: words.count",
                                                                                                 "kind: words.count, params: {normalize: none}"))
            result = subprocess.run([WEIR, "run", "-q", config], input=data, capture_output=True, cwd=ROOT, timeout=PATIENCE, check=False)
            self.assertEqual((0, expected), (result.returncode, result.stdout))

    def test_words_that_only_begin_like_a_form_are_words(self):
        for text in ["BZh9 PK 7z LZIP", "PK", "BZh", "7z", "P*M", "(\n"]:
            with self.subTest(text):
                config = self.file("count.yaml", COUNT.replace("PARAMS", json.dumps({"paths": [self.file("text", text)]}))
                                   .replace("kind: words.count", "kind: words.count, params: {normalize: none}"))
                result = self.weir("run", "-q", config)
                self.assert_exit(0, result)
                self.assertEqual(sorted(text.split()), sorted(line.rsplit(",", 1)[0] for line in result.stdout.splitlines()[1:]))

    def test_with_skip_the_rest_is_counted_and_the_report_names_what_is_missing(self):
        report = self.folder / "report.json"
        good = self.file("good", TEXT)
        packed = self.file("packed", FORMS["gzip in gzip"][0])
        config = self.file("count.yaml", COUNT.replace("PARAMS", json.dumps({"paths": [packed, good], "on_unreadable": "skip"})))
        result = self.weir("run", "-q", config, "--report", report)
        self.assertEqual("word,count\ntwo,2000\none,1000\n", result.stdout)
        told = json.loads(report.read_text())["stages"][0]
        self.assertEqual({"files_skipped": 1}, told["counters"])
        [line] = told["missing"]
        self.assertIn(packed, line)
        self.assertEqual((1, f"weir: stage 'text': {line}\n"), (result.returncode, result.stderr))


if __name__ == "__main__":
    unittest.main()
