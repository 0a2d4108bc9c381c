"""Outputs: a target has one writer, and is complete or absent."""

import json
import os
import pathlib
import shutil
import subprocess
import threading
import unittest

from weir_command import ENDLESS, PATIENCE, ROOT, WEIR, CommandTest, signal

NUMBERS = """
pipeline: numbers
stages:
  - {name: items, kind: synthetic.items, params: {count: 100000}}
  - {name: first, kind: table.write, inputs: [items], params: {path: 'FIRST', format: csv}}
  - {name: second, kind: table.write, inputs: [items], params: {path: 'SECOND', format: csv}}
"""
WHOLE = "number\n" + "".join(f"{n}\n" for n in range(100000))
ONE = NUMBERS.replace("  - {name: second, kind: table.write, inputs: [items], params: {path: 'SECOND', format: csv}}\n", "")

READS_STDIN = """
pipeline: reads
stages:
  - {name: text, kind: text.read, params: {paths: ['-']}}
  - {name: count, kind: words.count, inputs: [text]}
  - {name: out, kind: table.write, inputs: [count], params: {path: 'FIRST', format: csv}}
"""


def of(config, first, second=""):
    return config.replace("FIRST", str(first)).replace("SECOND", str(second))


class OutputsTest(CommandTest):
    def shell(self, command, **options):
        """Runs a line of shell in which $WEIR is the command."""
        return subprocess.run(["bash", "-c", command], stdin=subprocess.DEVNULL, capture_output=True, cwd=self.folder, timeout=PATIENCE, text=True,
                              env={**os.environ, "WEIR": WEIR}, check=False, **options)

    def test_two_sinks_on_one_path_are_refused_with_the_place(self):
        config = self.file("p.yaml", of(NUMBERS, "out.csv", "./out.csv"))
        for command in ["check", "run"]:
            result = self.weir(command, config, cwd=self.folder)
            self.assert_exit(2, result)
            self.assertEqual(f"{config}:6:71: error: stage 'second': param 'path': './out.csv' is written already, there as 'out.csv', by stage "
                             "'first', line 5; what two stages write there would be mixed or lost: name another file in one of them",
                             result.stderr.splitlines()[0])
        self.assertFalse((self.folder / "out.csv").exists())

    def test_the_report_and_a_sink_on_one_path_are_refused(self):
        config = self.file("p.yaml", of(ONE, "out.csv"))
        result = self.weir("run", config, "--report", "out.csv", cwd=self.folder)
        self.assert_exit(2, result)
        self.assertEqual("--report:1:1: error: stage 'first', line 5 already writes there; name another file", result.stderr.splitlines()[0])
        result = self.weir("run", self.file("q.yaml", of(ONE, "-")), "--report", "/dev/stdout", cwd=self.folder)
        self.assert_exit(2, result)

    def test_a_config_from_stdin_and_a_stage_that_reads_stdin_are_refused(self):
        result = self.weir("run", "-", stdin=of(READS_STDIN, "out.csv"), cwd=self.folder)
        self.assert_exit(2, result)
        self.assertEqual("<stdin>:4:52: error: stage 'text': param 'paths': the standard input is the config itself; put the config into a file",
                         result.stderr.splitlines()[0])

    def test_when_the_reader_of_stdout_leaves_another_output_is_still_whole(self):
        config = self.file("p.yaml", of(NUMBERS, "-", "out.csv"))
        for first, second in [("-", "out.csv"), ("out.csv", "-")]:
            (self.folder / "out.csv").unlink(missing_ok=True)
            config = self.file("p.yaml", of(NUMBERS, first, second))
            result = self.shell(f"\"$WEIR\" run '{config}' | head -1; exit ${{PIPESTATUS[0]}}")
            self.assertEqual((0, "number\n"), (result.returncode, result.stdout), result.stderr)
            self.assertEqual(WHOLE, (self.folder / "out.csv").read_text())

    def test_when_the_only_reader_leaves_an_endless_run_ends_quietly(self):
        config = self.file("p.yaml", ENDLESS.replace("synthetic.discard, inputs: [work]", "table.write, inputs: [work], params: {format: csv}"))
        result = self.shell(f"\"$WEIR\" run '{config}' | head -1; exit ${{PIPESTATUS[0]}}")
        self.assertEqual((0, "number\n", ""), (result.returncode, result.stdout, result.stderr))

    def test_an_interrupted_finite_input_leaves_the_old_file_and_keeps_the_part_beside_it(self):
        old = self.file("out.csv", "of yesterday\n")
        config = self.file("p.yaml", ENDLESS.replace("synthetic.discard, inputs: [work]",
                                                     f"table.write, inputs: [work], params: {{path: '{old}', format: csv}}"))
        report = self.folder / "report.json"
        run = self.start_running(config, "--report", report)
        run.send_signal(signal.SIGTERM)
        code, error = self.ends(run)
        self.assertEqual(143, code, error)
        self.assertEqual("of yesterday\n", pathlib.Path(old).read_text())
        told = json.loads(report.read_text())
        items = told["stages"][0]["items_out"]
        self.assertEqual(["number"] + [str(number) for number in range(items)], pathlib.Path(old + ".partial").read_text().split())
        line = f"'{old}' is not made: its input was cut short; what had come is in '{old}.partial'"
        self.assertIn(f"weir: stage 'out': {line}\n", error)
        self.assertEqual([line], told["stages"][2]["missing"])
        self.assertTrue(told["cut_short"])

    def test_an_input_without_an_end_is_not_cut_short_by_a_signal(self):
        config = self.file("p.yaml", of(READS_STDIN, self.folder / "out.csv"))
        run = subprocess.Popen([WEIR, "run", config, "--progress", "always"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
                               stderr=subprocess.PIPE, cwd=self.folder)
        self.addCleanup(run.wait)
        self.addCleanup(run.kill)
        run.stdin.write(b"one two two ")
        run.stdin.flush()
        line = run.stderr.readline()
        self.assertIn(b" from sources, ", line)
        run.send_signal(signal.SIGINT)
        _, error = run.communicate(timeout=PATIENCE)
        self.assertEqual(130, run.returncode, error)
        self.assertTrue((self.folder / "out.csv").exists(), error)
        self.assertFalse((self.folder / "out.csv.partial").exists())

    def test_a_named_pipe_without_a_reader_does_not_outlast_a_signal_and_its_grace(self):
        pipe = self.folder / "pipe"
        os.mkfifo(pipe)
        run = self.start_running(self.file("p.yaml", of(ONE, pipe)), "--grace", "100ms")
        run.send_signal(signal.SIGTERM)
        code, error = self.ends(run)
        self.assertEqual(143, code, error)
        self.assertIn("stopped because it did not end within --grace", error)

    def test_a_named_pipe_whose_reader_comes_late_gets_everything(self):
        pipe = self.folder / "pipe"
        os.mkfifo(pipe)
        run = self.start("run", self.file("p.yaml", of(ONE, pipe)))
        got = []
        reader = threading.Thread(target=lambda: got.append(pipe.read_text()))
        reader.start()
        code, error = self.ends(run)
        reader.join()
        self.assertEqual((0, WHOLE), (code, got[0]), error)

    def test_a_pipe_is_refused_by_what_has_to_go_back_in_its_file(self):
        pipe = self.folder / "pipe"
        os.mkfifo(pipe)
        config = self.file("p.yaml", f"""
pipeline: product
stages:
  - {{name: blocks, kind: matrix.blocks, params: {{a: {{random: {{rows: 3, cols: 3}}}}, b: {{random: {{rows: 3, cols: 3}}}}}}}}
  - {{name: product, kind: matrix.multiply, inputs: [blocks]}}
  - {{name: out, kind: matrix.write, inputs: [product], params: {{path: '{pipe}'}}}}
""")
        result = self.weir("run", config)
        self.assert_exit(1, result)
        self.assertIn(f"{pipe}: blocks come in any order, which only a regular file can take; name one", result.stderr)

    def test_a_file_that_may_grow_no_further_is_an_error_and_not_a_death(self):
        config = self.file("p.yaml", of(ONE, "out.csv"))
        result = self.shell(f"ulimit -f 1; \"$WEIR\" run '{config}'")
        self.assert_exit(1, result)
        self.assertIn("cannot write 'out.csv': File too large", result.stderr)
        self.assertFalse((self.folder / "out.csv").exists())

    def test_a_place_that_is_lost_during_the_run_is_an_error(self):
        def taken(folder):
            (folder / "out.csv").mkdir()
        for change, problem, left in [(shutil.rmtree, "No such file or directory", []), (taken, "Is a directory", ["out.csv"])]:
            folder, pipe = self.folder / change.__name__, self.folder / f"{change.__name__}.pipe"
            folder.mkdir()
            os.mkfifo(pipe)
            run = self.start("run", self.file("p.yaml", of(NUMBERS, folder / "out.csv", pipe)))
            with pipe.open() as reader:  # now both outputs are open, and the first cannot be whole before this one is read
                change(folder)
                self.assertTrue(WHOLE.startswith(reader.read()))
            code, error = self.ends(run)
            self.assertEqual(1, code, error)
            self.assertIn(f"stage 'first', replica 0: cannot write '{folder}/out.csv': {problem}\n", error)
            self.assertEqual(left, sorted(path.name for path in folder.glob("*")))

    def test_a_file_keeps_its_other_names_and_its_inode(self):
        path = pathlib.Path(self.file("out.csv", "old"))
        os.link(path, self.folder / "other")
        inode = path.stat().st_ino
        self.assert_exit(0, self.weir("run", self.file("p.yaml", of(ONE, path))))
        self.assertEqual((WHOLE, inode), ((self.folder / "other").read_text(), path.stat().st_ino))

    def test_a_file_is_whole_whether_or_not_it_is_synced(self):
        for sync in ["true", "false"]:
            config = self.file("p.yaml", of(ONE, "out.csv").replace("format: csv", f"format: csv, sync: {sync}"))
            self.assert_exit(0, self.weir("run", config, cwd=self.folder))
            self.assertEqual(WHOLE, (self.folder / "out.csv").read_text())


if __name__ == "__main__":
    unittest.main()
