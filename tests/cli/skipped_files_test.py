"""Tables in files of which some cannot be read: with `on_unreadable: skip` the rows of the others come out, and it is told which are missing."""

import csv
import json
import random
import unittest

from weir_command import CommandTest

ZIP = b"PK\x03\x04" + bytes(50)
PRINTED = "  - {name: out, kind: table.write, inputs: [rows], params: {format: jsonl}}\n"


class SkippedFilesTest(CommandTest):
    def run_rows(self, kind, params, *options):
        """The result, its rows and the report."""
        report = self.folder / "report.json"
        stages = f"stages:\n  - {{name: rows, kind: {kind}, params: {{{params}}}}}\n{PRINTED}"
        result = self.weir("run", self.file("skip.yaml", stages), "--report", report, *options)
        rows = [json.loads(line) for line in result.stdout.splitlines()]
        return result, rows, json.loads(report.read_text()) if report.exists() else None

    def write_tables(self, form):
        """Some files, and the rows that are in them; between them those of `bad`, by their reasons."""
        chance = random.Random(form)
        bad = {"a.zip": ZIP, "wide.utf16": "\ufeffid,name\n1,x\n".encode("utf-16-le"), "memory": None}
        rows, paths = [], []
        for number in range(20):
            some = [{"id": chance.randrange(10**6), "name": f"name {chance.randrange(100)}"} for _ in range(chance.randrange(1, 50))]
            path = self.folder / f"{number}.{form}"
            with open(path, "w", newline="", encoding="utf-8") as file:
                if form == "csv":
                    writer = csv.DictWriter(file, ["id", "name"], lineterminator="\n")
                    writer.writeheader()
                    writer.writerows(some)
                else:
                    file.writelines(json.dumps(row) + "\n" for row in some)
            rows += some
            paths.append(path)
        for name, content in bad.items():
            path = self.folder / name
            path.symlink_to("/proc/self/mem") if content is None else path.write_bytes(content)
            paths.insert(chance.randrange(len(paths)), path)
        paths.insert(0, self.folder / "a.zip")  # the first shows no columns, and the same file counts once
        return rows, [*paths, self.folder / "missing"]

    def test_the_rows_of_all_others_come_out_and_each_of_the_rest_is_named(self):
        for kind, form in (("csv.read", "csv"), ("jsonl.read", "jsonl")):
            for columns in ("", ", columns: {id: int, name: text}"):
                with self.subTest(kind=kind, columns=columns):
                    expected, paths = self.write_tables(form)
                    params = f"paths: [{', '.join(map(str, paths))}], on_unreadable: skip{columns}"
                    result, rows, report = self.run_rows(kind, params)
                    self.assert_exit(1, result)
                    self.assertEqual(expected, rows)
                    stage = report["stages"][0]
                    self.assertEqual((4, 0), (stage["counters"]["files_skipped"], stage["counters"]["malformed"]))
                    reasons = {"a.zip": "it is a zip archive; ", "wide.utf16": "it is UTF-16 and not UTF-8; ", "memory": "Input/output error",
                               "missing": "there is no file or directory"}
                    for name, reason in reasons.items():
                        told = [line for line in stage["missing"] if f"'{self.folder}/{name}'" in line]
                        self.assertEqual(1, len(told), stage["missing"])
                        self.assertIn(reason, told[0])
                        self.assertTrue(told[0].endswith("; skipped"))
                        self.assertIn(f"weir: stage 'rows': {told[0]}\n", result.stderr)
                    for name in ("a.zip", "memory", "missing"):
                        (self.folder / name).unlink(missing_ok=True)

    def test_without_skip_the_first_ends_the_run_and_nothing_comes_out(self):
        for kind, form in (("csv.read", "csv"), ("jsonl.read", "jsonl")):
            _, paths = self.write_tables(form)
            good = [str(path) for path in paths if path.suffix == f".{form}"]
            (self.folder / "memory").unlink()
            result, rows, _ = self.run_rows(kind, f"paths: [{good[0]}, {self.folder}/a.zip, {good[1]}], columns: {{id: int, name: text}}")
            self.assert_exit(1, result)
            self.assertIn(f"cannot read '{self.folder}/a.zip': it is a zip archive", result.stderr)

    def test_a_csv_file_whose_header_lacks_a_column_is_skipped_and_so_is_the_rest_of_one_that_breaks_off(self):
        other = self.file("other.csv", "id,title\n1,x\n")
        broken = self.folder / "broken.csv"
        with open(broken, "wb") as file:
            file.write(b"id,name\n" + b"".join(b"%d,some\n" % i for i in range(50_000)) + b'50000,"')
            for _ in range(70):
                file.write(b"line\n" * 200_000)
        good = self.file("good.csv", "name,id\nlast,7\n")
        result, rows, report = self.run_rows("csv.read", f"paths: [{other}, {broken}, {good}], columns: {{id: int, name: text}}, on_unreadable: skip")
        self.assert_exit(1, result)
        self.assertEqual([*({"id": i, "name": "some"} for i in range(50_000)), {"id": 7, "name": "last"}], rows)
        first, second = report["stages"][0]["missing"]
        self.assertEqual(f"cannot read '{other}': it has no column 'name'; skipped", first)
        self.assertIn("line 50002", second)
        self.assertTrue(second.endswith("; the rest of it skipped"), second)

    def test_without_a_header_a_file_that_is_skipped_does_not_say_how_many_cells_there_are(self):
        narrow, good = self.file("narrow.csv", "1\n2\n"), self.file("good.csv", "3,x\n4,y\n")
        result, rows, report = self.run_rows("csv.read", f"paths: [{narrow}, {good}], header: false, columns: {{id: int, name: text}}, "
                                                         "on_unreadable: skip, delimiter: ','")
        self.assert_exit(1, result)
        self.assertEqual([{"id": 3, "name": "x"}, {"id": 4, "name": "y"}], rows)
        self.assertIn("its first record has 1 cell, but columns has 2", report["stages"][0]["missing"][0])

    def test_where_no_file_shows_columns_it_is_said_why(self):
        packed = self.file("a.zip", ZIP)
        for kind in ("csv.read", "jsonl.read"):
            result, _, _ = self.run_rows(kind, f"paths: [{packed}], on_unreadable: skip")
            self.assert_exit(2, result)
            self.assertIn(f"stage 'rows': param 'paths': cannot read '{packed}': it is a zip archive", result.stderr)
            result, _, _ = self.run_rows(kind, f"paths: [{self.folder}/missing], on_unreadable: skip")
            self.assert_exit(2, result)
            self.assertIn(f"stage 'rows': param 'paths': there is no file or directory '{self.folder}/missing'\n", result.stderr)

    def test_with_nothing_left_to_read_there_are_no_rows(self):
        for kind in ("csv.read", "jsonl.read"):
            result, rows, report = self.run_rows(kind, f"paths: [{self.folder}/missing], columns: {{id: int}}, on_unreadable: skip")
            self.assert_exit(1, result)
            self.assertEqual([], rows)
            self.assertEqual(1, report["stages"][0]["counters"]["files_skipped"])


if __name__ == "__main__":
    unittest.main()
