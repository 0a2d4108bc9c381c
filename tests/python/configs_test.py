"""weir.Pipeline from a text, a file and a dict; its reports, and what is wrong with configs."""

import os
import pathlib
import signal
import subprocess
import tempfile
import threading
import unittest

import numpy
import weir

PRIMES = """
pipeline: primes
stages:
  - {name: segments, kind: primes.segments, params: {to: 100000}}
  - {name: sieve, kind: primes.sieve, inputs: [segments], replicas: 2}
  - {name: count, kind: primes.count, inputs: [sieve]}
  - {name: out, kind: table.write, inputs: [count], params: {format: csv, path: FILE}}
"""


class Configs(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def test_from_a_text_a_file_and_a_dict(self):
        out = self.folder / "out.csv"
        text = PRIMES.replace("FILE", str(out))
        (self.folder / "primes.yaml").write_text(text)
        as_dict = {"pipeline": "primes", "stages": [
            {"name": "segments", "kind": "primes.segments", "params": {"to": numpy.int64(100_000)}},
            {"name": "sieve", "kind": "primes.sieve", "inputs": ["segments"]},
            {"name": "count", "kind": "primes.count", "inputs": ["sieve"]},
            {"name": "out", "kind": "table.write", "inputs": ["count"], "params": {"format": "csv", "path": out}}]}
        from_file = weir.Pipeline.from_file(self.folder / "primes.yaml")
        for pipeline in (weir.Pipeline.from_yaml(text), from_file, weir.Pipeline.from_dict(as_dict)):
            for _ in range(2):
                report = pipeline.run()
                self.assertIn("9592", out.read_text())
                out.unlink()
                self.assertTrue(report["finished"])
                self.assertEqual([stage["name"] for stage in report["stages"]], ["segments", "sieve", "count", "out"])
                self.assertEqual((report["items"], report["balance"]["written"], report["progress"]), (1, 1, 1.0))
        self.assertEqual((pipeline.name, pipeline.stages[0]), ("primes", "segments"))

    def test_overrides_and_variables(self):
        out = self.folder / "out.csv"
        text = PRIMES.replace("FILE", "${OUT}")
        pipeline = weir.Pipeline.from_yaml(text, set=["segments.params.to=10"], variables={"OUT": str(out)})
        self.assertEqual(pipeline.run()["stages"][0]["name"], "segments")
        self.assertIn("4", out.read_text())
        with self.assertRaises(weir.ConfigError):
            weir.Pipeline.from_yaml(text)

    @unittest.skipUnless("WEIR" in os.environ, "the command is not built")
    def test_errors_are_those_of_the_command(self):
        stages = "  - {name: a, kind: text.raed, params: {poll: 5}}\n  - {name: b, kind: table.write, inputs: [c]}\n"
        text = f"pipeline: bad\ntimeout: 0s\nstages:\n{stages}"
        file = self.folder / "bad.yaml"
        file.write_text(text)
        said = subprocess.run([os.environ["WEIR"], "check", file], capture_output=True, text=True)
        with self.assertRaises(weir.ConfigError) as raised:
            weir.Pipeline.from_file(file)
        self.assertEqual(str(raised.exception).strip(), said.stderr.strip())
        errors = raised.exception.errors
        self.assertGreaterEqual(len(errors), 3)
        self.assertEqual((errors[0].line, errors[0].column, errors[0].stage, errors[0].key), (2, 10, "", "timeout"))
        self.assertEqual((errors[1].line, errors[1].stage, errors[1].key), (4, "a", "kind"))
        self.assertIn("text.read", errors[1].message)

    def test_other_errors(self):
        with self.assertRaises(weir.Error):
            weir.Pipeline.from_file(self.folder / "none.yaml")
        with self.assertRaises(TypeError):
            weir.Pipeline.from_dict({"pipeline": object()})
        with self.assertRaises(weir.StageError) as raised:
            weir.Pipeline.from_yaml(PRIMES.replace("FILE", str(self.folder / "no" / "folder"))).run()
        self.assertEqual(raised.exception.stage, "out")
        pipeline = weir.Pipeline.from_yaml(PRIMES.replace("FILE", "/dev/null"), set=["timeout=10ms", "segments.params.to=1000000000000"])
        with self.assertRaises(TimeoutError):
            pipeline.run()

    def test_ctrl_c_ends_a_run(self):
        text = PRIMES.replace("FILE", "/dev/null").replace("100000", "1000000000000")
        sender = threading.Timer(0.1, os.kill, (os.getpid(), signal.SIGINT))
        with self.assertRaises(KeyboardInterrupt):
            sender.start()
            weir.Pipeline.from_yaml(text).run()


if __name__ == "__main__":
    unittest.main()
