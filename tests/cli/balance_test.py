"""A balance that does not add up: with a plugin whose items change how many rows they have."""

import json
import os
import pathlib
import subprocess
import unittest

from weir_command import PATIENCE, ROOT, CommandTest

PLUGINS = pathlib.Path(os.environ.get("WEIR_PLUGINS", str(ROOT / "build/release/tests/plugin/plugins")))

STAGES = f"""
plugins: [{PLUGINS / 'melts.so'}]
workers: 1
stages:
  - {{name: ice, kind: ice.freeze}}
  - {{name: out, kind: table.write, inputs: [ice], batch_size: 1, params: {{path: '-', format: csv}}}}
"""
# Each slice has one row fewer when it has been counted, which happens first for its batch and then for its stage.
WRONG = "stage 'ice': 3 items of 27 rows made, 3 items of 30 rows put, 0 items refused, 0 items not sent"


class BalanceTest(CommandTest):
    def run_file(self, stages, *options):
        return self.weir("run", *options, "--report", self.folder / "report.json", self.file("p.yaml", stages))

    def told(self):
        return json.loads((self.folder / "report.json").read_text())

    def test_it_ends_with_70_after_the_table_and_says_where(self):
        result = self.run_file(STAGES)
        self.assert_exit(70, result)
        self.assertRegex(result.stderr, r"(?m)^ice +1 +- +3 ")
        self.assertRegex(result.stderr, rf"(?m)^balance +3 read = 3 written; in rows .*; it does not add up: {WRONG}$")
        self.assertTrue(result.stderr.endswith(f"\nweir: error: the balance of the run does not add up: {WRONG}\n"), result.stderr)
        told = self.told()
        self.assertEqual((70, "failed", WRONG), (told["exit_code"], told["outcome"], told["balance"]["wrong"]))
        self.assertEqual("number\n1\n2\n3\n", result.stdout)

    def test_without_the_table_the_balance_has_a_line_of_its_own(self):
        result = self.run_file(STAGES, "--quiet")
        self.assert_exit(70, result)
        self.assertRegex(result.stderr, rf"^weir: error: the balance of the run does not add up: {WRONG}\nweir: balance: 3 read = 3 written; .*\n$")

    def test_it_is_told_beside_what_a_stage_threw(self):
        refused = STAGES.replace("table.write", "ice.refuse").replace(", params: {path: '-', format: csv}", "")
        for options, begins in [([], "balance +"), (["--quiet"], "weir: balance: ")]:
            with self.subTest(options):
                result = self.run_file(refused, *options)
                self.assert_exit(70, result)
                self.assertIn("weir: error: stage 'out', replica 0: it is too cold\n", result.stderr)
                self.assertRegex(result.stderr, rf"(?m)^{begins}.*; it does not add up: stage 'ice': ")
                self.assertEqual(70, self.told()["exit_code"])

    def test_it_is_told_though_the_reader_of_the_output_went_away(self):
        many = STAGES.replace("ice.freeze", "ice.freeze, params: {count: 100000}")
        run = self.start("run", self.file("p.yaml", many), stdout=subprocess.PIPE)
        run.stdout.close()
        error = run.stderr.read().decode()
        self.assertEqual(70, run.wait(timeout=PATIENCE), error)
        self.assertRegex(error, r"(?m)^balance +.*; it does not add up: stage 'ice': ")


if __name__ == "__main__":
    unittest.main()
