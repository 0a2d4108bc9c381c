"""Rows from YAML alone: lines that are read, filtered, computed with and written, with Python beside them."""

import csv
import io
import json
import subprocess
import unittest

from weir_command import PATIENCE, ROOT, WEIR, CommandTest

LINES = """
pipeline: lines
stages:
  - {name: lines, kind: lines.read, params: {paths: [data/book.txt], number: true}}
"""


def book():
    return (ROOT / "data/book.txt").read_bytes().decode("utf-8", "replace").replace("\r\n", "\n").removesuffix("\n").split("\n")


class RowsTest(CommandTest):
    def run_rows(self, stages, *args, stdin=None, code=0):
        result = self.weir("run", self.file("rows.yaml", stages), *args, stdin=stdin)
        self.assert_exit(code, result)
        return result

    def jsonl(self, stages, *args, stdin=None):
        out = self.run_rows(stages + "  - {name: out, kind: table.write, inputs: [rows], params: {format: jsonl}}\n", *args, stdin=stdin).stdout
        return [json.loads(line) for line in out.splitlines()]

    def test_every_line_is_a_row(self):
        rows = self.jsonl(LINES.replace("name: lines, kind", "name: rows, kind"))
        self.assertEqual([{"line": line, "number": number} for number, line in enumerate(book(), 1)], rows)

    def test_lines_end_as_they_do(self):
        for text, lines in [("", []), ("\n", [""]), ("a", ["a"]), ("a\n", ["a"]), ("a\r\nb\r\n", ["a", "b"]), ("a\n\n\nb", ["a", "", "", "b"]),
                            ("\ra\rb\r", ["\ra\rb\r"]),
                            ("a\r\r\nb\n\r", ["a\r", "b", "\r"]), ("x" * 300_000 + "\ny", ["x" * 300_000, "y"])]:
            read = "stages:\n  - {name: rows, kind: lines.read, params: {paths: ['-'], slice_size: 1KiB}}\n"
            self.assertEqual([{"line": line} for line in lines], self.jsonl(read, stdin=text) if text else [])

    def test_rows_know_their_file_and_its_lines_from_one_on(self):
        folder = self.folder / "logs"
        folder.mkdir()
        texts = {name: [f"{name} {i}" for i in range(count)] for name, count in [("a.log", 5000), ("b.log", 1), ("c.log", 20000)]}
        for name, lines in texts.items():
            (folder / name).write_text("\n".join(lines) + "\n")
        read = f"stages:\n  - {{name: rows, kind: lines.read, params: {{paths: [{folder}], file: true, number: true, slice_size: 8KiB}}}}\n"
        expected = [{"line": line, "file": str(folder / name), "number": number}
                    for name, lines in texts.items() for number, line in enumerate(lines, 1)]
        self.assertEqual(expected, self.jsonl(read))

    def test_where_and_set_and_select_as_python_does_it(self):
        stages = LINES + """
  - {name: lords, kind: rows.where, inputs: [lines], ordered: true, params: {that: "line like '%lord%' and number > 100"}}
  - {name: set, kind: rows.set, inputs: [lords], ordered: true, params: {values: {size: length(line), number: number * 2}}}
  - {name: rows, kind: rows.select, inputs: [set], params: {columns: [size, number]}}
"""
        expected = [{"size": len(line), "number": 2 * number} for number, line in enumerate(book(), 1) if "lord" in line.lower() and number > 100]
        self.assertGreater(len(expected), 100)
        self.assertEqual(expected, self.jsonl(stages))
        self.assertEqual(expected, self.jsonl(stages, "--set", "lords.replicas=4", "--set", "set.replicas=3", "--set", "workers=4"))

    def test_rejected_rows_are_written_with_their_reason_and_their_own_columns(self):
        stages = LINES + """
  - {name: short, kind: rows.where, inputs: [lines], params: {that: "length(line) > 0"}}
  - {name: set, kind: rows.set, inputs: [short], params: {values: {far: "9223372036854775807 - 3000 + number", stage: "'mine'"}}}
  - {name: again, kind: rows.set, inputs: [set], params: {values: {more: "far + number"}}}
  - {name: out, kind: table.write, inputs: [again], params: {path: out.jsonl, format: jsonl}}
  - {name: bad, kind: table.write, inputs: [set.rejected], params: {path: bad.csv, format: csv}}
  - {name: worse, kind: table.write, inputs: [again.rejected], params: {path: worse.jsonl, format: jsonl}}
"""
        path = self.file("rejects.yaml", stages.replace("[data/book.txt]", f"[{ROOT}/data/book.txt]"))
        result = self.weir("-C", self.folder, "run", path, "--report", "report.json")
        self.assert_exit(0, result)
        lines = [(line, number) for number, line in enumerate(book(), 1) if line]
        with open(self.folder / "bad.csv", newline="", encoding="utf-8") as file:
            bad = list(csv.DictReader(file))
        self.assertEqual(["reason", "origin", "stage", "replica", "attempts", "line", "number"], list(bad[0]))
        self.assertEqual([(line, str(number), "set", "'9223372036854775807 - 3000 + number' is too large for an int")
                          for line, number in lines if number > 3000], [(r["line"], r["number"], r["stage"], r["reason"]) for r in bad])
        worse = [json.loads(line) for line in (self.folder / "worse.jsonl").read_text().splitlines()]
        expected = [(line, number) for line, number in lines if number <= 3000 and 2 * number > 3000]
        self.assertEqual(expected, [(row["line"], row["number"]) for row in worse])
        self.assertEqual({"mine"}, {row["item_stage"] for row in worse})
        self.assertEqual({"again"}, {row["stage"] for row in worse})
        self.assert_balance(len(book()), sum(2 * number <= 3000 for _, number in lines), len(bad) + len(worse), result)

    def assert_balance(self, read, written, rejected, result):
        """In rows: of the report, its balance and the line that the command prints. Some rows may have been filtered out."""
        report = json.loads((self.folder / "report.json").read_text())
        rows = report["balance"]["rows"]
        self.assertEqual((read, written, rejected), (rows["read"], rows["written"], rows["rejected"]))
        self.assertEqual((0, 0, 0), (rows["skipped"], rows["dropped"], rows["left"]))
        self.assertIsNone(report["balance"]["wrong"])
        sign = "=" if read == written + rejected else ","
        parts = f"{read:,} read{' = ' if sign == '=' else ', '}{written:,} written{' + ' if sign == '=' else ', '}{rejected:,} rejected"
        self.assertRegex(result.stderr, rf"\nbalance .*; in rows {parts.replace('+', '[+]')}\n")
        for edge in report["edges"]:
            self.assertEqual(edge["rows_put"], edge["rows_taken"] + edge["rows_left"])
        for stage in report["stages"]:
            into = sum(edge["rows_taken"] for edge in report["edges"] if edge["to"] == stage["name"])
            self.assertEqual(stage["rows_in"], into, stage["name"])
        self.assertEqual(report["source_rows"], report["stages"][0]["rows_out"])

    def test_a_csv_file_with_thirteen_bad_rows_has_them_apart_with_their_places_and_the_balance_adds_up(self):
        bad = {number: f"{number},x{number}" for number in range(5, 200_000, 15_400)}
        self.assertEqual(13, len(bad))
        lines = [bad.get(number, f"{number},{number % 100}") for number in range(1, 200_001)]
        self.file("in.csv", "id,value\n" + "\n".join(lines) + "\n")
        path = self.file("csv.yaml", """
stages:
  - {name: rows, kind: csv.read, params: {paths: [in.csv], columns: {id: int, value: int}, on_malformed: skip}}
  - {name: set, kind: rows.set, inputs: [rows], replicas: 2, ordered: true, params: {values: {twice: value * 2}}}
  - {name: out, kind: table.write, inputs: [set], params: {path: out.csv, format: csv}}
  - {name: bad, kind: table.write, inputs: [rows.rejected], params: {path: bad.csv, format: csv}}
""")
        result = self.weir("-C", self.folder, "run", path, "--report", "report.json")
        self.assert_exit(0, result)
        self.assert_balance(200_000, 200_000 - 13, 13, result)
        with open(self.folder / "bad.csv", newline="", encoding="utf-8") as file:
            self.assertEqual([("in.csv", str(number + 1), text, f"column 'value': 'x{number}' is not an int of 64 bits") for number, text in bad.items()],
                             [(row["file"], row["line"], row["text"], row["reason"]) for row in csv.DictReader(file)])
        good = [f"{number},{number % 100},{number % 100 * 2}" for number in range(1, 200_001) if number not in bad]
        self.assertEqual(["id,value,twice", *good], (self.folder / "out.csv").read_text().splitlines())
        (self.folder / "out.csv").unlink()
        result = self.weir("-C", self.folder, "run", path, "--set", "rows.params.on_malformed=stop")
        self.assert_exit(1, result)
        self.assertIn("in.csv:6: column 'value': 'x5' is not an int of 64 bits", result.stderr)
        self.assertFalse((self.folder / "out.csv").exists())

    def test_rows_that_are_left_are_counted_where_they_are(self):
        path = self.file("left.yaml", LINES + """
  - {name: set, kind: rows.set, inputs: [lines], on_error: stop, params: {values: {far: "9223372036854775807 - 6000 + number"}}}
  - {name: out, kind: table.write, inputs: [set]}
""")
        result = self.weir("run", path, "--report", self.folder / "report.json", "--set", "lines.params.slice_size=1KiB")
        self.assert_exit(1, result)
        report = json.loads((self.folder / "report.json").read_text())
        rows = report["balance"]["rows"]
        # Of the slice in hand some rows may have been pushed already: these are left on both sides of the stage.
        self.assertLessEqual(rows["read"], rows["written"] + rows["left"])
        self.assertGreater(report["stages"][1]["rows_left"], report["stages"][1]["items_left"])
        self.assertIsNone(report["balance"]["wrong"])
        for edge in report["edges"]:
            self.assertEqual(edge["rows_put"], edge["rows_taken"] + edge["rows_left"])
        self.assertRegex(result.stderr, r"\nweir: balance: [0-9,]+ read.*; in rows [0-9,]+ read.* [0-9,]+ left \([0-9,]+ at 'set'.*\)\n")

    def test_a_limit_ends_what_is_read_also_where_the_malformed_records_have_a_reader(self):
        for read, bad in [("kind: lines.read, params: {paths: ['-']}", ""),
                          ("kind: csv.read, params: {paths: ['-'], columns: {line: text}, header: false, on_malformed: skip}",
                           "  - {name: bad, kind: synthetic.discard, inputs: [lines.rejected]}\n")]:
            stages = f"""
stages:
  - {{name: lines, {read}}}
  - {{name: rows, kind: rows.limit, inputs: [lines], params: {{rows: 3}}}}
  - {{name: out, kind: table.write, inputs: [rows], params: {{format: csv}}}}
{bad}"""
            with self.subTest(read):
                self.check_limit(stages)

    def check_limit(self, stages):
        endless = subprocess.Popen(["yes"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        try:
            result = subprocess.run([WEIR, "run", "--quiet", self.file("limit.yaml", stages)], stdin=endless.stdout, capture_output=True,
                                    text=True, timeout=PATIENCE)
        finally:
            endless.stdout.close()
            endless.kill()
            endless.wait()
        self.assertEqual((0, "line\ny\ny\ny\n"), (result.returncode, result.stdout))

    def test_nulls_and_times_are_written_and_an_empty_text_is_not_a_null(self):
        stages = """
stages:
  - {name: lines, kind: lines.read, params: {paths: ['-']}}
  - name: rows
    kind: rows.set
    inputs: [lines]
    params:
      values:
        none: nullif(line, line)
        at: cast('2024-01-31T12:30:05.25Z' as time)
        half: length(line) / 2.0
        same: line = 'a'
"""
        with_out = stages + "  - {name: out, kind: table.write, inputs: [rows], params: {format: @}}\n"
        text = 'a\n\n"q",\n'
        time = "2024-01-31T12:30:05.250000Z"
        self.assertEqual(f'line,none,at,half,same\na,,{time},0.5,true\n"",,{time},0,false\n"""q"",",,{time},2,false\n',
                         self.run_rows(with_out.replace("@", "csv"), stdin=text).stdout)
        self.assertEqual([["line", "none", "at", "half", "same"], ["a", "", time, "0.5", "true"], ["", "", time, "0", "false"],
                          ['"q",', "", time, "2", "false"]], list(csv.reader(io.StringIO(self.run_rows(with_out.replace("@", "csv"), stdin=text).stdout))))
        self.assertEqual({"line": "a", "none": None, "at": time, "half": 0.5, "same": True}, self.jsonl(stages, stdin=text)[0])
        self.assertEqual("line  none  at                           half  same\n"
                         f"a           {time}   0.5  true\n"
                         f"            {time}     0  false\n"
                         f'"q",        {time}     2  false\n', self.run_rows(with_out.replace("@", "text"), stdin=text).stdout)

    def test_a_table_without_rows_has_its_header(self):
        stages = LINES + """
  - {name: rows, kind: rows.where, inputs: [lines], params: {that: "false"}}
  - {name: out, kind: table.write, inputs: [rows], params: {format: tsv}}
"""
        self.assertEqual("line\tnumber\n", self.run_rows(stages).stdout)

    def test_mistakes_are_shown_inside_the_expression(self):
        stages = """stages:
  - {name: lines, kind: lines.read, params: {paths: [data/book.txt]}}
  - {name: a, kind: rows.where, inputs: [lines], params: {that: "lin like 'x%' and lenth(line) > 3"}}
  - {name: b, kind: rows.where, inputs: [lines], params: {that: length(line)}}
  - {name: c, kind: rows.set, inputs: [lines], params: {values: {x: "line + 1"}}}
  - {name: d, kind: rows.select, inputs: [lines], params: {columns: [line, lines, line]}}
  - name: e
    kind: rows.where
    inputs: [lines]
    params:
      that: >
        lin = 'x'
  - {name: out, kind: table.write, inputs: [a, b, d, e]}
  - {name: other, kind: table.write, inputs: [c]}
"""
        path = self.file("wrong.yaml", stages)
        result = self.weir("check", path)
        self.assert_exit(2, result)
        self.assertEqual(f"""{path}:3:66: error: stage 'a': param 'that': there is no column 'lin'; did you mean 'line'?
 3 |   - {{name: a, kind: rows.where, inputs: [lines], params: {{that: "lin like 'x%' and lenth(line) > 3"}}}}
   |                                                                  ^
{path}:3:84: error: stage 'a': param 'that': there is no function 'lenth'; did you mean 'length'?
 3 |   - {{name: a, kind: rows.where, inputs: [lines], params: {{that: "lin like 'x%' and lenth(line) > 3"}}}}
   |                                                                                    ^
{path}:4:65: error: stage 'b': param 'that': its value is int, not true or false; compare it with something
 4 |   - {{name: b, kind: rows.where, inputs: [lines], params: {{that: length(line)}}}}
   |                                                                 ^
""", result.stderr[:result.stderr.index(f"{path}:5:")])
        self.assertIn(f"{path}:5:75: error: stage 'c': param 'values.x': '+' does not take text and int", result.stderr)
        self.assertIn(f"{path}:6:76: error: stage 'd': param 'columns': ", result.stderr)
        self.assertIn(f"{path}:6:83: error: stage 'd': param 'columns': 'line' is named twice; keep one", result.stderr)
        self.assertIn(f"{path}:11:13: error: stage 'e': param 'that': there is no column 'lin'; did you mean 'line'?", result.stderr)

    def test_a_stage_that_gets_other_items_than_rows_is_told_only_that(self):
        stages = """stages:
  - {name: text, kind: text.read, params: {paths: [data/book.txt]}}
  - {name: where, kind: rows.where, inputs: [text], params: {that: "line = 'x'"}}
  - {name: out, kind: table.write, inputs: [where]}
"""
        result = self.weir("check", self.file("other.yaml", stages))
        self.assertEqual(1, result.stderr.count("error: "))
        self.assertIn("stage 'where': key 'inputs': rows.where takes Rows, but 'text' produces TextSlice", result.stderr)

    def test_check_and_graph_show_the_columns(self):
        stages = LINES + """
  - {name: sized, kind: rows.set, inputs: [lines], params: {values: {size: length(line)}}}
  - {name: out, kind: table.write, inputs: [sized]}
"""
        path = self.file("rows.yaml", stages)
        text = self.weir("check", path).stdout
        self.assertIn("\ncolumns\n  lines: Rows(line text, number int)\n  sized: Rows(line text, number int, size int)\n\n", text)
        plan = json.loads(self.weir("check", "--json", path).stdout)["files"][0]["plan"]
        self.assertEqual([{"name": "line", "type": "text"}, {"name": "number", "type": "int"}], plan["stages"][0]["columns"])
        self.assertIsNone(plan["stages"][2]["columns"])
        self.assertIn("Rows(line text, number int, size int)", self.weir("graph", path).stdout)

    def test_inputs_of_other_columns_are_refused(self):
        stages = LINES + """
  - {name: some, kind: rows.select, inputs: [lines], params: {columns: [line]}}
  - {name: out, kind: table.write, inputs: [lines, some]}
"""
        self.assertIn("stage 'out': key 'inputs': all inputs must have the same columns, but 'lines' has Rows(line text, number int) and 'some' "
                      "Rows(line text)", self.weir("check", self.file("two.yaml", stages)).stderr)

    def test_rows_without_a_value_are_rejected(self):
        stages = """
stages:
  - {name: lines, kind: lines.read, params: {paths: ['-']}}
  - {name: rows, kind: rows.set, inputs: [lines], on_error: skip, params: {values: {number: cast(line as int), twice: "cast(line as int) * 2"}}}
"""
        self.assertEqual([{"line": "1", "number": 1, "twice": 2}, {"line": "3", "number": 3, "twice": 6}],
                         self.jsonl(stages, stdin="1\ntwo\n3\n9223372036854775807\n"))
        result = self.run_rows(stages + "  - {name: out, kind: table.write, inputs: [rows]}\n", "--set", "rows.on_error=stop", stdin="1\ntwo\n", code=1)
        self.assertIn("weir: error: stage 'rows', replica 0: rejected an item: ", result.stderr)
        rejected = self.run_rows(stages + "  - {name: out, kind: table.write, inputs: [rows.rejected], params: {format: csv}}\n"
                                 "  - {name: good, kind: synthetic.discard, inputs: [rows]}\n", stdin="1\ntwo\n3\n").stdout
        self.assertEqual(2, len(rejected.splitlines()))


if __name__ == "__main__":
    unittest.main()
