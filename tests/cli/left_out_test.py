"""`enabled: false`: what runs, and what the commands show of the rest."""

import json
import os
import subprocess
import unittest

from weir_command import CommandTest, PATIENCE, ROOT, WEIR

STAGES = """
stages:
  - {name: rows, kind: csv.read, params: {paths: [FILE], columns: {id: int, n: int}}}
  - {name: large, kind: rows.where, inputs: [rows], enabled: ${LARGE:-true}, params: {that: n > 1}}
  - {name: out, kind: table.write, inputs: [large], params: {format: csv}}
  - {name: copy, kind: table.write, inputs: [large], enabled: ${COPY:-false}, params: {format: csv, path: COPY}}
"""


class LeftOutTest(CommandTest):
    def config(self):
        rows = self.file("rows.csv", "id,n\n1,1\n2,2\n3,3\n")
        return self.file("p.yaml", STAGES.replace("FILE", rows).replace("COPY}}", f"{self.folder}/copy.csv}}}}"))

    def weir_with(self, environment, *args):
        return subprocess.run([WEIR, *args], env={**os.environ, **environment}, stdin=subprocess.DEVNULL, capture_output=True, text=True, cwd=ROOT,
                              timeout=PATIENCE, check=False)

    def test_the_environment_switches_stages_on_and_off(self):
        config, copy = self.config(), self.folder / "copy.csv"
        result = self.weir_with({}, "run", "-q", config)
        self.assertEqual((0, "id,n\n2,2\n3,3\n", False), (result.returncode, result.stdout, copy.exists()), result.stderr)
        result = self.weir_with({"LARGE": "false"}, "run", "-q", config)
        self.assertEqual((0, "id,n\n1,1\n2,2\n3,3\n", False), (result.returncode, result.stdout, copy.exists()), result.stderr)
        result = self.weir_with({"COPY": "true"}, "run", "-q", config)
        self.assertEqual((0, "id,n\n2,2\n3,3\n", "id,n\n2,2\n3,3\n"), (result.returncode, result.stdout, copy.read_text()), result.stderr)
        result = self.weir_with({"COPY": "maybe"}, "run", "-q", config)
        self.assertEqual(2, result.returncode)
        self.assertIn("key 'enabled': expected true or false, found 'maybe'", result.stderr)

    def test_check_and_graph_show_what_is_left_out(self):
        config = self.config()
        environment = {"LARGE": "false"}
        result = self.weir_with(environment, "check", config)
        self.assertIn("\nleft out\n  large: not enabled; its input goes to its readers\n  copy: not enabled\n\n", result.stdout)
        plan = json.loads(self.weir_with(environment, "check", "--json", config).stdout)["files"][0]["plan"]
        self.assertEqual([("rows", "out")], [(edge["from"], edge["to"]) for edge in plan["edges"]])
        self.assertEqual([{"name": "large", "kind": "rows.where", "cause": "passed_by"}, {"name": "copy", "kind": "table.write", "cause": "disabled"}], plan["left_out"])
        for form, drawn in (("dot", "x0 [label=\"large\\nrows.where\\nleft out\", style=dashed];"),
                            ("mermaid", 'x0["large<br/>rows.where<br/>left out"]')):
            self.assertIn(drawn, self.weir_with(environment, "graph", "--format", form, config).stdout)
        self.assertNotIn("left out", self.weir_with({"COPY": "true"}, "check", config).stdout)

    def test_what_reads_a_stage_that_is_passed_by_twice_gets_its_rows_twice(self):
        config = self.file("twice.yaml", STAGES.replace("FILE", self.file("rows.csv", "id,n\n1,1\n2,2\n")).replace("inputs: [large], params: {format: csv}", "inputs: [rows, large], params: {format: csv}"))
        result = self.weir_with({"LARGE": "false"}, "run", "-q", config)
        self.assertEqual((0, ["1,1", "1,1", "2,2", "2,2", "id,n"]), (result.returncode, sorted(result.stdout.split())), result.stderr)

    def test_files_of_what_is_left_out_are_not_looked_at(self):
        config = self.file("p.yaml", "stages:\n  - {name: a, kind: csv.read, params: {paths: [data/orders.csv]}}\n  - {name: b, kind: csv.read, enabled: false, params: {paths: [no/such.csv]}}\n"
                           "  - {name: few, kind: rows.select, inputs: [a, b], params: {columns: [id]}}\n  - {name: out, kind: table.write, inputs: [few], params: {format: csv}}\n")
        result = self.weir("run", "-q", config)
        self.assert_exit(0, result)
        self.assertEqual(11, len(result.stdout.splitlines()))
        self.assertIn("no/such.csv", self.weir("run", "-q", config, "--set", "b.enabled=true").stderr)

    def test_columns_that_do_not_fit_without_a_stage_are_an_error(self):
        config = self.file("p.yaml", "stages:\n  - {name: a, kind: csv.read, params: {paths: [data/orders.csv]}}\n  - {name: tax, kind: rows.set, inputs: [a], params: {values: {tax: amount * 0.1}}}\n"
                           "  - {name: few, kind: rows.select, inputs: [tax], params: {columns: [id, tax]}}\n  - {name: out, kind: table.write, inputs: [few]}\n")
        self.assert_exit(0, self.weir("check", config))
        result = self.weir("check", config, "--set", "tax.enabled=false")
        self.assert_exit(2, result)
        self.assertIn("there is no column 'tax'", result.stderr)


if __name__ == "__main__":
    unittest.main()
