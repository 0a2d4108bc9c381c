"""Outputs that a file names: rows.route, with Python beside it."""

import json
import unittest

from weir_command import ROOT, CommandTest

READ = "stages:\n  - {name: lines, kind: lines.read, params: {paths: [data/book.txt], number: true}}\n"
ROUTE = READ + "  - {name: split, kind: rows.route, inputs: [lines], params: {routes: @}}\n"


def book():
    text = (ROOT / "data/book.txt").read_bytes().decode("utf-8", "replace").replace("\r\n", "\n").removesuffix("\n")
    return list(enumerate(text.split("\n"), 1))


class RouteTest(CommandTest):
    def numbers(self, path):
        return [json.loads(line)["number"] for line in (self.folder / path).read_text().splitlines()]

    def sink(self, name, inputs):
        return f"  - {{name: {name}, kind: table.write, inputs: [{inputs}], params: {{path: {self.folder / name}.jsonl, format: jsonl}}}}\n"

    def errors(self, stages):
        path = self.file("wrong.yaml", stages)
        result = self.weir("check", path)
        self.assert_exit(2, result)
        return [line.removeprefix(f"{path}:") for line in result.stderr.splitlines() if line.startswith(path)]

    def test_each_row_leaves_by_the_first_output_whose_expression_is_true(self):
        config = self.file("route.yaml", ROUTE.replace("@", "{lords: \"line like '%lord%'\", Long_1: length(line) > 60, even: number % 2 = 0}").replace(
            "[lines], params", "[lines], replicas: 3, ordered: true, params") + self.sink("lords", "split.lords") + self.sink("long", "split.Long_1") +
            self.sink("even", "split.even") + self.sink("rest", "split"))
        expected = {"lords": [], "long": [], "even": [], "rest": []}
        for number, line in book():
            name = "lords" if "lord" in line.lower() else "long" if len(line) > 60 else "even" if number % 2 == 0 else "rest"
            expected[name].append(number)
        for name in expected:
            self.assertGreater(len(expected[name]), 50)
        report = self.folder / "report.json"
        self.assert_exit(0, self.weir("run", config, "--report", report))
        for name, numbers in expected.items():
            self.assertEqual(numbers, self.numbers(f"{name}.jsonl"))
        split = json.loads(report.read_text())["stages"][1]
        self.assertEqual(["lords", "Long_1", "even", "rejected"], list(split["named_outputs"]))

    def test_rows_of_no_route_are_dropped_where_nothing_reads_them_and_one_stage_may_read_several(self):
        config = self.file("route.yaml", ROUTE.replace("@", "{low: number < 100, high: number > 200}") + self.sink("some", "split.high, split.low"))
        self.assert_exit(0, self.weir("run", config))
        self.assertEqual([number for number, _ in book() if number < 100 or number > 200], sorted(self.numbers("some.jsonl")))

    def test_a_null_is_not_true_and_a_row_fails_only_where_its_value_is_needed(self):
        rows = self.file("rows.csv", "id,n\n1,5\n2,\n3,9223372036854775807\n4,9223372036854775806\n")
        config = self.file("route.yaml", f"""stages:
  - {{name: rows, kind: csv.read, params: {{paths: [{rows}], columns: {{id: int, n: int}}}}}}
  - {{name: split, kind: rows.route, inputs: [rows], params: {{routes: {{top: n = 9223372036854775807, small: n + 1 + 1 < 10}}}}}}
{self.sink("top", "split.top")}{self.sink("small", "split.small")}{self.sink("rest", "split")}{self.sink("bad", "split.rejected")}""")
        self.assert_exit(0, self.weir("run", config))
        ids = {name: [json.loads(line)["id"] for line in (self.folder / f"{name}.jsonl").read_text().splitlines()] for name in ["top", "small", "rest"]}
        self.assertEqual({"top": [3], "small": [1], "rest": [2]}, ids)
        self.assertEqual(1, len((self.folder / "bad.jsonl").read_text().splitlines()))

    def test_check_and_graph_show_the_outputs_and_their_columns(self):
        path = self.file("route.yaml", ROUTE.replace("@", "{low: number < 100}") + "  - {name: few, kind: rows.select, inputs: [split.low], params: {columns: [line]}}\n"
                         "  - {name: out, kind: table.write, inputs: [few]}\n")
        self.assertIn("  few: Rows(line text)\n", self.weir("check", path).stdout)
        self.assertIn("  split.low -> few: ", self.weir("check", path).stdout)
        stages = json.loads(self.weir("check", "--json", path).stdout)["files"][0]["plan"]["stages"]
        self.assertEqual({"low": "Rows", "rejected": "Rejected<Rows>"}, stages[1]["named_outputs"])
        self.assertIn("low: Rows", self.weir("graph", path).stdout)

    def test_the_page_of_the_kind_says_that_params_name_outputs(self):
        self.assertIn("\n          NAME.OUTPUT: Rows, for each OUTPUT that its params name\nrejects   NAME.rejected", self.weir("kinds", "rows.route").stdout)
        kinds = {kind["name"]: kind["names_outputs_by_params"] for kind in json.loads(self.weir("kinds", "--json").stdout)["kinds"]}
        self.assertEqual((True, False), (kinds["rows.route"], kinds["rows.where"]))

    def test_names_that_cannot_name_an_output_are_refused_at_their_places(self):
        stages = ROUTE.replace("@", "{big ones: number > 10, rejected: number > 5, ok: number > 1}") + self.sink("out", "split.ok")
        column = stages.splitlines()[2].index
        self.assertEqual(
            [f"3:{column('big ones') + 1}: error: stage 'split': key 'params': 'big ones' cannot name an output: a name is made of letters, digits, '_' and "
             "'-', with a letter first",
             f"3:{column('rejected') + 1}: error: stage 'split': key 'params': the stage has an output 'rejected' already; take another name"],
            self.errors(stages))

    def test_a_route_that_nothing_reads_and_one_that_is_not_there_are_errors(self):
        stages = ROUTE.replace("@", "{big: number > 10, small: number < 5}")
        column = stages.splitlines()[2].index("small") + 1
        self.assertEqual([f"3:{column}: error: stage 'split': key 'params': no stage reads the output 'small'; name it in the inputs of a stage below, or "
                          "take it away"], self.errors(stages + self.sink("out", "split.big, split")))
        self.assertEqual(["3:12: error: stage 'split': no stage reads its output; name it in the inputs of a stage below, or take it away"],
                         self.errors(stages + self.sink("out", "lines")))
        errors = self.errors(stages + self.sink("out", "split.bigg"))
        self.assertEqual(1, len(errors))
        self.assertIn("stage 'split' (rows.route) has no output 'bigg'; did you mean 'split.big'?", errors[0])

    def test_an_expression_that_is_wrong_is_shown_inside_it_and_wrong_params_only_once(self):
        stages = ROUTE.replace("@", "{big: numbr > 10, small: number}") + self.sink("out", "split.big, split.small")
        line = stages.splitlines()[2]
        self.assertEqual([f"3:{line.index('numbr') + 1}: error: stage 'split': param 'routes.big': there is no column 'numbr'; did you mean 'number'?",
                          f"3:{line.index('number}') + 1}: error: stage 'split': param 'routes.small': its value is int, not true or false; compare it with "
                          "something"], self.errors(stages))
        self.assertEqual(1, len(self.errors(ROUTE.replace("@", "[number > 10]") + self.sink("out", "split.big, split.small"))))


if __name__ == "__main__":
    unittest.main()
