"""A program between rows and rows: `exec.pipe`."""

import collections
import json
import os
import pathlib
import signal
import time
import unittest

from exec_test import ExecTest, processes_with, processor_time, read, script, stage
from weir_command import send, send_anew, wait_until

DOUBLE = script("import sys\nfor line in sys.stdin: sys.stdout.write(line + line)")


class PipeTest(ExecTest):
    def seq(self, count):
        return read({"command": ["seq", str(count)]})

    def pipe(self, command, params=None, **settings):
        return {**stage("pipe", "exec.pipe", {"command": command, **(params or {})}, "in"), **settings}

    def piped(self, source, pipe, **settings):
        """What comes out, as objects."""
        result = self.run_stages(source, pipe, stage("out", "table.write", {"format": "jsonl"}, "pipe"), **settings)
        self.assert_exit(0, result)
        return [json.loads(line) for line in result.stdout.splitlines()]

    def lines(self, source, pipe, **settings):
        return [row["line"] for row in self.piped(source, pipe, **settings)]

    def fails(self, source, pipe):
        out = self.folder / "out.jsonl"
        result = self.run_stages(source, pipe, stage("out", "table.write", {"format": "jsonl", "path": str(out)}, "pipe"))
        self.assert_exit(1, result)
        self.assertFalse(out.exists())
        return result.stderr

    def test_lines_go_through_in_their_order(self):
        for workers in (1, 2):
            for count in (1, 1000, 300_000):
                with self.subTest(workers=workers, count=count):
                    self.assertEqual([str(i) for i in range(1, count + 1)], self.lines(self.seq(count), self.pipe(["cat"]), workers=workers))

    def test_csv_and_json_lines_go_in_and_come_out(self):
        source = read({"command": ["printf", 'id,name\n1,"a, b"\n2,\n'], "format": "csv", "columns": {"id": "int", "name": "text"}})
        rows = [{"id": 1, "name": "a, b"}, {"id": 2, "name": None}]
        columns = {"columns": {"id": "int", "name": "text"}}
        for params in ({"format": "csv"}, {"format": "jsonl"}, {"format": "csv", "header": False}):
            with self.subTest(params):
                self.assertEqual(rows, self.piped(source, self.pipe(["cat"], {**params, **columns})))
        self.assertEqual(["id,name", '1,"a, b"', "2,"], self.lines(source, self.pipe(["cat"], {"input_format": "csv"})))
        self.assertEqual(["2,"], self.lines(source, self.pipe(["tail", "-n", "1"], {"input_format": "csv", "input_header": False})))
        number = script("import json, sys\nfor line in sys.stdin: print(json.loads(line)['id'] * 10)")
        self.assertEqual(["10", "20"], self.lines(source, self.pipe(number, {"input_format": "jsonl"})))

    def test_one_that_doubles_and_one_that_drops_all(self):
        self.assertEqual([str(i // 2) for i in range(2, 200_002)], self.lines(self.seq(100_000), self.pipe(DOUBLE), workers=1))
        self.assertEqual([], self.lines(self.seq(100_000), self.pipe(["sh", "-c", "cat > /dev/null"]), workers=1))

    def test_one_that_prints_before_it_reads_and_one_that_prints_at_the_end(self):
        command = ["sh", "-c", "seq 200000; cat"]
        self.assertEqual([str(i) for i in [*range(1, 200_001)] * 2], self.lines(self.seq(200_000), self.pipe(command), workers=1))
        self.assertEqual(sorted(map(str, range(1, 100_001))), self.lines(self.seq(100_000), self.pipe(["env", "LC_ALL=C", "sort"]), workers=1))
        self.assertEqual(["100000"], self.lines(self.seq(100_000), self.pipe(["wc", "-l"])))

    def test_what_it_prints_is_sent_on_while_more_is_to_come(self):
        out = self.folder / "out.txt"
        source = read({"command": ["sh", "-c", f"echo a; while ! [ -s {out} ]; do sleep 0.01; done; echo b"]})
        result = self.run_stages(source, self.pipe(["cat"]), stage("out", "exec.write", {"command": ["sh", "-c", f"cat > {out}"]}, "pipe"))
        self.assert_exit(0, result)
        self.assertEqual("a\nb\n", out.read_text())

    def test_one_that_closes_its_input_early_has_had_enough(self):
        source = read({"command": ["yes"]})
        for command, rows in ((["head", "-n", "3"], ["y"] * 3), (["sh", "-c", "exec <&-; sleep 0.2; seq 100000"], [str(i) for i in range(1, 100_001)]),
                              (["true"], []), (["sh", "-c", "sleep 0.2; echo here"], ["here"])):
            for workers in (1, 2):
                with self.subTest(command, workers=workers):
                    self.assertEqual(rows, self.lines(source, self.pipe(command), workers=workers))
        self.assertIn("'sh -c \"head -n 1; exit 6\"' ended with exit code 6", self.fails(source, self.pipe(["sh", "-c", "head -n 1; exit 6"])))
        self.assertEqual(["y"], self.lines(source, self.pipe(["sh", "-c", "head -n 1; exit 6"], {"ok": [6]})))

    def test_with_several_replicas_the_first_that_has_had_enough_ends_the_input_of_all(self):
        rows = self.lines(read({"command": ["yes"]}), self.pipe(["head", "-n", "3"], replicas=4), workers=2)
        self.assertIn(len(rows), (3, 6, 9, 12))
        # What the others have been given comes out, too.
        first = self.folder / "first"
        command = ["sh", "-c", f"if mkdir {first} 2>&-; then sleep 0.3; head -n 1; else echo begins; cat > /dev/null; echo whole; fi"]
        rows = collections.Counter(self.lines(read({"command": ["yes"]}), self.pipe(command, replicas=3)))
        self.assertEqual(1, rows["y"])
        self.assertEqual(rows["begins"], rows["whole"])

    def test_each_replica_has_a_program_if_something_comes_to_it(self):
        mark = self.folder / "began"
        command = ["sh", "-c", f"echo x >> {mark}; cat"]
        for workers in (1, 2):
            mark.unlink(missing_ok=True)
            rows = self.lines(self.seq(300_000), self.pipe(command, replicas=4), workers=workers)
            self.assertEqual([*range(1, 300_001)], sorted(map(int, rows)))
            self.assertEqual(4, len(mark.read_text().split()))
        mark.unlink()
        self.assertEqual(["1"], self.lines(self.seq(1), self.pipe(command, replicas=4)))
        self.assertEqual(1, len(mark.read_text().split()))
        mark.unlink()
        self.assertEqual([], self.lines(read({"command": ["true"]}), self.pipe(command, replicas=4)))
        self.assertFalse(mark.exists())

    def test_many_programs_on_one_worker_that_wait_cost_nothing(self):
        mark, out = f"{self.folder}/mark", self.folder / "out.jsonl"
        source = read({"command": ["sh", "-c", "for i in $(seq 30); do echo $i; sleep 0.02; done; exec sleep 1000"]})
        command = script(f"import sys\nfor line in sys.stdin: pass\nprint('{mark}')")
        process = self.start("run", "--quiet", self.config(source, self.pipe(command, replicas=30),
                                                           stage("out", "table.write", {"format": "jsonl", "path": str(out)}, "pipe"), workers=1))
        wait_until(lambda: len(processes_with(mark)) == 30)
        time.sleep(0.5)
        before = processor_time(process)
        time.sleep(1)
        self.assertLess(processor_time(process) - before, 0.2)
        send(process, signal.SIGTERM)
        self.assertEqual(143, self.ends(process)[0])
        self.assertEqual([mark] * 30, [json.loads(line)["line"] for line in pathlib.Path(f"{out}.partial").read_text().splitlines()])

    def test_how_it_failed_is_told_with_what_it_said(self):
        error = self.fails(self.seq(100_000), self.pipe(["sh", "-c", "cat > /dev/null; echo why >&2; exit 3"]))
        self.assertIn("stage 'pipe', replica 0: 'sh -c \"cat > /dev/null; echo why >&2; exit 3\"' ended with exit code 3; it said:\n  why\n", error)
        self.assertIn("ended with signal 9 (KILL)", self.fails(self.seq(100_000), self.pipe(["sh", "-c", "head -c 9; kill -KILL $$$$"])))
        self.assertIn("it said:\n  ", self.fails(self.seq(9), self.pipe(["cat", "--no-such-option"])))
        self.assertIn("ended with exit code 1", self.fails(self.seq(100_000), self.pipe(["sh", "-c", "cat; exit 1"], replicas=3)))
        process = self.start("run", "--quiet", self.config(read({"command": ["yes"]}), self.pipe(["tail", "-f", f"--pid={1}", "-", str(self.folder)]),
                                                           stage("out", "synthetic.discard", {}, "pipe")))
        wait_until(lambda: len(processes_with(f"--pid=1\0-\0{self.folder}")) == 1)
        for child in processes_with(f"--pid=1\0-\0{self.folder}"):
            os.kill(child, signal.SIGTERM)
        code, error = self.ends(process)
        self.assertEqual(1, code)
        self.assertIn("ended with signal 15 (TERM)", error)

    def test_malformed_records_leave_by_an_output_of_their_own(self):
        pipe = self.pipe(["sed", "s/^2$/x/"], {"format": "csv", "columns": {"line": "int"}})
        self.assertIn("sed s/^2$/x/:3: column 'line': 'x' is not an int of 64 bits", self.fails(self.seq(3), pipe))
        pipe["params"]["on_malformed"] = "skip"
        result = self.run_stages(self.seq(3), pipe, stage("out", "synthetic.discard", {}, "pipe"),
                                 stage("bad", "table.write", {"format": "jsonl"}, "pipe.malformed"))
        self.assert_exit(0, result)
        self.assertEqual((3, "x"), tuple(json.loads(result.stdout)[key] for key in ("line", "text")))
        pipe["params"].pop("on_malformed")
        pipe["params"]["bad_values"] = "null"
        self.assertEqual([1, None, 3], [row["line"] for row in self.piped(self.seq(3), pipe)])

    def test_a_row_that_cannot_be_a_line_is_rejected(self):
        source = read({"command": ["printf", '{"a": "1"}\n{"a": "x\\\\ny"}\n{"a": "3"}\n'], "format": "jsonl", "columns": {"a": "text"}})
        self.assertIn("has a line end in it, so it cannot be a line", self.fails(source, self.pipe(["cat"])))
        result = self.run_stages(source, {**self.pipe(["cat"]), "on_error": "skip"}, stage("out", "table.write", {"format": "jsonl"}, "pipe"))
        self.assert_exit(0, result)
        self.assertEqual(["1", "3"], [json.loads(line)["line"] for line in result.stdout.splitlines()])

    def test_a_failure_is_no_matter_of_one_item(self):
        self.assertIn("ended with exit code 3", self.fails(self.seq(9), {**self.pipe(["sh", "-c", "cat; exit 3"]), "on_error": "skip"}))

    def test_one_whose_rows_nobody_needs_any_more_ends_without_an_error(self):
        mark = f"{self.folder}/mark"
        for command in (["sh", "-c", f"yes {mark}"], ["sed", f"s:^:{mark}:"]):
            result = self.run_stages(read({"command": ["yes"]}), self.pipe(command, replicas=2),
                                     stage("few", "rows.limit", {"rows": 3}, "pipe"), stage("out", "table.write", {"format": "jsonl"}, "few"))
            self.assertIn("needs them in order", result.stderr)
            result = self.run_stages(read({"command": ["yes"]}), self.pipe(command), stage("few", "rows.limit", {"rows": 3}, "pipe"),
                                     stage("out", "table.write", {"format": "jsonl"}, "few"))
            self.assert_exit(0, result)
            self.assertEqual(3, len(result.stdout.splitlines()))
            self.assertEqual([], processes_with(mark))

    def test_nothing_of_it_outlives_a_stop_nor_a_command_that_is_killed(self):
        mark = f"{self.folder}/mark"
        config = self.config(read({"command": ["yes"]}), self.pipe(["tail", "-f", "--retry", mark], replicas=3),
                             stage("out", "synthetic.discard", {}, "pipe"))
        self.assert_exit(124, self.weir("run", "--quiet", "--timeout", "1s", config))
        self.assertEqual([], processes_with(mark))
        process = self.start("run", "--quiet", config)
        wait_until(lambda: len(processes_with(mark)) == 3)
        send(process, signal.SIGINT)
        send_anew(process, signal.SIGINT)
        self.assertEqual(130, self.ends(process)[0])
        self.assertEqual([], processes_with(mark))
        process = self.start("run", "--quiet", config)
        wait_until(lambda: len(processes_with(mark)) == 3)
        process.kill()
        process.wait()
        wait_until(lambda: processes_with(mark) == [])

    def test_in_a_drain_what_has_come_goes_through(self):
        began, out = self.folder / "began", self.folder / "out.jsonl"
        source = read({"command": ["sh", "-c", "seq 1000; exec sleep 1000"]})
        process = self.start("run", "--quiet", self.config(source, self.pipe(["sh", "-c", f"read a; touch {began}; cat; echo end"]),
                                                           stage("out", "table.write", {"format": "jsonl", "path": str(out)}, "pipe")))
        wait_until(began.exists)
        time.sleep(0.2)
        send(process, signal.SIGTERM)
        self.assertEqual(143, self.ends(process)[0])
        lines = [json.loads(line)["line"] for line in pathlib.Path(f"{out}.partial").read_text().splitlines()]
        self.assertEqual([*map(str, range(2, 1001)), "end"], lines)

    def test_a_case_of_a_config_runs_the_program(self):
        case = {"name": "doubled", "given": {"in": [{"line": "a"}, {"line": "b"}]}, "expect": {"pipe": [{"line": line} for line in "aabb"]}}
        config = self.config(self.seq(1), self.pipe(DOUBLE), stage("out", "synthetic.discard", {}, "pipe"), tests=[case])
        self.assert_exit(0, self.weir("test", config))

    def test_what_is_wrong_is_told_before_the_run(self):
        out = stage("out", "synthetic.discard", {}, "pipe")
        for pipe, error in [
                (self.pipe(["no-such-program"]), "there is no program 'no-such-program' in PATH"),
                (self.pipe(["cat"], ordered=True), "exec.pipe does not say which item its output comes from, so it has no order to keep"),
                (self.pipe(["cat"], on_error={"retry": 1}), "exec.pipe cannot be called again with the same items"),
                (self.pipe(["cat"], {"format": "csv"}), "what a program prints cannot be looked at before the run"),
                (self.pipe(["cat"], {"input_header": False}), "only csv has a header"),
                (self.pipe(["cat"], {"json": ["line"]}), "param 'json'"),
                (self.pipe(["cat"], {"delimiter": ";"}), "param 'delimiter': the format has no use for it")]:
            with self.subTest(error):
                self.assertIn(error, self.check(self.seq(1), pipe, out))
        self.assertIn("a line is one column, and the rows have 2",
                      self.check(read({"command": ["seq", "3"], "number": True}), self.pipe(["cat"]), out))


if __name__ == "__main__":
    unittest.main()
