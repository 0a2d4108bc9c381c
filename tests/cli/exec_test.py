"""Programs as stages: `exec.read` and `exec.write`."""

import json
import os
import pathlib
import signal
import subprocess
import sys
import unittest

from weir_command import ROOT, CommandTest, send, wait_until


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


if __name__ == "__main__":
    unittest.main()
