"""`weir run`: what it takes, what it prints, how it ends."""

import json
import subprocess
import unittest

from weir_command import ENDLESS, PATIENCE, ROOT, STUCK, WEIR, CommandTest, status, wait_until

PRIMES = """
pipeline: primes
stages:
  - {name: segments, kind: primes.segments, params: {to: 1000}}
  - {name: sieve, kind: primes.sieve, inputs: [segments]}
  - {name: out, kind: primes.write, inputs: [sieve], params: {path: '-'}}
"""


def primes_below(end):
    return [n for n in range(2, end) if all(n % d for d in range(2, int(n**0.5) + 1))]


class RunTest(CommandTest):
    def test_stdout_is_the_pipelines_own_and_the_table_goes_to_stderr(self):
        result = self.weir("run", self.file("p.yaml", PRIMES))
        self.assert_exit(0, result)
        self.assertEqual([str(n) for n in primes_below(1001)], result.stdout.split())
        for text in ["stage", "segments", "sieve", "out", "waits for input", "wall time", "peak memory", "overhead", "busiest stage"]:
            self.assertIn(text, result.stderr)

    def test_quiet_says_nothing(self):
        result = self.weir("run", "--quiet", self.file("p.yaml", PRIMES))
        self.assert_exit(0, result)
        self.assertEqual("", result.stderr)

    def test_the_file_may_come_from_stdin(self):
        result = self.weir("run", "-q", "-", stdin=PRIMES)
        self.assert_exit(0, result)
        self.assertEqual(len(primes_below(1001)), len(result.stdout.split()))

    def test_an_error_in_a_file_from_stdin_names_stdin(self):
        result = self.weir("run", "-", stdin="pipeline: x\nstage: []\n")
        self.assert_exit(2, result)
        self.assertTrue(result.stderr.startswith("<stdin>:"), result.stderr)
        self.assertEqual("", result.stdout)

    def test_set_overrides_the_file(self):
        result = self.weir("run", "-q", self.file("p.yaml", PRIMES), "--set", "segments.params.to=30", "--set", "sieve.replicas=2",
                           "--set", "sieve.ordered=true")
        self.assert_exit(0, result)
        self.assertEqual([2, 3, 5, 7, 11, 13, 17, 19, 23, 29], [int(n) for n in result.stdout.split()])

    def test_a_set_that_is_wrong_is_pointed_at(self):
        result = self.weir("run", self.file("p.yaml", PRIMES), "--set", "sieve.replica=2")
        self.assert_exit(2, result)
        self.assertIn("sieve.replica", result.stderr)
        self.assertIn("did you mean 'replicas'?", result.stderr)
        self.assertIn("^", result.stderr)

    def test_a_timeout_without_a_unit_is_pointed_at(self):
        result = self.weir("run", self.file("p.yaml", PRIMES), "--timeout", "5")
        self.assert_exit(2, result)
        self.assertEqual("--timeout:1:1: error: key 'timeout': '5' has no unit; write 5ms or 5s\n 1 | 5\n   | ^\n", result.stderr)

    def test_workers_that_are_not_a_number_are_pointed_at(self):
        for workers in ["0", "-1", "many", "1.5"]:
            with self.subTest(workers):
                result = self.weir("run", self.file("p.yaml", PRIMES), f"--workers={workers}")
                self.assert_exit(2, result)
                self.assertTrue(result.stderr.startswith("--workers:1:1: error: "), result.stderr)

    def test_workers_that_are_a_word_get_told_that_auto_is_the_only_one(self):
        result = self.weir("run", self.file("p.yaml", PRIMES), "--workers", "AUTO")
        self.assert_exit(2, result)
        self.assertTrue(result.stderr.startswith("--workers:1:1: error: key 'workers': expected a whole number or auto, found 'AUTO'\n"), result.stderr)

    def test_errors_of_options_and_of_the_file_come_together(self):
        result = self.weir("run", self.file("p.yaml", PRIMES.replace("primes.sieve", "primes.seive")), "--timeout", "5")
        self.assert_exit(2, result)
        self.assertIn("did you mean 'primes.sieve'?", result.stderr)
        self.assertIn("--timeout:1:1: error:", result.stderr)

    def test_workers_may_be_more_than_the_cores(self):
        config = self.file("p.yaml", ENDLESS.replace("batch_size: 1,", "batch_size: 1, replicas: 12,").replace("queue_depth: 4", "queue_depth: 64"))
        run = self.start("run", config, "--workers", 12)
        wait_until(lambda: int(status(run, "Threads")) >= 12)
        self.assertIsNone(run.poll())

    def test_a_missing_file_is_bad_use(self):
        result = self.weir("run", "no_such_file.yaml")
        self.assert_exit(2, result)
        self.assertIn("no_such_file.yaml", result.stderr)

    def test_a_stage_that_fails_is_named_with_the_cause(self):
        report = self.folder / "report.json"
        config = self.file("p.yaml", PRIMES.replace("'-'", str(self.folder / "missing" / "primes.txt")))
        result = self.weir("run", config, "--report", report)
        self.assert_exit(1, result)
        self.assertTrue(result.stderr.startswith("weir: error: stage 'out', replica 0: cannot write "), result.stderr)
        self.assertEqual(1, result.stderr.count("\n"))
        told = json.loads(report.read_text())
        self.assertEqual(("failed", 1, "out"), (told["outcome"], told["exit_code"], told["error"]["stage"]))

    def test_a_timeout_ends_the_run_with_124(self):
        report = self.folder / "report.json"
        result = self.weir("run", self.file("p.yaml", ENDLESS), "--timeout", "100ms", "--report", report)
        self.assert_exit(124, result)
        self.assertIn("weir: error: ", result.stderr)
        self.assertEqual("timed_out", json.loads(report.read_text())["outcome"])

    def test_a_timeout_ends_even_a_stage_that_does_not_return_and_names_it(self):
        report = self.folder / "report.json"
        result = self.weir("run", self.file("p.yaml", STUCK), "--timeout", "100ms", "--report", report)
        self.assert_exit(124, result)
        self.assertEqual(["weir: error: timeout after 100ms; 2 s later still busy: work",
                          "weir: timed out: outputs of stages that had not finished are missing"], result.stderr.splitlines()[-2:])
        told = json.loads(report.read_text())
        self.assertEqual(("timed_out", ["work"]), (told["outcome"], told["error"]["busy_stages"]))

    def test_a_closed_pipe_ends_quietly(self):
        config = self.file("p.yaml", PRIMES.replace("1000", "100000000"))
        run = self.start("run", config, stdout=subprocess.PIPE)
        self.assertEqual([b"2\n", b"3\n", b"5\n"], [run.stdout.readline() for _ in range(3)])
        run.stdout.close()
        self.assertEqual((b"", 0), (run.stderr.read(), run.wait(PATIENCE)))

    def test_a_full_disk_is_an_error(self):
        with open("/dev/full", "wb") as full:
            result = subprocess.run([WEIR, "run", "-q", self.file("p.yaml", PRIMES)], stdout=full, stderr=subprocess.PIPE, cwd=ROOT,
                                    timeout=PATIENCE, check=False)
        self.assertEqual(1, result.returncode, result.stderr)
        self.assertIn(b"No space left on device", result.stderr)


if __name__ == "__main__":
    unittest.main()
