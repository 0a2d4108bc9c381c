"""A pipeline in several files: `weir run base.yaml production.yaml`."""

import json
import unittest

from weir_command import ROOT, CommandTest

FOLDER = ROOT / "tests/cli/several_files"
BASE, PRODUCTION = FOLDER / "base.yaml", FOLDER / "production.yaml"
HERE = ("--set", "orders.params.paths=[data/orders.csv]")


class SeveralFilesTest(CommandTest):
    def plan(self, *args):
        result = self.weir("check", "--json", *args)
        self.assert_exit(0, result)
        return json.loads(result.stdout)["files"][0]

    def test_a_later_file_goes_over_the_earlier_one(self):
        told = self.plan(BASE, PRODUCTION, *HERE)
        self.assertEqual((str(BASE), [str(PRODUCTION)]), (told["file"], told["changed_by"]))
        plan = told["plan"]
        self.assertEqual(("orders", 8, None), (plan["pipeline"], plan["workers"], plan["timeout_seconds"]))
        self.assertEqual(["orders", "local", "large", "out"], [stage["name"] for stage in plan["stages"]])
        self.assertEqual([("orders", "local"), ("local", "large"), ("large", "out")], [(edge["from"], edge["to"]) for edge in plan["edges"]])
        self.assertEqual([{"name": "debug", "kind": "table.write", "cause": "disabled"}], plan["left_out"])
        self.assertEqual((2, 60), (self.plan(BASE)["plan"]["workers"], self.plan(BASE)["plan"]["timeout_seconds"]))

    def test_it_runs_what_is_checked_and_drawn(self):
        result = self.weir("run", "-q", BASE, PRODUCTION, *HERE, "--set", "out.params.format=tsv")
        self.assert_exit(0, result)
        self.assertEqual(["id", "1001"], [line.split("\t")[0] for line in result.stdout.splitlines()])
        drawn = self.weir("graph", BASE, PRODUCTION, *HERE)
        self.assert_exit(0, drawn)
        self.assertIn("local\\nrows.where", drawn.stdout)
        self.assertIn("debug\\ntable.write\\nleft out\", style=dashed", drawn.stdout)

    def test_one_file_may_come_from_stdin_at_any_place(self):
        sets = [*HERE, "--set", "debug.enabled=false"]
        first = self.weir("run", "-q", "-", PRODUCTION, *sets, stdin=BASE.read_text())
        second = self.weir("run", "-q", BASE, "-", *sets, stdin=PRODUCTION.read_text())
        self.assert_exit(0, first)
        self.assertEqual(first.stdout, second.stdout)
        result = self.weir("run", "-q", BASE, "-", "--set", "orders.params.paths=['-']", "--set", "orders.params.columns={id: int, amount: float, country: text}",
                           stdin=PRODUCTION.read_text())
        self.assert_exit(2, result)
        self.assertIn("the standard input is the config itself", result.stderr)

    def test_errors_of_all_files_are_told_at_once_with_the_file_that_they_are_in(self):
        over = self.file("over.yaml", "workers: 0\nstages:\n  - {name: large, params: {that: amount > }}\n  - {name: out, params: {formt: csv}}\n  - {name: out, kind: table.write, inputs: [large]}\n")
        result = self.weir("check", BASE, over)
        self.assert_exit(2, result)
        places = [line.partition(": error: ")[0] for line in result.stderr.splitlines() if ": error: " in line]
        self.assertEqual([f"{over}:{place}" for place in ("1:10", "3:42", "4:26", "5:12")], places, result.stderr)
        self.assertIn("the name is taken; take another; the first is on line 4\n", result.stderr)
        last = self.file("last.yaml", "stages:\n  - {name: out, replicas: 1}\n")
        self.assertIn(f"the name is taken; take another; the first is on line 2 of {last}\n", self.weir("check", BASE, over, last).stderr)

    def test_a_broken_file_does_not_hide_the_faults_of_another(self):
        one, two = self.file("one.yaml", "stages: [\n"), self.file("two.yaml", "a: b: c\n")
        result = self.weir("run", one, two)
        self.assert_exit(2, result)
        self.assertIn(f"{one}:1:9: error: ", result.stderr)
        self.assertIn(f"{two}:1:", result.stderr)
        missing = self.folder / "missing.yaml"
        result = self.weir("run", BASE, missing)
        self.assert_exit(2, result)
        self.assertEqual(f"weir: error: cannot read '{missing}': there is no such file\n", result.stderr)

    def test_a_report_where_a_stage_writes_is_told_with_the_file(self):
        target = self.folder / "out.csv"
        over = self.file("over.yaml", f"stages:\n  - {{name: out, params: {{path: {target}}}}}\n  - {{name: debug, enabled: false}}\n")
        result = self.weir("run", BASE, over, "--report", target)
        self.assert_exit(2, result)
        self.assertEqual(f"--report:1:1: error: stage 'out', line 2 of {over} already writes there; name another file", result.stderr.splitlines()[0])


if __name__ == "__main__":
    unittest.main()
