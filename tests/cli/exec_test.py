"""Programs as stages: `exec.read`, `exec.write` and `exec.run`."""

import json
import os
import pathlib
import signal
import subprocess
import sys
import time
import unittest

from weir_command import PATIENCE, ROOT, WEIR, CommandTest, send, wait_until


def stage(name, kind, params, inputs=None):
    return {"name": name, "kind": kind, "params": params, **({"inputs": [inputs]} if inputs else {})}


def read(params, name="in"):
    return stage(name, "exec.read", params)


def script(text):
    """A program of Python's: each line of its text is one of the program."""
    return [sys.executable, "-c", text]


def processes_with(word):
    """The processes that have this in their command line, zombies apart."""
    found = []
    for path in pathlib.Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if word.encode() in path.read_bytes() and int(path.parent.name) != os.getpid():
                found.append(int(path.parent.name))
        except OSError:
            continue
    return found


def processor_time(process):
    """Of a process, in seconds."""
    fields = pathlib.Path(f"/proc/{process.pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class ExecTest(CommandTest):
    def config(self, *stages, **settings):
        return self.file("config.yaml", json.dumps({**settings, "stages": stages}))

    def run_stages(self, *stages, **settings):
        return self.weir("run", "--quiet", self.config(*stages, **settings))

    def check(self, *stages):
        result = self.weir("check", self.config(*stages))
        self.assert_exit(2, result)
        return result.stderr

    def rows(self, params):
        """What `exec.read` makes, as objects."""
        result = self.run_stages(read(params), stage("out", "table.write", {"format": "jsonl"}, "in"))
        self.assert_exit(0, result)
        return [json.loads(line) for line in result.stdout.splitlines()]

    def fails(self, params):
        path = self.folder / "out.jsonl"
        result = self.run_stages(read(params), stage("out", "table.write", {"format": "jsonl", "path": str(path)}, "in"))
        self.assert_exit(1, result)
        self.assertFalse(path.exists())
        return result.stderr


class ReadTest(ExecTest):
    def test_lines_are_rows(self):
        self.assertEqual([{"line": "a b", "number": 1}, {"line": "$HOME", "number": 2}],
                         self.rows({"command": ["printf", "%s\n", "a b", "$HOME"], "number": True}))

    def test_csv_and_json_are_read_as_those_of_files(self):
        columns = {"id": "int", "name": "text"}
        expected = [{"id": 1, "name": "a,b"}, {"id": 2, "name": None}]
        self.assertEqual(expected, self.rows({"command": ["printf", 'name;id\n"a,b";1\n;2\n'], "format": "csv", "columns": columns,
                                              "delimiter": ";"}))
        self.assertEqual(expected, self.rows({"command": ["printf", '%s\n', '{"id": 1, "name": "a,b"}', '{"id": 2}'], "format": "jsonl",
                                              "columns": columns}))

    def test_as_much_as_a_program_prints(self):
        text = "import sys\nfor i in range(300000): print(f'{i},{i * i}')\nprint('x' * 100000, file=sys.stderr)"
        rows = self.rows({"command": script(text), "format": "csv", "header": False, "columns": {"a": "int", "b": "int"}})
        self.assertEqual([{"a": i, "b": i * i} for i in range(300000)], rows)

    def test_compressed_text_is_decompressed(self):
        self.assertEqual([{"line": "packed"}], self.rows({"command": ["sh", "-c", "echo packed | gzip"]}))

    def test_its_folder_and_its_variables(self):
        self.assertEqual([{"line": f"{self.folder} 1"}],
                         self.rows({"command": ["sh", "-c", 'echo "$PWD $VALUE"'], "cwd": str(self.folder), "env": {"VALUE": "1"}}))

    def test_an_exit_code_that_is_not_ok_ends_the_run_with_what_it_said(self):
        error = self.fails({"command": ["sh", "-c", "echo some; echo what was wrong >&2; exit 3"]})
        self.assertIn("""'sh -c "echo some; echo what was wrong >&2; exit 3"' ended with exit code 3; it said:\n  what was wrong\n""", error)
        self.assertEqual([{"line": "some"}], self.rows({"command": ["sh", "-c", "echo some; exit 3"], "ok": [0, 3]}))

    def test_a_signal_is_never_ok(self):
        self.assertIn("ended with signal 9 (KILL)", self.fails({"command": ["sh", "-c", "kill -KILL $$$$"]}))

    def test_of_stderr_the_end_is_told(self):
        error = self.fails({"command": script("import sys\nfor i in range(100000): print('line', i, file=sys.stderr)\nsys.exit(1)")})
        self.assertIn("  line 99999\n", error)
        self.assertNotIn("  line 9\n", error)
        self.assertLess(len(error), 16384)

    def test_malformed_lines_are_rejected_with_their_place(self):
        params = {"command": ["printf", "id\n1\nx\n"], "format": "csv", "columns": {"id": "int"}}
        self.assertIn(r'printf "id\n1\nx\n":3: column', self.fails(params))
        result = self.run_stages(read({**params, "on_malformed": "skip"}), stage("out", "synthetic.discard", {}, "in"),
                                 stage("bad", "table.write", {"format": "jsonl"}, "in.rejected"))
        self.assert_exit(0, result)
        self.assertEqual(3, json.loads(result.stdout)["line"])

    def test_a_program_is_looked_for_before_the_run(self):
        result = self.weir("check", self.file("c.yaml", "stages:\n  - {name: in, kind: exec.read, params: {command: [no-such-program, a]}}\n"
                                                        "  - {name: out, kind: synthetic.discard, inputs: [in]}\n"))
        self.assert_exit(2, result)
        self.assertIn("c.yaml:2:52: error: stage 'in': param 'command': there is no program 'no-such-program' in PATH", result.stderr)
        self.assertIn("cannot be executed: Is a directory", self.check(read({"command": ["/tmp"]}), stage("out", "synthetic.discard", {}, "in")))

    def test_params_that_do_not_fit_are_told_before_the_run(self):
        out = stage("out", "synthetic.discard", {}, "in")
        for params, error in [
                ({"command": []}, "param 'command': must not be empty"),
                ({"command": ["true"], "format": "csv"}, "what a program prints cannot be looked at before the run; name the columns"),
                ({"command": ["true"], "columns": {"a": "int"}}, "lines have one column, line"),
                ({"command": ["true"], "header": False}, "param 'header': the format has no use for it"),
                ({"command": ["true"], "env": {"A=B": "1"}}, "param 'env': 'A=B' is not the name of a variable"),
                ({"command": ["true"], "ok": []}, "param 'ok': must not be empty"),
                ({"command": ["true"], "format": "csv", "columns": {"a": "int"}, "delimiter": "ab"}, "param 'delimiter': 'ab' is not one")]:
            with self.subTest(params):
                self.assertIn(error, self.check(read(params), out))

    def test_a_program_whose_rows_nobody_needs_any_more_ends_without_an_error(self):
        result = self.run_stages(read({"command": ["yes", str(self.folder)]}), stage("few", "rows.limit", {"rows": 3}, "in"),
                                 stage("out", "table.write", {"format": "jsonl"}, "few"))
        self.assert_exit(0, result)
        self.assertEqual(3, len(result.stdout.splitlines()))
        self.assertEqual([], processes_with(str(self.folder)))

    def test_nothing_of_it_outlives_a_command_that_is_killed(self):
        mark = f"{self.folder}/mark"
        process = self.start("run", "--quiet", self.config(read({"command": ["tail", "-f", "--retry", mark]}),
                                                           stage("out", "synthetic.discard", {}, "in")))
        wait_until(lambda: len(processes_with(mark)) == 1)
        process.kill()
        process.wait()
        wait_until(lambda: processes_with(mark) == [])

    def test_how_it_ended_is_known_where_the_parent_ignored_such_news(self):
        config = self.config(read({"command": ["sh", "-c", "exit 3"]}), stage("out", "synthetic.discard", {}, "in"))
        result = subprocess.run([WEIR, "run", "--quiet", config], preexec_fn=lambda: signal.signal(signal.SIGCHLD, signal.SIG_IGN),
                                capture_output=True, timeout=PATIENCE, text=True, check=False)
        self.assertIn("ended with exit code 3", result.stderr)

    def test_a_drain_cuts_it_short_and_ends_it(self):
        mark = f"{self.folder}/mark"
        out = self.folder / "out.txt"
        process = self.start("run", "--quiet", self.config(read({"command": ["sh", "-c", f"echo a; exec tail -f --retry {mark} 2>&-"]}),
                                                           stage("out", "table.write", {"format": "csv", "path": str(out)}, "in")))
        wait_until(lambda: len(processes_with(mark)) == 1)
        send(process, signal.SIGTERM)
        code, error = self.ends(process)
        self.assertEqual(143, code, error)
        self.assertFalse(out.exists())
        self.assertTrue(pathlib.Path(f"{out}.partial").exists(), error)
        self.assertEqual([], processes_with(mark))


class WriteTest(ExecTest):
    ORDERS = stage("in", "csv.read", {"paths": ["data/orders.csv"]})

    def write(self, params, source=None, select=None):
        stages = [source or read({"command": ["seq", "1000"]})]
        if select:
            stages.append(stage("some", "rows.select", {"columns": select}, "in"))
        return self.run_stages(*stages, stage("out", "exec.write", params, "some" if select else "in"))

    def test_lines_go_in_and_what_it_prints_is_that_of_the_command(self):
        result = self.write({"command": ["sort", "-rn"]})
        self.assert_exit(0, result)
        self.assertEqual([str(i) for i in range(1000, 0, -1)], result.stdout.split())

    def test_csv_and_json_are_those_of_a_table(self):
        for fmt in ("csv", "jsonl"):
            with self.subTest(fmt):
                expected = self.run_stages(self.ORDERS, stage("out", "table.write", {"format": fmt}, "in"))
                result = self.write({"command": ["cat"], "format": fmt}, self.ORDERS)
                self.assert_exit(0, result)
                self.assertEqual(expected.stdout, result.stdout)
        without = self.write({"command": ["cat"], "format": "csv", "header": False}, self.ORDERS)
        self.assertEqual((ROOT / "data/orders.csv").read_text().splitlines()[1:], without.stdout.splitlines())

    def test_what_it_prints_is_whole_in_a_file_or_not_there(self):
        path = self.folder / "out.txt"
        self.assert_exit(0, self.write({"command": ["sh", "-c", "cat; sleep 0.1; echo end"], "path": str(path)}))
        self.assertEqual([*map(str, range(1, 1001)), "end"], path.read_text().split())
        result = self.write({"command": ["sh", "-c", "cat; echo bad >&2; exit 5"], "path": str(path)})
        self.assert_exit(1, result)
        self.assertIn("ended with exit code 5; it said:\n  bad\n", result.stderr)
        self.assertEqual([*map(str, range(1, 1001)), "end"], path.read_text().split())
        self.assertEqual(["out.txt"], [path.name for path in self.folder.glob("*.txt*")])

    def test_a_program_that_has_had_enough_ends_what_is_above(self):
        result = self.write({"command": ["head", "-n", "2"]}, read({"command": ["yes", str(self.folder)]}))
        self.assert_exit(0, result)
        self.assertEqual([str(self.folder)] * 2, result.stdout.split())
        self.assertEqual([], processes_with(str(self.folder)))
        result = self.write({"command": ["sh", "-c", "exec 0<&-; exit 6"]}, read({"command": ["yes"]}))
        self.assert_exit(1, result)
        self.assertIn("ended with exit code 6", result.stderr)

    def test_a_program_that_prints_before_it_reads_does_not_block(self):
        result = self.write({"command": ["sh", "-c", "seq 200000; cat"]}, read({"command": ["seq", "200000"]}))
        self.assert_exit(0, result)
        self.assertEqual([*range(1, 200001)] * 2, [int(line) for line in result.stdout.split()])

    def test_a_program_that_never_reads_is_ended_by_a_stop(self):
        mark = f"{self.folder}/mark"
        config = self.config(read({"command": ["yes"]}), stage("out", "exec.write", {"command": ["tail", "-f", "--retry", mark]}, "in"))
        result = self.weir("run", "--quiet", "--timeout", "1s", config)
        self.assert_exit(124, result)
        self.assertEqual([], processes_with(mark))

    def test_a_drain_of_a_source_that_had_more_does_not_look_like_the_end(self):
        path = self.folder / "out.txt"
        began = self.folder / "began"
        process = self.start("run", "--quiet", self.config(
            read({"command": ["sh", "-c", "echo a; exec sleep 1000"]}),
            stage("out", "exec.write", {"command": ["sh", "-c", f"read line; echo $line; touch {began}; cat; echo all"], "path": str(path)}, "in")))
        wait_until(began.exists)
        send(process, signal.SIGTERM)
        code, error = self.ends(process)
        self.assertEqual(143, code, error)
        self.assertIn("the input of 'sh -c", error)
        self.assertFalse(path.exists())
        self.assertEqual("a\n", pathlib.Path(f"{path}.partial").read_text())

    def test_no_item_at_all_is_an_empty_input(self):
        result = self.write({"command": ["wc", "-l"]}, read({"command": ["true"]}))
        self.assert_exit(0, result)
        self.assertEqual("0", result.stdout.strip())
        result = self.write({"command": ["cat"], "format": "csv"}, read({"command": ["true"]}))
        self.assertEqual("line\n", result.stdout)

    def test_what_cannot_be_lines_is_told(self):
        result = self.weir("check", self.config(self.ORDERS, stage("out", "exec.write", {"command": ["cat"]}, "in")))
        self.assert_exit(2, result)
        self.assertIn("a line is one column, and the rows have", result.stderr)
        result = self.write({"command": ["cat"]}, read({"command": ["printf", '{"a": "x\\\\ny"}\n'], "format": "jsonl", "columns": {"a": "text"}}))
        self.assert_exit(1, result)
        self.assertIn("has a line end in it, so it cannot be a line; write format: csv or jsonl", result.stderr)

    def test_what_it_prints_is_not_mixed_with_what_another_stage_writes(self):
        two = self.config(self.ORDERS, stage("a", "exec.write", {"command": ["cat"], "format": "csv"}, "in"),
                          stage("b", "table.write", {}, "in"))
        result = self.weir("check", two)
        self.assert_exit(2, result)
        self.assertIn("the standard output is written already by stage 'a'", result.stderr)


class RunTest(ExecTest):
    def ran(self, params, lines=None, source=None, **settings):
        """The rows that come out of `exec.run`, of lines that go in."""
        source = source or read({"command": ["printf", "%s\n", *map(str, lines)]})
        result = self.run_stages(source, stage("run", "exec.run", params, "in"), stage("out", "table.write", {"format": "jsonl"}, "run"), **settings)
        self.assert_exit(0, result)
        return [json.loads(line) for line in result.stdout.splitlines()]

    def error(self, params, lines=("a",), **settings):
        result = self.run_stages(read({"command": ["printf", "%s\n", *lines]}), {**stage("run", "exec.run", params, "in"), **settings},
                                 stage("out", "synthetic.discard", {}, "run"))
        self.assert_exit(1, result)
        return result.stderr

    def rejected(self, params, lines, **settings):
        result = self.run_stages(read({"command": ["printf", "%s\n", *lines]}), {**stage("run", "exec.run", params, "in"), **settings},
                                 stage("out", "synthetic.discard", {}, "run"),
                                 stage("bad", "table.write", {"format": "jsonl"}, "run.rejected"))
        self.assert_exit(0, result)
        return [json.loads(line) for line in result.stdout.splitlines()]

    def test_a_row_gets_what_its_program_printed_and_how_it_ended(self):
        text = "import sys; print(sys.argv[1]); print('said', file=sys.stderr); sys.exit(int(sys.argv[2]))"
        rows = self.ran({"command": [*script(text), "<{line}>", "{number}"], "ok": [1, 2]},
                        source=read({"command": ["printf", "a b\n$HOME\n"], "number": True}))
        for row in rows:
            self.assertGreater(row.pop("seconds"), 0)
        self.assertEqual([{"line": "a b", "number": 1, "exit": 1, "signal": None, "stdout": "<a b>", "stderr": "said"},
                          {"line": "$HOME", "number": 2, "exit": 2, "signal": None, "stdout": "<$HOME>", "stderr": "said"}], rows)

    def test_rows_leave_in_the_order_in_which_they_came(self):
        lines = [f"{(i * 7) % 10 / 100} {i}" for i in range(200)]
        rows = self.ran({"command": ["sh", "-c", "set -- $1; sleep $1; echo $2", "sh", "{line}"], "jobs": 16}, lines)
        self.assertEqual(lines, [row["line"] for row in rows])
        self.assertEqual([str(i) for i in range(200)], [row["stdout"] for row in rows])

    def test_many_at_a_time_on_two_workers_cost_nothing_while_they_run(self):
        gate = f"{self.folder}/gate"
        os.mkfifo(gate)
        opened = os.open(gate, os.O_RDWR)  # so that none waits for a writer
        self.addCleanup(os.close, opened)
        out = self.folder / "out.jsonl"
        command = ["sh", "-c", f"echo $(head -c 1 < {gate})-$1", "sh", "{line}"]
        process = self.start("run", "--quiet", self.config(self.seq(64), stage("run", "exec.run", {"command": command, "jobs": 64}, "in"),
                                                           stage("out", "table.write", {"format": "jsonl", "path": str(out)}, "run"), workers=2))
        wait_until(lambda: len(processes_with(gate)) >= 64)
        before = processor_time(process)
        time.sleep(1)
        self.assertLess(processor_time(process) - before, 0.2)
        os.write(opened, b"x" * 64)
        code, error = self.ends(process)
        self.assertEqual(0, code, error)
        self.assertEqual([f"x-{i}" for i in range(1, 65)], [json.loads(line)["stdout"] for line in out.read_text().splitlines()])

    @staticmethod
    def seq(count):
        return read({"command": ["seq", str(count)]})

    def test_several_replicas_in_order(self):
        source = read({"command": ["sh", "-c", "for i in $(seq 20); do echo $i; sleep 0.01; done"]})
        run = stage("run", "exec.run", {"command": ["sh", "-c", "sleep 0.0$(($1 % 3)); echo $1", "sh", "{line}"]}, "in")
        result = self.run_stages(source, {**run, "replicas": 3, "ordered": True}, stage("out", "table.write", {"format": "jsonl"}, "run"))
        self.assert_exit(0, result)
        self.assertEqual([str(i) for i in range(1, 21)], [json.loads(line)["stdout"] for line in result.stdout.splitlines()])

    def test_rows_leave_while_others_run_and_programs_that_nobody_needs_end(self):
        mark = f"{self.folder}/mark"
        command = ["sh", "-c", f"[ $1 -lt 3 ] || exec tail -f --retry {mark}; echo $1", "sh", "{line}"]
        result = self.run_stages(self.seq(9), stage("run", "exec.run", {"command": command, "jobs": 4}, "in"),
                                 stage("few", "rows.limit", {"rows": 2}, "run"), stage("out", "table.write", {"format": "jsonl"}, "few"))
        self.assert_exit(0, result)
        self.assertEqual(["1", "2"], [json.loads(line)["stdout"] for line in result.stdout.splitlines()])
        self.assertEqual([], processes_with(mark))

    def test_a_text_goes_to_its_stdin_and_as_much_comes_back(self):
        big = "x" * 500_000
        source = read({"command": script(f"import json\nfor t in ('{{}}', 'a\\nb', ''): print(json.dumps(dict(t=t)))\n"
                                         f"print(json.dumps(dict(t='x' * 500000))); print(json.dumps(dict(t=None)))"),
                       "format": "jsonl", "columns": {"t": "text"}})
        rows = self.ran({"command": ["cat"], "stdin": "t"}, source=source)
        self.assertEqual(["{}", "a\nb", "", big, ""], [row["stdout"] for row in rows])

    def test_braces_variables_and_the_folder(self):
        rows = self.ran({"command": ["sh", "-c", 'echo "$VALUE $(basename "$PWD") {{}}"'], "env": {"VALUE": "<{line}>"}, "cwd": f"{self.folder}/{{line}}"},
                        [name for name in ("a", "b") if not (self.folder / name).mkdir()])
        self.assertEqual(["<a> a {}", "<b> b {}"], [row["stdout"] for row in rows])

    def test_a_failure_is_a_reject_or_a_row(self):
        params = {"command": ["sh", "-c", "echo said >&2; exit $1", "sh", "{line}"]}
        self.assertIn("ended with exit code 3; it said: said", self.error(params, ["0", "3"]))
        rejected = self.rejected(params, ["0", "3", "0", "4"])
        self.assertEqual(["3", "4"], [row["line"] for row in rejected])
        self.assertEqual([0, 3], [row["exit"] for row in self.ran({**params, "on_failure": "keep"}, ["0", "3"])])
        killed = self.ran({"command": ["sh", "-c", "kill -KILL $$$$"], "on_failure": "keep"}, ["a"])[0]
        self.assertEqual((None, "KILL"), (killed["exit"], killed["signal"]))

    def test_a_program_that_cannot_be_executed_rejects_its_row(self):
        rejected = self.rejected({"command": ["{line}"], "on_failure": "keep"}, ["true", "no-such-program", "/tmp"])
        self.assertEqual(["no-such-program", "/tmp"], [row["line"] for row in rejected])
        self.assertIn("there is no program 'no-such-program' in PATH", rejected[0]["reason"])

    def test_a_null_that_the_command_needs_rejects_its_row(self):
        source = read({"command": ["printf", '{"a": "x"}\n{"a": null}\n'], "format": "jsonl", "columns": {"a": "text"}})
        result = self.run_stages(source, {**stage("run", "exec.run", {"command": ["echo", "{a}"]}, "in"), "on_error": "skip"},
                                 stage("out", "table.write", {"format": "jsonl"}, "run"))
        self.assert_exit(0, result)
        self.assertEqual(["x"], [json.loads(line)["stdout"] for line in result.stdout.splitlines()])

    def test_one_that_takes_too_long_is_ended_even_if_it_does_not_want_to(self):
        mark = f"{self.folder}/mark"
        self.assertIn("took longer than 100ms", self.error({"command": ["tail", "-f", "--retry", mark], "timeout": "100ms"}))
        row = self.ran({"command": ["sh", "-c", f"trap '' TERM; sleep 1000; sleep 1000 # {mark}"], "timeout": "100ms", "on_failure": "keep"},
                       ["a"])[0]
        self.assertEqual((None, "KILL"), (row["exit"], row["signal"]))
        self.assertEqual([], processes_with(mark))

    def test_a_failed_one_begins_again(self):
        text = "echo x >> $1; [ $(wc -l < $1) = 3 ]"
        row = self.ran({"command": ["sh", "-c", text, "sh", f"{self.folder}/{{line}}"], "retries": 2}, ["a"])[0]
        self.assertEqual(0, row["exit"])
        self.assertIn(", 2 times", self.error({"command": ["sh", "-c", text, "sh", f"{self.folder}/{{line}}"], "retries": 1}, ["b"]))

    def test_of_a_long_output_the_beginning_is_kept_and_the_rest_counted(self):
        report = self.folder / "report.json"
        config = self.config(self.seq(1), stage("run", "exec.run", {"command": script("print('x' * 1000000)"), "stdout_size": "1000B"}, "in"),
                             stage("out", "table.write", {"format": "jsonl"}, "run"))
        result = self.weir("run", "--quiet", "--report", report, config)
        self.assert_exit(0, result)
        self.assertEqual("x" * 1000, json.loads(result.stdout)["stdout"])
        self.assertIn('"stdout_cut_bytes": 999001', report.read_text())

    def test_what_a_program_leaves_in_its_group_ends_with_it(self):
        mark = f"{self.folder}/mark"
        row = self.ran({"command": ["sh", "-c", f"tail -f --retry {mark} 2>&- & echo here"]}, ["a"])[0]
        self.assertEqual("here", row["stdout"])
        wait_until(lambda: processes_with(mark) == [])

    def test_in_a_drain_rows_that_have_come_are_whole_and_in_a_stop_programs_end(self):
        began = self.folder / "began"
        source = read({"command": ["sh", "-c", "echo a; exec sleep 1000"]})
        out = self.folder / "out.jsonl"
        run = stage("run", "exec.run", {"command": ["sh", "-c", f"touch {began}; sleep 1; echo whole"]}, "in")
        process = self.start("run", "--quiet", self.config(source, run, stage("out", "table.write", {"format": "jsonl", "path": str(out)}, "run")))
        wait_until(began.exists)
        send(process, signal.SIGTERM)
        self.assertEqual(143, self.ends(process)[0])
        self.assertEqual("whole", json.loads(pathlib.Path(f"{out}.partial").read_text())["stdout"])

        mark = f"{self.folder}/mark"
        config = self.config(self.seq(5), stage("run", "exec.run", {"command": ["tail", "-f", "--retry", mark]}, "in"),
                             stage("out", "synthetic.discard", {}, "run"))
        self.assert_exit(124, self.weir("run", "--quiet", "--timeout", "1s", config))
        self.assertEqual([], processes_with(mark))

    def test_nothing_of_them_outlives_a_command_that_is_killed(self):
        mark = f"{self.folder}/mark"
        process = self.start("run", "--quiet", self.config(
            self.seq(8), stage("run", "exec.run", {"command": ["tail", "-f", "--retry", mark, "{line}"], "jobs": 8}, "in"),
            stage("out", "synthetic.discard", {}, "run")))
        wait_until(lambda: len(processes_with(mark)) == 8)
        process.kill()
        process.wait()
        wait_until(lambda: processes_with(mark) == [])

    def test_what_is_wrong_is_told_at_its_place_before_the_run(self):
        path = self.file("c.yaml", """stages:
  - {name: in, kind: exec.read, params: {command: [seq, 3]}}
  - {name: run, kind: exec.run, inputs: [in], params: {command: [echo, 'a {lien}', 'b }'], env: {A: '{'}, stdin: nothing}}
  - {name: out, kind: table.write, inputs: [run]}
""")
        result = self.weir("check", path)
        self.assert_exit(2, result)
        for error in [f"{path}:3:76: error: stage 'run': param 'command': there is no column 'lien' in Rows(line text); did you mean 'line'?",
                      f"{path}:3:87: error: stage 'run': param 'command': '}}' closes nothing; write }}}} for a brace",
                      "param 'env.A': '{' is not closed", "param 'stdin': there is no column 'nothing'"]:
            self.assertIn(error, result.stderr)
        twice = self.config(self.seq(1), stage("run", "exec.run", {"command": ["true"]}, "in"),
                            stage("again", "exec.run", {"command": ["true"]}, "run"), stage("out", "table.write", {}, "again"))
        result = self.weir("check", twice)
        self.assert_exit(2, result)
        self.assertIn("the rows have a column 'exit' already; give it another name before, with rows.rename", result.stderr)


if __name__ == "__main__":
    unittest.main()
