"""`weir run --report`: the outcome as JSON."""

import json
import pathlib
import unittest

from weir_command import CommandTest

PIPELINE = """
pipeline: counted
workers: 2
stages:
  - {name: items, kind: synthetic.items, params: {count: 1000}}
  - {name: work, kind: synthetic.work, inputs: [items], replicas: 2, batch_size: 10, queue_depth: 3, params: {cost: 10us}}
  - {name: out, kind: synthetic.discard, inputs: [work], batch_size: 7}
"""


class ReportTest(CommandTest):
    def report(self, *args):
        path = self.folder / "report.json"
        result = self.weir("run", self.file("p.yaml", PIPELINE), "--report", path, *args)
        self.assert_exit(0, result)
        return json.loads(path.read_text())

    def test_it_says_what_ran_and_how_it_ended(self):
        told = self.report()
        self.assertEqual(1, told["version"])
        self.assertEqual("counted", told["pipeline"])
        self.assertEqual(("done", 0, None, True), (told["outcome"], told["exit_code"], told["error"], told["finished"]))
        self.assertEqual(2, told["workers"])
        self.assertEqual(1000, told["items"])
        self.assertGreater(told["wall_seconds"], 0)
        self.assertGreater(told["peak_memory_bytes"], 0)
        self.assertAlmostEqual(1000 / told["wall_seconds"], told["items_per_second"], places=3)

    def test_every_item_is_accounted_for(self):
        items, work, out = self.report()["stages"]
        self.assertEqual(("items", 0, 1000), (items["name"], items["items_in"], items["items_out"]))
        self.assertEqual(("work", 1000, 1000), (work["name"], work["items_in"], work["items_out"]))
        self.assertEqual(("out", 1000, 0), (out["name"], out["items_in"], out["items_out"]))
        self.assertEqual(("synthetic.work", 2), (work["kind"], work["replicas"]))

    def test_nothing_is_above_its_bound(self):
        told = self.report()
        self.assertLessEqual(told["peak_batches"], told["bound"]["batches"])
        for stage in told["stages"]:
            self.assertLessEqual(stage["peak_queue"], stage["queue_depth"], stage["name"])
            self.assertLessEqual(stage["busy_share"], 1.01, stage["name"])
        self.assertEqual(3, told["stages"][1]["queue_depth"])

    def test_busy_time_is_at_least_what_the_items_cost(self):
        work = self.report()["stages"][1]
        self.assertGreaterEqual(work["busy_seconds"], 0.009)

    def test_it_is_written_with_quiet_too(self):
        self.assertEqual("done", self.report("--quiet")["outcome"])

    def test_a_place_that_cannot_be_written_is_found_before_the_run(self):
        marker = self.folder / "primes.txt"
        config = f"""
pipeline: primes
stages:
  - {{name: segments, kind: primes.segments, params: {{to: 100}}}}
  - {{name: sieve, kind: primes.sieve, inputs: [segments]}}
  - {{name: out, kind: primes.write, inputs: [sieve], params: {{path: '{marker}'}}}}
"""
        result = self.weir("run", self.file("p.yaml", config), "--report", self.folder / "missing" / "report.json")
        self.assert_exit(2, result)
        self.assertTrue(result.stderr.startswith("weir: error: cannot write "), result.stderr)
        self.assertFalse(marker.exists())

    def test_a_config_that_cannot_run_leaves_the_report_alone(self):
        report = self.file("report.json", "as it was")
        result = self.weir("run", self.file("p.yaml", PIPELINE.replace("[items]", "[nothing]")), "--report", report)
        self.assert_exit(2, result)
        self.assertEqual("as it was", pathlib.Path(report).read_text())


if __name__ == "__main__":
    unittest.main()
