"""Rows that a stage rejects say the file and the line that they are from, however they came to it, as Python counts lines."""

import csv
import io
import json
import random
import unittest

from weir_command import CommandTest


class OriginsTest(CommandTest):
    def rejects(self, stages, name, *options, stdin=None):
        """What the stage of that name rejects: its rows, with `origin` and `reason`."""
        path = self.folder / "rejected.jsonl"
        stages += f"  - {{name: out, kind: synthetic.discard, inputs: [{name}]}}\n"
        stages += f"  - {{name: bad, kind: table.write, inputs: [{name}.rejected], params: {{path: {path}, format: jsonl}}}}\n"
        result = self.weir("run", self.file("origins.yaml", "stages:\n" + stages), *options, stdin=stdin)
        self.assert_exit(0, result)
        return [json.loads(line) for line in path.read_text().splitlines()]

    def places(self, stages, name, *options, stdin=None):
        return sorted(row["origin"] for row in self.rejects(stages, name, *options, stdin=stdin))

    def write_logs(self):
        """Files of lines of which some do not fit `{n: int} {text}`, with their places."""
        chance = random.Random(3)
        unfit, paths = [], []
        for number in range(5):
            path = self.folder / f"{number}.log"
            lines = [chance.choice(["17 fits", f"{chance.randrange(10**6)} fits, too", "", "does not", "12"]) + chance.choice(["", "\r"])
                     for _ in range(3000)]
            end = chance.choice(["", "\n"])
            path.write_bytes(("\n".join(lines) + end).encode())
            for place, line in enumerate(lines, 1):
                line = line.removesuffix("\r") if place < len(lines) or end else line
                left, space, _ = line.partition(" ")
                if not (space and left.isdigit()) and not (place == len(lines) and not line and not end):
                    unfit.append(f"{path}:{place}")
            paths.append(str(path))
        return paths, sorted(unfit)

    def test_a_line_of_a_log_that_does_not_fit_is_told_by_its_file_and_line(self):
        paths, unfit = self.write_logs()
        lines = f"  - {{name: lines, kind: lines.read, params: {{paths: [{', '.join(paths)}], slice_size: 1KiB}}}}\n"
        split = "kind: rows.split, replicas: 3, params: {{pattern: '{n: int} {text}'}}".replace("{{", "{").replace("}}", "}")
        match = "kind: rows.match, replicas: 2, params: {pattern: '(?P<n>[0-9]+) (?P<text>.*)', types: {n: int}}"
        self.assertGreater(len(unfit), 100)
        self.assertEqual(unfit, self.places(f"{lines}  - {{name: rows, {split}, inputs: [lines]}}\n", "rows"))
        between = (lines + "  - {name: some, kind: rows.where, inputs: [lines], params: {that: \"line <> '17 fits'\"}}\n"
                   "  - {name: set, kind: rows.set, inputs: [some], params: {values: {size: length(line)}}}\n"
                   "  - {name: named, kind: rows.rename, inputs: [set], params: {columns: {line: message}}}\n"
                   "  - {name: few, kind: rows.select, inputs: [named], params: {columns: [message]}}\n")
        self.assertEqual(unfit, self.places(f"{between}  - {{name: rows, {match.replace('{pattern', '{column: message, pattern')}, inputs: [few]}}\n", "rows"))

    def test_the_first_one_is_named_where_it_ends_the_run(self):
        path = self.file("access.log", "1 a\n2 b\nnonsense\n")
        result = self.weir("run", self.file("stop.yaml", f"""
stages:
  - {{name: lines, kind: lines.read, params: {{paths: [{path}]}}}}
  - {{name: rows, kind: rows.split, inputs: [lines], params: {{pattern: '{{n: int}} {{text}}'}}}}
  - {{name: out, kind: table.write, inputs: [rows]}}
"""))
        self.assert_exit(1, result)
        self.assertRegex(result.stderr, rf"(?m)^weir: error: stage 'rows', replica 0: rejected an item: column 'line': 'nonsense' .* \({path}:3\)$")

    def test_records_of_csv_are_told_by_the_lines_on_which_they_begin(self):
        chance = random.Random(4)
        for quoted in (False, True):
            text, begins, line = "id,factor,note\n", [], 2
            for i in range(30_000):
                note = chance.choice(["", '"on two\nlines"', '"a ""quote"""']) if quoted else "plain"
                factor = "much" if i % 1000 == 999 else str(chance.choice([0, 1, 5]))  # malformed; or overflows where it is 5
                if quoted and chance.randrange(50) == 0:
                    text += "\n"
                    line += 1
                record = f"{i},{factor},{note}\n"
                if factor == "5":
                    begins.append(line)
                text += record
                line += record.count("\n")
            self.assertEqual(30_001, sum(1 for row in csv.reader(io.StringIO(text)) if row))
            path = self.file("orders.csv", text)
            stages = (f"  - {{name: orders, kind: csv.read, params: {{paths: [{path}], columns: {{id: int, factor: int, note: text}}, on_malformed: skip}}}}\n"
                      "  - {name: set, kind: rows.set, inputs: [orders], params: {values: {product: factor * 4611686018427387904}}}\n")
            self.assertEqual(sorted(f"{path}:{place}" for place in begins), self.places(stages, "set"))

    def test_lines_of_json_are_told_also_between_blank_and_malformed_ones(self):
        chance = random.Random(5)
        lines = [chance.choice(["", "nonsense", '{"factor": 1}', '{"factor": 5}', '{"factor": 0}']) for _ in range(20_000)]
        places = [f"-:{place}" for place, line in enumerate(lines, 1) if "5" in line]
        stages = ("  - {name: objects, kind: jsonl.read, params: {paths: ['-'], columns: {factor: int}, on_malformed: skip, slice_size: 2KiB}}\n"
                  "  - {name: some, kind: rows.where, inputs: [objects], params: {that: factor * 4611686018427387904 > 0}}\n")
        self.assertEqual(sorted(places), self.places(stages, "some", stdin="\n".join(lines)))

    def test_rows_that_a_table_does_not_have_are_told(self):
        rates = self.file("rates.csv", "country,rate\nNZ,1.5\n")
        path = self.file("orders.csv", "id,country\n" + "".join(f"{i},{'IE' if i % 7 == 3 else 'NZ'}\n" for i in range(100)))
        stages = (f"  - {{name: orders, kind: csv.read, params: {{paths: [{path}]}}}}\n"
                  f"  - {{name: rated, kind: rows.lookup, inputs: [orders], params: {{table: {rates}, on: country}}}}\n")
        self.assertEqual(sorted(f"{path}:{i + 2}" for i in range(100) if i % 7 == 3), self.places(stages, "rated"))

    def test_rows_that_were_put_in_another_order_do_not_claim_a_place(self):
        path = self.file("orders.csv", "id,factor\n1,5\n2,1\n")
        stages = (f"  - {{name: orders, kind: csv.read, params: {{paths: [{path}]}}}}\n"
                  "  - {name: sorted, kind: rows.sort, inputs: [orders], params: {by: [-id]}}\n"
                  "  - {name: set, kind: rows.set, inputs: [sorted], params: {values: {product: factor * 4611686018427387904}}}\n")
        self.assertEqual([""], self.places(stages, "set"))


if __name__ == "__main__":
    unittest.main()
