"""The command and the signals that it gets."""

import json
import unittest

from weir_command import ENDLESS, STUCK, CommandTest, send, signal, status, wait_until_not_caught

# The queue holds work for minutes, so draining it takes far longer than stopping.
FULL_QUEUE = ENDLESS.replace("queue_depth: 4", "queue_depth: 10000").replace("1ms", "50ms")

COUNT_FOREVER = """
pipeline: count_forever
stages:
  - {name: segments, kind: primes.segments, params: {from: 0, to: 1000000000000000, segment_size: 3000}}
  - {name: sieve, kind: primes.sieve, inputs: [segments], params: {emit: counts}}
  - {name: count, kind: primes.count, inputs: [sieve]}
  - {name: out, kind: table.write, inputs: [count], params: {path: PATH, format: csv}}
"""

# A processor is busy with it for seconds; a matrix with rows missing cannot be written.
ROWS = """
pipeline: rows
workers: 1
stages:
  - name: blocks
    kind: matrix.blocks
    params: {a: {random: {rows: 20000, cols: 1500, seed: 1}}, b: {random: {rows: 1500, cols: 4000, seed: 2}}, block_rows: 16}
  - {name: product, kind: matrix.multiply, inputs: [blocks]}
  - {name: out, kind: matrix.write, inputs: [product], params: {path: PATH}}
"""


class SignalsTest(CommandTest):
    def test_the_first_sigint_lets_sinks_finish_and_ends_with_130(self):
        table = self.folder / "count.csv"
        config = self.file("p.yaml", ENDLESS.replace("synthetic.discard, inputs: [work]",
                                                     f"table.write, inputs: [work], params: {{path: '{table}', format: csv}}"))
        report = self.folder / "report.json"
        run = self.start_running(config, "--report", report)
        run.send_signal(signal.SIGINT)
        code, error = self.ends(run)
        self.assertEqual(130, code, error)
        told = json.loads(report.read_text())
        self.assertEqual(("interrupted", None), (told["outcome"], told["error"]))
        self.assertEqual("weir: interrupted by SIGINT: the sources stopped early, and the outputs hold what had come by then",
                         error.splitlines()[-1])
        self.assertEqual(130, told["exit_code"])
        items = told["stages"][0]["items_out"]
        self.assertGreater(items, 0)
        numbers = table.read_text().split()[1:]
        self.assertEqual([str(number) for number in range(items)], sorted(numbers, key=int))

    def test_sigterm_does_the_same_and_ends_with_143(self):
        run = self.start_running(self.file("p.yaml", ENDLESS))
        run.send_signal(signal.SIGTERM)
        code, error = self.ends(run)
        self.assertEqual(143, code, error)
        self.assertIn("wall time", error)

    def test_the_second_signal_drops_what_is_under_way(self):
        report = self.folder / "report.json"
        run = self.start_running(self.file("p.yaml", FULL_QUEUE), "--report", report)
        send(run, signal.SIGINT)
        run.send_signal(signal.SIGINT)
        code, error = self.ends(run)
        self.assertEqual(130, code, error)
        told = json.loads(report.read_text())
        self.assertEqual("stopped", told["outcome"])
        self.assertTrue(error.endswith("stopped by a second signal: outputs of stages that had not finished are absent\n"), error)
        self.assertFalse(told["finished"])
        self.assertLess(told["items"], told["stages"][0]["items_out"])

    def test_the_first_signal_decides_the_exit_code(self):
        run = self.start_running(self.file("p.yaml", FULL_QUEUE))
        send(run, signal.SIGTERM)
        run.send_signal(signal.SIGINT)
        code, error = self.ends(run)
        self.assertEqual(143, code, error)

    def test_the_third_signal_ends_even_a_stage_that_does_not_return(self):
        run = self.start_running(self.file("p.yaml", STUCK))
        send(run, signal.SIGINT)
        send(run, signal.SIGINT)
        wait_until_not_caught(run, signal.SIGINT)
        run.send_signal(signal.SIGINT)
        code, error = self.ends(run)
        # The command itself gives up two seconds after the second signal; on a busy machine that may come first.
        self.assertIn(code, [-signal.SIGINT, 130], error)

    def test_the_second_signal_ends_even_a_stage_that_does_not_return_and_names_it(self):
        report = self.folder / "report.json"
        run = self.start_running(self.file("p.yaml", STUCK), "--report", report)
        send(run, signal.SIGTERM)
        send(run, signal.SIGTERM)
        code, error = self.ends(run)
        self.assertEqual(143, code, error)
        self.assertIn("weir: error: stopped by a second signal; 2 s later still busy: work\n", error)
        told = json.loads(report.read_text())
        self.assertEqual(("stopped", ["work"]), (told["outcome"], told["error"]["busy_stages"]))

    def test_a_sink_that_cannot_finish_early_is_told_and_the_run_counts_as_interrupted(self):
        report, path = self.folder / "report.json", self.folder / "out.npy"
        run = self.start_running(self.file("p.yaml", ROWS.replace("PATH", str(path))), "--report", report)
        run.send_signal(signal.SIGINT)
        code, error = self.ends(run)
        self.assertEqual(130, code, error)
        self.assertIn("weir: error: stage 'out', replica 0: ", error)
        self.assertIn("weir: interrupted by SIGINT: ", error)
        told = json.loads(report.read_text())
        self.assertEqual(("interrupted", 130, "out"), (told["outcome"], told["exit_code"], told["error"]["stage"]))
        self.assertFalse(path.exists())

    def test_a_hangup_is_like_sigterm_and_ends_with_129(self):
        run = self.start_running(self.file("p.yaml", ENDLESS))
        run.send_signal(signal.SIGHUP)
        code, error = self.ends(run)
        self.assertEqual(129, code, error)

    def test_a_signal_that_the_process_was_started_to_ignore_stays_ignored(self):
        usual = signal.signal(signal.SIGINT, signal.SIG_IGN)
        self.addCleanup(signal.signal, signal.SIGINT, usual)
        run = self.start_running(self.file("p.yaml", ENDLESS))
        self.assertTrue(int(status(run, "SigIgn"), 16) >> (signal.SIGINT - 1) & 1)
        run.send_signal(signal.SIGINT)
        run.send_signal(signal.SIGTERM)
        code, error = self.ends(run)
        self.assertEqual(143, code, error)

    def test_totals_that_a_stage_kept_come_out_after_an_interrupt(self):
        table = self.folder / "count.csv"
        run = self.start_running(self.file("p.yaml", COUNT_FOREVER.replace("PATH", str(table))))
        run.send_signal(signal.SIGINT)
        code, error = self.ends(run)
        self.assertEqual(130, code, error)
        head, count = table.read_text().split()
        self.assertEqual("count", head)
        self.assertGreater(int(count), 0)


if __name__ == "__main__":
    unittest.main()
