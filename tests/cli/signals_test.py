"""What signals do to the command."""

import json
import os
import subprocess
import time
import unittest

from weir_command import ENDLESS, PATIENCE, STUCK, WEIR, CommandTest, close, send, send_anew, signal, status, wait_until_caught

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

# Keeps a processor busy for seconds; a matrix with missing rows cannot be written.
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


# Rows for a file, slow enough that draining them takes most of a second.
ROWS_OF_NUMBERS = ENDLESS.replace("queue_depth: 4", "queue_depth: 32").replace("1ms", "20ms").replace(
    "synthetic.discard, inputs: [work]", "table.write, inputs: [work], params: {path: PATH, format: csv}")

# The source ends at once, and the sink waits for the reader of its output: there are more rows than a pipe holds.
HELD_BY_ITS_READER = """
pipeline: held
workers: 2
stages:
  - {name: items, kind: synthetic.items, params: {count: 40000}}
  - {name: out, kind: table.write, inputs: [items], batch_size: 1000, queue_depth: 50, params: {path: '-', format: csv}}
"""

STOPPING = "weir: stopping: the sources end, and work under way has 10s to finish; a second signal drops it\n"


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
        self.assertEqual("weir: interrupted by SIGINT: the sources stopped early, so the outputs cover only part of the input",
                         error.splitlines()[-1])
        self.assertEqual(130, told["exit_code"])
        items = told["stages"][0]["items_out"]
        self.assertGreater(items, 0)
        self.assertFalse(table.exists())
        numbers = (self.folder / "count.csv.partial").read_text().split()[1:]
        self.assertEqual([str(number) for number in range(items)], sorted(numbers, key=int))

    def test_sigterm_does_the_same_and_ends_with_143(self):
        run = self.start_running(self.file("p.yaml", ENDLESS))
        run.send_signal(signal.SIGTERM)
        code, error = self.ends(run)
        self.assertEqual(143, code, error)
        self.assertIn("wall time", error)

    def test_the_second_signal_drops_what_is_under_way(self):
        report = self.folder / "report.json"
        run = self.start_running(self.file("p.yaml", FULL_QUEUE), "--report", report, "--grace", "1h")
        send(run, signal.SIGINT)
        send_anew(run, signal.SIGINT)
        code, error = self.ends(run)
        self.assertEqual(130, code, error)
        told = json.loads(report.read_text())
        self.assertEqual("stopped", told["outcome"])
        self.assertTrue(error.endswith("stopped by a second signal: outputs of stages that had not finished are missing\n"), error)
        self.assertFalse(told["finished"])
        self.assertLess(told["items"], told["stages"][0]["items_out"])

    def test_the_first_signal_decides_the_exit_code(self):
        run = self.start_running(self.file("p.yaml", FULL_QUEUE), "--grace", "1h")
        send(run, signal.SIGTERM)
        send_anew(run, signal.SIGINT)
        code, error = self.ends(run)
        self.assertEqual(143, code, error)

    def test_the_third_signal_ends_even_a_stage_that_does_not_return(self):
        run = self.start_running(self.file("p.yaml", STUCK), "--grace", "1h")
        send(run, signal.SIGINT)
        send_anew(run, signal.SIGINT)
        time.sleep(1.05)
        run.send_signal(signal.SIGINT)
        code, error = self.ends(run)
        # The command itself gives up two seconds after the second signal; on a busy machine that may come first.
        self.assertIn(code, [-signal.SIGINT, 130], error)

    def test_the_second_signal_ends_even_a_stage_that_does_not_return_and_names_it(self):
        report = self.folder / "report.json"
        run = self.start_running(self.file("p.yaml", STUCK), "--report", report, "--grace", "1h")
        send(run, signal.SIGTERM)
        send_anew(run, signal.SIGTERM)
        code, error = self.ends(run)
        self.assertEqual(143, code, error)
        self.assertIn("weir: error: stopped by a second signal; 2 s later still busy: work\n", error)
        told = json.loads(report.read_text())
        self.assertEqual(("stopped", ["work"]), (told["outcome"], told["error"]["busy_stages"]))

    def test_a_call_that_is_still_under_way_counts_as_busy(self):
        report = self.folder / "report.json"
        run = self.start_running(self.file("p.yaml", STUCK), "--report", report, "--grace", "0s")
        send(run, signal.SIGTERM)
        code, error = self.ends(run)
        self.assertEqual(143, code, error)
        told = json.loads(report.read_text())
        work = told["stages"][1]
        self.assertEqual(("work", "work"), (told["busiest_stage"], work["name"]))
        # It was in the call when the run was stopped, and two seconds later still.
        self.assertGreaterEqual(work["busy_seconds"], 2)
        self.assertIn("busiest stage  work, busy ", error)
        self.assertIn("weir: stopping: work under way is dropped\n", error)

    def test_a_sink_that_cannot_finish_early_is_told_and_the_run_counts_as_interrupted(self):
        report, path = self.folder / "report.json", self.folder / "out.npy"
        run = self.start_running(self.file("p.yaml", ROWS.replace("PATH", str(path))), "--report", report)
        run.send_signal(signal.SIGINT)
        code, error = self.ends(run)
        self.assertEqual(130, code, error)
        line = f"'{path}' is not made: the run was interrupted, and rows of the product are missing"
        self.assertIn(f"weir: stage 'out': {line}\n", error)
        self.assertIn("weir: interrupted by SIGINT: the sources stopped early", error)
        told = json.loads(report.read_text())
        self.assertEqual(("interrupted", 130, [line]), (told["outcome"], told["exit_code"], told["stages"][2]["missing"]))
        self.assertEqual(["p.yaml", "report.json"], sorted(file.name for file in self.folder.iterdir()))

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
        head, count = (self.folder / "count.csv.partial").read_text().split()
        self.assertEqual("count", head)
        self.assertGreater(int(count), 0)

    def test_the_first_signal_is_answered_at_once_with_one_line(self):
        run = self.start_running(self.file("p.yaml", FULL_QUEUE), "--quiet", "--grace", "10s")
        run.send_signal(signal.SIGTERM)
        while (line := run.stderr.readline().decode()) != STOPPING:
            self.assertRegex(line, r"^[0-9.]+ s  (<1|0) %  .* from sources, ")
        # Minutes of work are in its queue, but not the whole: the line no longer says how far it is.
        self.assertRegex(run.stderr.readline().decode(), r"^[0-9.]+ s  [0-9.]+( k)? items from sources, ")
        self.assertIsNone(run.poll())

    def test_a_request_that_arrives_twice_leaves_what_a_single_one_leaves(self):
        for first, second, gap in [("SIGTERM", "SIGTERM", 0), ("SIGINT", "SIGTERM", 0.001), ("SIGTERM", "SIGTERM", 0.05),
                                   ("SIGHUP", "SIGTERM", 0.2), ("SIGINT", "SIGTERM", 0.5), ("SIGTERM", "SIGINT", 0.5)]:
            with self.subTest(first=first, second=second, gap=gap):
                self.assert_left_as_by_one(getattr(signal, first), lambda: self.signalled_twice(first, second, gap))

    def signalled_twice(self, first, second, gap):
        """The run, after two signals that were certainly within a second of each other: a busy machine may need several attempts."""
        while True:
            run = self.start_with_rows()
            before = time.monotonic()
            send(run, getattr(signal, first))
            time.sleep(gap)
            run.send_signal(getattr(signal, second))
            if time.monotonic() - before < 0.9:
                return run
            close(run)

    def start_with_rows(self):
        for path in self.folder.iterdir():
            path.unlink()
        return self.start_running(self.file("p.yaml", ROWS_OF_NUMBERS.replace("PATH", f"'{self.folder / 'rows.csv'}'")), "--grace", "1h")

    def assert_left_as_by_one(self, number, signalled):
        run = self.start_with_rows()
        send(run, number)
        code, error = self.ends(run)
        self.assertEqual(128 + number, code, error)
        told, files = error.splitlines()[-1], sorted(path.name for path in self.folder.iterdir())
        run = signalled()
        code, error = self.ends(run)
        self.assertEqual((128 + number, told), (code, error.splitlines()[-1]), error)
        self.assertEqual(files, sorted(path.name for path in self.folder.iterdir()))
        self.assertEqual(1, error.count(STOPPING.replace("10s", "1h")), error)
        rows = next(self.folder.glob("rows.csv*")).read_text().split()
        self.assertEqual(["number"] + [str(number) for number in range(len(rows) - 1)], rows)

    def test_timeouts_signals_to_the_process_and_to_its_group_are_one_request(self):
        # Told to end, GNU timeout does as when the time is up: it signals the command, and then its group.
        config = self.file("p.yaml", ROWS_OF_NUMBERS.replace("PATH", f"'{self.folder / 'rows.csv'}'"))
        run = subprocess.Popen(["timeout", "1h", WEIR, "run", "--progress", "always", "--grace", "1h", config], stdin=subprocess.DEVNULL,
                               stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        self.addCleanup(close, run)
        self.assertIn(b" from sources, ", run.stderr.readline())
        run.send_signal(signal.SIGTERM)
        code, error = self.ends(run)
        self.assertEqual(143, code, error)
        self.assertIn("weir: interrupted by SIGTERM: the sources stopped early", error)
        self.assertNotIn("stopped by a second signal", error)
        rows = next(self.folder.glob("rows.csv*")).read_text().split()
        self.assertEqual(["number"] + [str(number) for number in range(len(rows) - 1)], rows)

    def test_a_drain_that_takes_longer_than_its_grace_is_stopped(self):
        report = self.folder / "report.json"
        run = self.start_running(self.file("p.yaml", FULL_QUEUE), "--report", report, "--grace", "200ms")
        run.send_signal(signal.SIGTERM)
        code, error = self.ends(run)
        self.assertEqual(143, code, error)
        self.assertIn(STOPPING.replace("10s", "200ms"), error)
        self.assertEqual("weir: interrupted by SIGTERM and stopped because it did not end within --grace: "
                         "outputs of stages that had not finished are missing", error.splitlines()[-1])
        told = json.loads(report.read_text())
        self.assertEqual(("stopped", 143, False), (told["outcome"], told["exit_code"], told["finished"]))

    def test_a_stage_that_does_not_return_is_left_when_the_grace_is_over(self):
        run = self.start_running(self.file("p.yaml", STUCK), "--grace", "100ms")
        run.send_signal(signal.SIGINT)
        code, error = self.ends(run)
        self.assertEqual(130, code, error)
        self.assertIn("weir: error: stopped when --grace was over; 2 s later still busy: work\n", error)

    def test_a_grace_that_is_not_a_duration_is_pointed_at_before_anything_starts(self):
        result = self.weir("run", self.file("p.yaml", ENDLESS), "--grace", "5")
        self.assert_exit(2, result)
        self.assertEqual("--grace:1:1: error: '5' has no unit; write 5ms or 5s\n 1 | 5\n   | ^\n", result.stderr)

    def test_a_run_whose_sources_had_ended_says_that_its_outputs_are_whole(self):
        report = self.folder / "report.json"
        run = self.start("run", "--progress", "always", "--report", report, self.file("p.yaml", HELD_BY_ITS_READER), stdout=subprocess.PIPE)
        while b" 40.0 k items from sources, " not in run.stderr.readline():
            self.assertIsNone(run.poll())
        send(run, signal.SIGINT)
        while run.stderr.readline().decode() != STOPPING:
            self.assertIsNone(run.poll())
        out, error = run.communicate(timeout=PATIENCE)
        self.assertEqual(130, run.returncode, error)
        self.assertEqual(b"weir: interrupted by SIGINT: all input had been read; the outputs are complete", error.splitlines()[-1])
        self.assertEqual([str(number) for number in range(40000)], out.decode().split()[1:])
        told = json.loads(report.read_text())
        self.assertEqual(("interrupted", False, 1), (told["outcome"], told["cut_short"], told["progress"]))

    def test_a_stderr_that_nobody_reads_does_not_hold_up_the_end(self):
        reading, writing = os.pipe()
        self.addCleanup(os.close, reading)
        os.set_blocking(writing, False)
        try:
            while os.write(writing, b"x" * 4096):
                pass
        except BlockingIOError:
            pass
        os.set_blocking(writing, True)
        run = self.start("run", "--progress", "always", self.file("p.yaml", ENDLESS), stderr=writing)
        os.close(writing)
        wait_until_caught(run, signal.SIGTERM)
        run.send_signal(signal.SIGTERM)
        self.assertEqual(143, run.wait(PATIENCE))


if __name__ == "__main__":
    unittest.main()
