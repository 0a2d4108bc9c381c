"""Runs of weir.Pipeline that the program takes part in: inlets and outlets, stages in Python."""

import datetime
import math
import os
import signal
import subprocess
import sys
import textwrap
import threading
import traceback
import unittest

import numpy
import weir

ROOTS = """
pipeline: roots
stages:
  - {name: in, kind: python.inlet, params: {columns: {x: float}, capacity: 2}}
  - {name: root, kind: roots, inputs: [in], replicas: 2, ordered: true}
  - {name: out, kind: python.outlet, inputs: [root]}
"""

TYPES = {"truth": "bool", "number": "int", "share": "float", "name": "text", "at": "time"}
PASSING = {
    "pipeline": "passing",
    "stages": [
        {"name": "in", "kind": "python.inlet", "params": {"columns": TYPES}},
        {"name": "out", "kind": "python.outlet", "inputs": ["in"]},
    ],
}

# An inlet that nobody closes: it runs until it is stopped.
WAITING = weir.Pipeline.from_yaml("""
pipeline: waiting
stages:
  - {name: in, kind: python.inlet, params: {columns: {x: int}}}
  - {name: out, kind: python.outlet, inputs: [in]}
""")


@weir.stage(columns={"x": "float", "root": "float"})
def roots(rows):
    """Square roots."""
    return {"x": rows["x"], "root": numpy.sqrt(rows["x"])}


def through(pipeline, batches, pulled=list):
    """What comes out of `out` when the batches go into `in`."""
    with pipeline.start() as run:
        with run.inlet("in") as inlet:
            for batch in batches:
                if not inlet.push(batch):
                    break
        result = pulled(run.outlet("out"))
        run.wait()
        return result


class Rows(unittest.TestCase):
    def test_every_type_goes_in_and_out(self):
        at = datetime.datetime(2024, 1, 31, 12, 30, 5, 17)
        rows = [
            {"truth": True, "number": 2**62, "share": 0.1, "name": "Zoë", "at": at},
            {"truth": None, "number": None, "share": None, "name": None, "at": None},
            {"truth": False, "number": -1, "share": math.inf, "name": "", "at": datetime.datetime(1969, 12, 31)},
        ]
        self.assertEqual(through(weir.Pipeline.from_dict(PASSING), [rows, [], rows[:1]]), rows + rows[:1])

    def test_arrays(self):
        arrays = {
            "truth": numpy.array([True, False]),
            "number": numpy.ma.masked_array([1, 2], [False, True]),
            "share": numpy.array([1, 2], "f4"),
            "name": numpy.array(["a", "b"]),
            "at": numpy.array(["2024-01-31", "1969-01-01"], "M8[D]"),
        }
        (got,) = through(weir.Pipeline.from_dict(PASSING), [arrays], lambda outlet: list(outlet.batches()))
        self.assertEqual([got[name].dtype for name in TYPES], ["bool", "int64", "float64", "object", "M8[us]"])
        self.assertEqual(got["number"].tolist(), [1, None])
        self.assertTrue((got["at"] == arrays["at"]).all() and (got["share"] == [1, 2]).all())
        self.assertFalse(got["share"].flags.writeable)
        self.assertEqual(got["name"].tolist(), ["a", "b"])

    def test_times_with_a_zone(self):
        zone = datetime.timezone(datetime.timedelta(hours=2))
        row = {"truth": None, "number": None, "share": None, "name": None}
        times = [datetime.datetime(2024, 1, 31, 12, tzinfo=zone), numpy.datetime64("2024-01-31T10:00")]
        got = through(weir.Pipeline.from_dict(PASSING), [[{**row, "at": time} for time in times]])
        self.assertEqual([row["at"] for row in got], [datetime.datetime(2024, 1, 31, 10)] * 2)

    def test_what_does_not_fit_is_refused(self):
        good = {"truth": [True], "number": [1], "share": [1.0], "name": ["a"], "at": [datetime.datetime(2024, 1, 1)]}
        wrong = [("number", [1.5]), ("number", ["1"]), ("number", [2**63]), ("truth", [1]), ("share", ["x"]), ("share", [[1.0]]),
                 ("name", [1]), ("at", [5.5]), ("number", [1, 2]),
                 ("at", numpy.array([1])), ("number", numpy.array([2**63], "u8")), ("number", numpy.array([1.0])), ("share", [True])]
        with weir.Pipeline.from_dict(PASSING).start() as run:
            inlet = run.inlet("in")
            for column, values in wrong:
                with self.subTest(column=column, values=values), self.assertRaises((TypeError, ValueError, weir.Error)):
                    inlet.push({**good, column: values})
            for wrong_rows in ({"truth": [True]}, {**good, "more": [1]}, 7):
                with self.assertRaises((TypeError, ValueError)):
                    inlet.push(wrong_rows)
            self.assertTrue(inlet.push(good))
            with self.assertRaises(weir.Error):
                run.inlet("out")
            with self.assertRaises(weir.Error):
                run.outlet("nothing")


class Stages(unittest.TestCase):
    def pipeline(self, function, **columns):
        return weir.Pipeline.from_yaml(ROOTS, stages=[weir.stage("roots", **columns)(function)])

    def test_a_function_of_arrays(self):
        pipeline = weir.Pipeline.from_yaml(ROOTS, stages=[roots])
        batches = [{"x": numpy.arange(n, n + 10.0)} for n in range(0, 200, 10)]
        feeder_result = []

        with pipeline.start() as run:
            def feed():
                with run.inlet("in") as inlet:
                    feeder_result.append(all(inlet.push(batch) for batch in batches))

            feeder = threading.Thread(target=feed)
            feeder.start()
            rows = list(run.outlet("out"))
            feeder.join()
            report = run.wait()
        self.assertEqual(feeder_result, [True])
        self.assertEqual(rows, [{"x": float(x), "root": math.sqrt(x)} for x in range(200)])
        self.assertEqual(report["rows"], 200)
        self.assertEqual(roots({"x": numpy.array([4.0])})["root"].tolist(), [2.0])

    def test_columns_that_come_in_go_out_and_none_is_no_rows(self):
        pipeline = self.pipeline(lambda rows: {"x": rows["x"] * 2} if rows["x"][0] > 0 else None)
        self.assertEqual(through(pipeline, [{"x": [1.0, 2.0]}, {"x": [0.0]}]), [{"x": 2.0}, {"x": 4.0}])

    def test_what_it_raises_is_the_cause(self):
        def fails(rows):
            raise KeyError("no such thing")

        with self.pipeline(fails).start() as run:
            run.inlet("in").push({"x": [1.0]})
            with self.assertRaises(weir.StageError) as raised:
                run.wait()
        error = raised.exception
        self.assertEqual((error.stage, type(error.__cause__)), ("root", KeyError))
        self.assertIn("KeyError: 'no such thing'", str(error))
        self.assertEqual(traceback.extract_tb(error.__cause__.__traceback__)[-1].name, "fails")

    def test_wrong_results_fail_the_run(self):
        for wrong in (lambda rows: {}, lambda rows: [1], lambda rows: {"x": ["a"]}, lambda rows: {"x": [1], "y": [2]}):
            with self.pipeline(wrong).start() as run:
                run.inlet("in").push({"x": [1.0]})
                with self.assertRaises(weir.StageError):
                    run.wait()

    def test_what_it_rejects_goes_on_without_it(self):
        def only_whole(rows):
            if rows["x"][0] % 1:
                raise ValueError("not whole")
            return rows

        text = ROOTS.replace("kind: roots,", "kind: roots, on_error: skip,")
        pipeline = weir.Pipeline.from_yaml(text, stages=[weir.stage("roots")(only_whole)])
        self.assertEqual(through(pipeline, [{"x": [1.0]}, {"x": [1.5]}, {"x": [2.0]}]), [{"x": 1.0}, {"x": 2.0}])

    def test_with_kinds_of_rows_around_it(self):
        text = """
            pipeline: orders
            stages:
              - {name: in, kind: python.inlet, params: {columns: {country: text, amount: float}}}
              - {name: large, kind: rows.where, inputs: [in], params: {that: amount >= 10}}
              - {name: tax, kind: tax, inputs: [large]}
              - {name: sum, kind: rows.group, inputs: [tax], params: {by: [country], values: {total: sum(with_tax)}}}
              - {name: sorted, kind: rows.sort, inputs: [sum], params: {by: [country]}}
              - {name: out, kind: python.outlet, inputs: [sorted]}
        """

        @weir.stage(columns={"country": "text", "with_tax": "float"})
        def tax(rows):
            return {"country": rows["country"], "with_tax": rows["amount"] * 2}

        rows = [{"country": country, "amount": amount} for country, amount in (("CH", 10.0), ("AT", 5.0), ("AT", 20.0), ("CH", 11.0))]
        pipeline = weir.Pipeline.from_yaml(textwrap.dedent(text), stages=[tax])
        self.assertEqual(through(pipeline, [rows]), [{"country": "AT", "total": 40.0}, {"country": "CH", "total": 42.0}])

    def test_names_and_columns_are_checked(self):
        with self.assertRaises(TypeError):
            weir.Pipeline.from_yaml(ROOTS, stages=[len])
        with self.assertRaises(ValueError):
            self.pipeline(roots.function, columns={"x": "double"})
        with self.assertRaises(weir.Error):
            weir.Pipeline.from_yaml(ROOTS, stages=[weir.stage("Not A Name")(roots.function)])
        with self.assertRaises(weir.ConfigError):
            weir.Pipeline.from_yaml(ROOTS)


class Runs(unittest.TestCase):
    def test_stop_drain_and_wait(self):
        for end in (weir.Run.stop, weir.Run.drain):
            run = WAITING.start()
            self.assertIsNone(run.wait(0))
            self.assertFalse(run.report["finished"])
            end(run)
            report = run.wait()
            self.assertEqual(report["finished"], end is weir.Run.drain)
            self.assertEqual(list(run.outlet("out")), [])
            self.assertFalse(run.inlet("in").push({"x": [1]}))

    def test_an_outlet_that_is_closed_ends_the_run(self):
        with WAITING.start() as run:
            run.outlet("out").close()
            self.assertTrue(run.wait()["finished"])

    def test_ctrl_c_while_it_waits(self):
        for wait in (lambda run: run.wait(), lambda run: list(run.outlet("out"))):
            with WAITING.start() as run:
                sender = threading.Timer(0.05, os.kill, (os.getpid(), signal.SIGINT))
                with self.assertRaises(KeyboardInterrupt):
                    sender.start()
                    wait(run)
                sender.join()
                self.assertIsNone(run.wait(0))

    def test_a_run_that_the_program_forgets(self):
        code = """
            import weir, time
            pipeline = weir.Pipeline.from_yaml('''
            pipeline: waiting
            stages:
              - {name: in, kind: python.inlet, params: {columns: {x: int}}}
              - {name: slow, kind: slow, inputs: [in], replicas: 2}
              - {name: out, kind: python.outlet, inputs: [slow]}
            ''', stages=[weir.stage("slow")(lambda rows: time.sleep(0.2))])
            run = pipeline.start()
            run.inlet("in").push({"x": [1]})
            run.inlet("in").push({"x": [1]})
        """
        ended = subprocess.run([sys.executable, "-c", textwrap.dedent(code)], capture_output=True, text=True, timeout=300)
        self.assertEqual((ended.returncode, ended.stdout, ended.stderr), (0, "", ""))

    def test_in_a_forked_child(self):
        pipeline = weir.Pipeline.from_yaml(ROOTS, stages=[roots])
        expected = through(pipeline, [{"x": [4.0]}])
        child = os.fork()
        if child == 0:
            os._exit(0 if through(pipeline, [{"x": [4.0]}]) == expected else 1)
        self.assertEqual(os.waitpid(child, 0)[1], 0)


if __name__ == "__main__":
    unittest.main()
