"""Columns that are chosen and computed by rows.select, with Python beside it."""

import csv
import json
import unittest

from weir_command import ROOT, CommandTest

LINES = f"""
pipeline: lines
stages:
  - {{name: lines, kind: lines.read, params: {{paths: [{ROOT}/data/book.txt], number: true}}}}
"""


def book():
    return (ROOT / "data/book.txt").read_bytes().decode("utf-8", "replace").replace("\r\n", "\n").removesuffix("\n").split("\n")


class SelectTest(CommandTest):
    def jsonl(self, stages, *args):
        path = self.file("rows.yaml", stages + "  - {name: out, kind: table.write, inputs: [rows], params: {format: jsonl}}\n")
        result = self.weir("run", path, *args)
        self.assert_exit(0, result)
        return [json.loads(line) for line in result.stdout.splitlines()]

    def test_select_computes_columns_among_those_that_it_passes_on(self):
        stages = LINES + '''
  - name: rows
    kind: rows.select
    inputs: [lines]
    ordered: true
    params:
      columns:
        - {size: length(line), half: "number / 2.0"}
        - line
        - {number: number + 1}
'''
        expected = [[("size", len(line)), ("half", number / 2), ("line", line), ("number", number + 1)] for number, line in enumerate(book(), 1)]
        for more in [[], ["--set", "rows.replicas=3", "--workers", "2"]]:
            self.assertEqual(expected, [list(row.items()) for row in self.jsonl(stages, *more)])
        text = self.weir("check", self.file("select.yaml", stages + "  - {name: out, kind: table.write, inputs: [rows]}\n")).stdout
        self.assertIn("  rows: Rows(size int, half float, line text, number int)\n", text)

    def test_a_row_of_which_a_selected_value_cannot_be_computed_is_rejected(self):
        stages = LINES + '''
  - {name: rows, kind: rows.select, inputs: [lines], params: {columns: [number, {far: "9223372036854775807 - 100 + number", same: cast(number as text)}]}}
  - {name: bad, kind: table.write, inputs: [rows.rejected], params: {path: bad.csv, format: csv}}
  - {name: out, kind: table.write, inputs: [rows], params: {path: out.jsonl, format: jsonl}}
'''
        path = self.file("rejects.yaml", stages)
        self.assert_exit(0, self.weir("-C", self.folder, "run", path))
        self.assertEqual([{"number": n, "far": 2 ** 63 - 1 - 100 + n, "same": str(n)} for n in range(1, 101)],
                         [json.loads(line) for line in (self.folder / "out.jsonl").read_text().splitlines()])
        with open(self.folder / "bad.csv", newline="", encoding="utf-8") as file:
            bad = list(csv.DictReader(file))
        self.assertEqual([(line, str(number)) for number, line in enumerate(book(), 1) if number > 100], [(row["line"], row["number"]) for row in bad])
        self.assertEqual({"'9223372036854775807 - 100 + number' is too large for an int"}, {row["reason"] for row in bad})

    def test_mistakes_in_what_is_selected_are_shown_in_their_places(self):
        for columns, message, under in [
            ("[line, length(line)]", "'length(line)' is not a column; give it a name: {NAME: length(line)}", "length(line)]"),
            ("[line, lin]", "there is no column 'lin' in Rows(line text, number int); did you mean 'line'?", "lin]"),
            ("[{size: lenth(line)}]", "param 'columns.size': there is no function 'lenth'; did you mean 'length'?", "lenth"),
            ("[line, {line: number}]", "there is a column 'line' already; give one of them another name", "line: number"),
            ("[{line: number}, line]", "'line' is named twice; keep one", "line]"),
            ("[{'': number}]", "a column needs a name", "'': number"),
            ("[line, {}]", "an empty map names no column; write {NAME: EXPRESSION}, or take it away", "[line, {}]"),
            ("[[line]]", "expected a text or a map, found a list", "[line]]"),
            ("{size: length(line)}", "expected a list", "{size"),
        ]:
            path = self.file("bad.yaml", LINES + f"  - {{name: a, kind: rows.select, inputs: [lines], params: {{columns: {columns}}}}}\n"
                             "  - {name: out, kind: table.write, inputs: [a]}\n")
            result = self.weir("check", path)
            self.assert_exit(2, result)
            self.assertIn(message, result.stderr)
            shown = result.stderr.splitlines()
            at = next(i for i, text in enumerate(shown) if "name: a," in text)
            self.assertTrue(shown[at][shown[at + 1].index("^"):].startswith(under), (columns, shown[at:at + 2]))


if __name__ == "__main__":
    unittest.main()
