"""The log of `exec.run`, and runs that resume from it."""

import collections
import json
import re
import resource
import subprocess
import unittest

from weir_command import PATIENCE, WEIR, CommandTest, signal, wait_until

ROWS = 500
HEADER = ["start", "seconds", "exit", "stdin", "command"]


def fails(number):
    return number % 10 == 3


class LogTest(CommandTest):
    def setUp(self):
        super().setUp()
        self.log = self.folder / "jobs.tsv"
        self.ran = self.folder / "ran"  # each program adds a line as it begins and as it ends well: what weir's own log is held against
        self.report = self.folder / "report.json"

    def config(self, rows=ROWS, text=None, out=None, params=(), **stage):
        """A program for each number, of which those that end in 3 fail."""
        text = text or f"echo begin $1 >> {self.ran}; case $1 in *3) exit 7;; esac; echo end $1 >> {self.ran}"
        run = {"name": "run", "kind": "exec.run", "inputs": ["in"], "on_error": "skip", **stage,
               "params": {"command": ["sh", "-c", text, "sh", "{line}"], "jobs": 4, "log": str(self.log), **dict(params)}}
        source = {"name": "in", "kind": "exec.read", "params": {"command": ["seq", str(rows)]}}
        out = out or {"kind": "table.write", "params": {"format": "jsonl"}}
        return self.file("config.yaml", json.dumps({"stages": [source, run, {"name": "out", "inputs": ["run"], **out}]}))

    def run_config(self, config, *options, code=0):
        result = self.weir("run", "--quiet", "--report", self.report, *options, config)
        self.assert_exit(code, result)
        return result

    def rows(self, result):
        return [int(json.loads(line)["line"]) for line in result.stdout.splitlines()]

    def already_run(self):
        stages = json.loads(self.report.read_text())["stages"]
        return next(stage for stage in stages if stage["name"] == "run")["counters"]["already_run"]

    def logged(self):
        """Each line of the log as its number and its exit, in order."""
        header, *lines = [line.split("\t") for line in self.log.read_text().splitlines()]
        self.assertEqual(HEADER, header)
        for start, seconds, _, stdin, _ in lines:
            self.assertRegex(start, r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$")
            self.assertGreaterEqual(float(seconds), 0)
            self.assertEqual("", stdin)
        return [(int(command.rsplit(" ", 1)[1]), exit_code) for _, _, exit_code, _, command in lines]

    def times(self, what):
        """How often the program of each number has begun, or ended."""
        return collections.Counter(int(line.split()[1]) for line in self.ran.read_text().splitlines() if line.startswith(what))


class ResumeTest(LogTest):
    def test_every_program_has_a_line_and_what_has_one_does_not_run_again(self):
        config = self.config()
        good = [n for n in range(1, ROWS + 1) if not fails(n)]
        self.assertEqual(good, self.rows(self.run_config(config)))
        self.assertEqual([(n, "7" if fails(n) else "0") for n in range(1, ROWS + 1)], sorted(self.logged()))
        self.assertEqual([], self.rows(self.run_config(config, "--resume")))
        self.assertEqual(ROWS, self.already_run())
        self.assertEqual({1}, set(self.times("begin").values()))

    def test_what_failed_runs_again_where_that_is_asked_for(self):
        self.run_config(self.config())
        self.run_config(self.config(), "--resume-failed")
        self.assertEqual(ROWS - ROWS // 10, self.already_run())
        self.assertEqual({n: 2 if fails(n) else 1 for n in range(1, ROWS + 1)}, self.times("begin"))
        # The text of the command is the key, so it stays as it is: the program is what gets better.
        program = self.folder / "program"
        program.write_text("#!/bin/sh\n[ $1 != 2 ]\n")
        program.chmod(0o755)
        self.log.unlink()
        config = self.config(3, text=f"{program} $1")
        self.assertEqual([1, 3], self.rows(self.run_config(config)))
        program.write_text("#!/bin/sh\n")
        self.assertEqual([2], self.rows(self.run_config(config, "--resume-failed")))
        self.assertEqual([], self.rows(self.run_config(config, "--resume-failed")))
        self.assertEqual([(1, "0"), (2, "0"), (2, "1"), (3, "0")], sorted(self.logged()))

    def test_after_a_kill_the_rest_runs_and_nothing_that_had_ended(self):
        text = f"echo begin $1 >> {self.ran}; sleep 0.01; case $1 in *3) exit 7;; esac; echo end $1 >> {self.ran}"
        config = self.config(text=text)
        for least in (40, 200):  # killed twice, at two places
            process = self.start("run", "--quiet", *(["--resume"] if self.log.exists() else []), config)
            wait_until(lambda: self.log.exists() and self.log.read_bytes().count(b"\n") > least)
            process.kill()
            process.wait()
        before = dict(self.logged())
        self.assertLess(len(before), ROWS)
        self.run_config(config, "--resume")
        self.assertEqual(len(before), self.already_run())
        self.assertEqual({n: "7" if fails(n) else "0" for n in range(1, ROWS + 1)}, dict(self.logged()))
        self.assertEqual(ROWS, len(self.logged()))
        ended = self.times("end")
        self.assertEqual([n for n in range(1, ROWS + 1) if not fails(n)], sorted(ended))
        # At each kill at most 4 were under way. Each may have run to its end without a line, and then ran again.
        again = [n for n, times in self.times("begin").items() if times > 1]
        self.assertLessEqual(len(again), 8)
        self.assertLessEqual({n for n, times in ended.items() if times > 1}, set(again))

    def test_a_last_line_that_was_cut_short_is_taken_away_and_its_program_runs_again(self):
        config = self.config(5)
        self.run_config(config)
        whole = self.logged()
        self.log.write_bytes(self.log.read_bytes()[:-3])
        self.run_config(config, "--resume")
        self.assertEqual(4, self.already_run())
        self.assertEqual(sorted(whole), sorted(self.logged()))
        self.assertEqual({whole[-1][0]: 2}, {n: times for n, times in self.times("begin").items() if times > 1})

    def test_two_replicas_share_a_log(self):
        source = "for i in $(seq 60); do echo $i; sleep 0.002; done"
        path = self.file("two.yaml", json.dumps({"stages": [
            {"name": "in", "kind": "exec.read", "params": {"command": ["sh", "-c", source]}},
            {"name": "run", "kind": "exec.run", "inputs": ["in"], "replicas": 2,
             "params": {"command": ["echo", "{line}"], "jobs": 3, "log": str(self.log)}},
            {"name": "out", "kind": "table.write", "inputs": ["run"], "params": {"format": "jsonl"}}]}))
        self.assertEqual([*range(1, 61)], sorted(self.rows(self.run_config(path))))
        self.assertEqual([(n, "0") for n in range(1, 61)], sorted(self.logged()))
        self.assertEqual([], self.rows(self.run_config(path, "--resume")))
        self.assertEqual(60, self.already_run())

    def test_equal_commands_all_run_and_are_one_when_the_run_resumes(self):
        path = self.file("equal.yaml", json.dumps({"stages": [
            {"name": "in", "kind": "exec.read", "params": {"command": ["printf", "a\na\nb\n"]}},
            {"name": "run", "kind": "exec.run", "inputs": ["in"], "params": {"command": ["echo", "{line}"], "log": str(self.log)}},
            {"name": "out", "kind": "synthetic.discard", "inputs": ["run"]}]}))
        self.run_config(path)
        self.assertEqual(4, self.log.read_text().count("\n"))
        self.run_config(path, "--resume")
        self.assertEqual(3, self.already_run())

    def test_rows_that_differ_in_stdin_folder_or_a_variable_are_different_jobs(self):
        for name in ("a", "b"):
            (self.folder / name).mkdir()
        for params in ({"stdin": "line"}, {"cwd": f"{self.folder}/{{line}}"}, {"env": {"VALUE": "{line}"}}):
            with self.subTest(params):
                self.log.unlink(missing_ok=True)
                def config(lines):
                    return self.file("differ.yaml", json.dumps({"stages": [
                        {"name": "in", "kind": "exec.read", "params": {"command": ["printf", lines]}},
                        {"name": "run", "kind": "exec.run", "inputs": ["in"], "params": {"command": ["cat"], "log": str(self.log), **params}},
                        {"name": "out", "kind": "synthetic.discard", "inputs": ["run"]}]}))
                self.run_config(config("a\n"))
                self.run_config(config("a\nb\n"), "--resume")
                self.assertEqual(1, self.already_run())
                self.assertEqual(3, self.log.read_text().count("\n"))

    def test_fixed_variables_which_may_be_secrets_are_not_in_the_log(self):
        self.run_config(self.config(1, params={"env": {"TOKEN": "hunter2"}}))
        self.assertNotIn("hunter2", self.log.read_text())


    def test_a_case_of_weir_test_neither_reads_a_log_nor_makes_one(self):
        path = self.file("tested.yaml", json.dumps({
            "stages": [{"name": "in", "kind": "exec.read", "params": {"command": ["seq", "3"]}},
                       {"name": "run", "kind": "exec.run", "inputs": ["in"],
                        "params": {"command": ["echo", "{line}"], "log": str(self.log), "resume": "rest"}},
                       {"name": "few", "kind": "rows.select", "inputs": ["run"], "params": {"columns": ["stdout"]}},
                       {"name": "out", "kind": "table.write", "inputs": ["few"]}],
            "tests": [{"name": "echo", "given": {"in": [{"line": "2"}]}, "expect": {"out": [{"stdout": "2"}]}}]}))
        self.assert_exit(0, self.weir("test", path))
        self.assertFalse(self.log.exists())
        self.run_config(path)
        self.assert_exit(0, self.weir("test", path))


class LineTest(LogTest):
    def test_a_line_says_how_its_program_ended_after_the_last_try(self):
        program = self.folder / "not_marked"
        program.write_text("")
        for text, params, expected in [("exit 5", {"retries": 2}, "5"), ("kill -KILL $$$$", {}, "SIGKILL"), ("sleep 1000", {"timeout": "50ms"}, "timeout"),
                                       ("exit 2", {"ok": [2]}, "2")]:
            with self.subTest(text):
                self.log.unlink(missing_ok=True)
                config = self.config(1, text=text, params=params)
                self.run_config(config)
                self.assertEqual([(1, expected)], self.logged())
                self.run_config(config, "--resume-failed")
                self.assertEqual(1 if "ok" in params else 0, self.already_run())
        self.log.unlink()
        self.run_config(self.config(1, params={"command": ["/no/such/{line}", "{line}"]}))
        self.assertEqual([(1, "not_executed")], self.logged())

    def test_programs_that_a_stop_ends_have_no_line(self):
        began = self.folder / "began"
        config = self.config(8, text=f"[ $1 -gt 2 ] || exit 0; echo >> {began}; exec sleep 1000")
        process = self.start("run", "--quiet", config)
        wait_until(lambda: began.exists() and began.read_bytes().count(b"\n") == 4 and self.log.read_bytes().count(b"\n") == 3)
        process.send_signal(signal.SIGTERM)
        wait_until(lambda: b"stopping" in process.stderr.readline())
        process.send_signal(signal.SIGKILL)
        process.wait()
        self.assertEqual([(1, "0"), (2, "0")], sorted(self.logged()))
        self.assert_exit(124, self.weir("run", "--quiet", "--resume", "--timeout", "500ms", config))
        self.assertEqual([(1, "0"), (2, "0")], sorted(self.logged()))


class RefusalTest(LogTest):
    def refused(self, code, *args, config=None):
        result = self.weir("run", "--quiet", *args, config or self.config(3))
        self.assert_exit(code, result)
        return result.stderr

    def test_a_log_of_an_earlier_run_is_refused_unless_the_run_resumes(self):
        config = self.config(3)
        self.run_config(config)
        before = self.log.read_bytes()
        error = self.refused(1, config=config)
        self.assertIn(f"'{self.log}' is the log of an earlier run; go on with weir run --resume, or --resume-failed", error)
        self.assertEqual(before, self.log.read_bytes())
        self.assertEqual({1}, set(self.times("begin").values()))

    def test_without_a_log_there_is_nothing_to_resume(self):
        path = self.file("c.yaml", "stages:\n  - {name: in, kind: exec.read, params: {command: [seq, 3]}}\n"
                                   "  - {name: run, kind: exec.run, inputs: [in], params: {command: [echo, '{line}']}}\n"
                                   "  - {name: out, kind: table.write, inputs: [run]}\n")
        for option in ("--resume", "--resume-failed"):
            self.assertIn(f"{option}: no stage has a log of an earlier run; give an exec.run the param log: jobs.tsv", self.refused(2, option, config=path))
        self.assertIn("there is no log that says what has run", self.refused(2, "--set", "run.params.resume=rest", config=path))
        error = self.refused(2, "--resume", "--resume-failed")
        self.assertRegex(error, "--resume.*excludes.*--resume")

    def test_a_stage_whose_rows_another_would_pass_over_is_refused(self):
        run = "kind: exec.run, params: {command: [echo, '{line}'], log: LOG}"
        path = self.file("c.yaml", "stages:\n  - {name: in, kind: exec.read, params: {command: [seq, 3]}}\n"
                                   f"  - {{name: first, inputs: [in], {run.replace('LOG', str(self.log))}}}\n"
                                   "  - {name: short, kind: rows.select, inputs: [first], params: {columns: [line]}}\n"
                                   f"  - {{name: second, inputs: [short], {run.replace('LOG', str(self.log) + '2')}}}\n"
                                   "  - {name: out, kind: table.write, inputs: [second]}\n")
        self.assertIn("rows that stage 'first' passes over would not come to stage 'second'", self.refused(2, "--resume", config=path))
        self.assert_exit(0, self.weir("run", "--quiet", path))

    def test_it_may_stand_in_the_file_and_is_checked(self):
        self.run_config(self.config(3))
        self.assertEqual([], self.rows(self.run_config(self.config(3, params={"resume": "rest"}))))
        self.assert_exit(0, self.weir("check", "--resume-failed", self.config(3)))
        self.assertIn("param 'resume': expected", self.refused(2, config=self.config(3, params={"resume": "all"})))
        self.assertIn("param 'log': the standard output cannot be read again", self.refused(2, config=self.config(3, params={"log": "-"})))

    def test_two_stages_with_one_log_are_an_error_of_the_file(self):
        out = {"kind": "table.write", "params": {"format": "jsonl", "path": str(self.log)}}
        self.assertIn("is written already by stage 'run'", self.refused(2, config=self.config(3, out=out)))

    def test_a_damaged_log_is_refused_with_the_line(self):
        self.run_config(self.config(3))
        lines = self.log.read_text().splitlines(keepends=True)
        damaged = "".join([*lines[:2], "nonsense\n", *lines[2:]])
        self.log.write_text(damaged)
        self.assertIn(f"{self.log}:3: this is not a line of a log of exec.run; take the line away", self.refused(1, "--resume"))
        self.assertEqual(damaged, self.log.read_text())
        self.log.write_text("a\tb\n1\t2\n")
        self.assertIn(f"'{self.log}' is not a log of exec.run; name another file", self.refused(1, "--resume"))

    def test_a_log_that_cannot_be_written_ends_the_run_whatever_on_error_says(self):
        for path, why in [(self.folder, "Is a directory"), (self.folder / "no" / "log", "No such file or directory")]:
            self.assertIn(f"cannot write '{path}': {why}", self.refused(1, config=self.config(3, params={"log": str(path)})))
        limit = 2000  # bytes: there is no room for the line of the last programs, as on a full disk
        result = subprocess.run([WEIR, "run", "--quiet", self.config()], capture_output=True, timeout=PATIENCE, text=True, check=False,
                                preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)))
        self.assert_exit(1, result)
        self.assertIn(f"cannot write '{self.log}': File too large", result.stderr)
        ended = self.log.read_text().rsplit("\n", 1)[0].splitlines()[1:]
        numbers = {int(line.rsplit(" ", 1)[1]) for line in ended}
        self.run_config(self.config(), "--resume")
        self.assertEqual(len(ended), self.already_run())
        self.assertEqual(ROWS, len(self.logged()))
        self.assertTrue(all(self.times("begin")[n] == 1 for n in numbers))

    def test_two_runs_do_not_share_a_log(self):
        gate = self.folder / "gate"
        config = self.config(1, text=f"touch {gate}; exec sleep 1000")
        process = self.start("run", "--quiet", config)
        wait_until(gate.exists)
        self.assertIn(f"another run writes to '{self.log}'", self.refused(1, "--resume", config=config))
        process.kill()
        process.wait()


class HelpTest(CommandTest):
    def test_the_options_are_in_the_help(self):
        text = self.weir("run", "--help").stdout
        for option in ("--resume ", "--resume-failed "):
            self.assertTrue(re.search(option, text), text)


if __name__ == "__main__":
    unittest.main()
