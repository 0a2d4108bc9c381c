"""`weir check` and `weir graph`."""

import json
import os
import re
import subprocess
import threading
import unittest

from weir_command import PATIENCE, ROOT, WEIR, CommandTest

PIPELINE = """
pipeline: two_ways
workers: 3
timeout: 90s
stages:
  - {name: items, kind: synthetic.items, params: {count: 10}}
  - {name: left, kind: synthetic.work, inputs: [items], replicas: 2, batch_size: 10, queue_depth: 3, ordered: true, params: {cost: 1us}}
  - {name: right, kind: synthetic.work, inputs: [items], batch_size: 1, queue_depth: 5, batch_wait: 5ms, params: {cost: 1us}}
  - {name: out, kind: synthetic.discard, inputs: [left, right], batch_size: 7, queue_depth: 2}
"""

# The stage before primes.write breaks the order that it needs.
ORDERLESS = """
pipeline: primes
stages:
  - {name: segments, kind: primes.segments, params: {to: 3000, segment_size: 30}}
  - {name: sieve, kind: primes.sieve, inputs: [segments], replicas: auto, params: {emit: primes}}
  - {name: out, kind: primes.write, inputs: [sieve]}
"""

REJECTS = """
stages:
  - {name: paths, kind: text.paths, params: {paths: [data]}}
  - {name: text, kind: text.read_each, inputs: [paths], on_error: {retry: 3, backoff: 100ms}, max_errors: 1 %}
  - {name: count, kind: words.count, inputs: [text], on_error: skip, max_errors: 5}
  - {name: out, kind: table.write, inputs: [count]}
  - {name: unread, kind: table.write, inputs: [text.rejected], params: {path: unread.csv}}
"""
STOPS = REJECTS.replace("backoff: 100ms}, max_errors: 1 %", "backoff: 1s, then: stop}").replace("retry: 3", "retry: 1")


class CheckTest(CommandTest):
    def check(self, *args):
        result = self.weir("check", self.file("p.yaml", PIPELINE), *args)
        self.assert_exit(0, result)
        self.assertEqual("", result.stderr)
        return result.stdout

    def row(self, text, name):
        return next(line.split() for line in text.splitlines() if line.startswith(name + " "))

    def test_it_prints_every_stage_with_its_numbers(self):
        text = self.check()
        self.assertEqual("pipeline two_ways", text.splitlines()[0])
        head = ["stage", "role", "kind", "takes", "gives", "replicas", "batch_size", "queue_depth", "batch_wait", "ordered"]
        self.assertEqual(head, self.row(text, "stage"))
        self.assertEqual(["items", "source", "synthetic.items", "-", "SyntheticItem", "1", "-", "-"], self.row(text, "items"))
        self.assertEqual(["left", "transform", "synthetic.work", "SyntheticItem", "SyntheticItem", "2", "10", "3", "yes"], self.row(text, "left"))
        self.assertEqual(["right", "transform", "synthetic.work", "SyntheticItem", "SyntheticItem", "1", "1", "5", "5ms"],
                         self.row(text, "right"))

    def test_it_prints_every_edge_and_the_limits(self):
        text = self.check()
        self.assertIn("items -> left: at most 10 items a batch, 3 batches waiting", text)
        self.assertIn("items -> right: at most 1 item a batch, 5 batches waiting", text)
        self.assertIn("right -> out: at most 7 items a batch, 2 batches waiting", text)
        self.assertEqual(["workers", "3"], self.row(text, "workers"))
        self.assertRegex(text, r"timeout  (90s|1m30s)\n")
        bound = re.search(r"bound    ([0-9]+) batches, ([0-9]+) items, [0-9.]+ [KM]iB at one time", text)
        # The queues alone hold this much.
        self.assertGreaterEqual(int(bound[1]), 3 + 5 + 2 + 2)
        self.assertGreaterEqual(int(bound[2]), 3 * 10 + 5 * 1 + 2 * 7 + 2 * 7)

    def test_overrides_are_in_the_plan(self):
        text = self.check("--set", "left.replicas=5", "--set", "workers=7")
        self.assertEqual("5", self.row(text, "left")[5])
        self.assertEqual(["workers", "7"], self.row(text, "workers"))

    def test_it_says_what_becomes_of_items_that_a_stage_cannot_use(self):
        self.assertNotIn("cannot use", self.check())
        config = self.file("rejects.yaml", REJECTS)
        result = self.weir("check", config)
        self.assert_exit(0, result)
        self.assertIn("""
items that a stage cannot use
  text: 3 more tries, 100ms apart, then to text.rejected, at most 1 %
  count: counted and dropped, at most 5

""", result.stdout)
        plan = json.loads(self.weir("check", "--json", config).stdout)["files"][0]["plan"]
        _, text, count, *_ = plan["stages"]
        self.assertEqual(({"retry": 3, "backoff_seconds": 0.1, "then": "skip"}, "1 %"), (text["on_error"], text["max_errors"]))
        self.assertEqual(({"retry": 0, "backoff_seconds": 0, "then": "skip"}, 5), (count["on_error"], count["max_errors"]))
        self.assertEqual("rejected", plan["edges"][-1]["output"])
        self.assertIn("\n  text: 1 more try, 1s apart, then the run fails\n", self.weir("check", self.file("stop.yaml", STOPS)).stdout)

    def test_it_starts_nothing(self):
        target = self.folder / "primes.txt"
        result = self.weir("check", "configs/primes.yaml", "--set", f"out.params.path={target}")
        self.assert_exit(0, result)
        self.assertFalse(target.exists())

    def test_a_stage_that_breaks_the_order_another_needs_is_refused_with_its_line(self):
        config = self.file("p.yaml", ORDERLESS)
        for command in "check", "run":
            result = self.weir(command, config)
            self.assert_exit(2, result)
            self.assertEqual("", result.stdout)
            self.assertEqual(f"""{config}:5:69: error: stage 'sieve': key 'replicas': with 'replicas: auto' it passes items on as they finish, but stage 'out' (primes.write) needs them in order; add 'ordered: true' to this stage, or take its 'replicas' away
 5 |   - {{name: sieve, kind: primes.sieve, inputs: [segments], replicas: auto, params: {{emit: primes}}}}
   |                                                                     ^
""", result.stderr)
        for mend in "sieve.ordered=true", "sieve.replicas=1":
            self.assert_exit(0, self.weir("check", config, "--set", mend))

    def test_primes_by_ordered_replicas_are_those_that_trial_division_finds(self):
        result = self.weir("run", self.file("p.yaml", ORDERLESS), "--set", "sieve.ordered=true", "--set", "sieve.replicas=4", "--quiet")
        self.assert_exit(0, result)
        primes = [n for n in range(2, 3001) if all(n % d for d in range(2, int(n ** 0.5) + 1))]
        self.assertEqual(primes, [int(line) for line in result.stdout.split()])

    def test_everything_wrong_is_shown_at_once_in_the_order_of_the_file(self):
        wrong = PIPELINE.replace("synthetic.items", "synthetic.item").replace("batch_size: 7", "batch_sise: 7").replace("timeout: 90s", "timeout: 90")
        result = self.weir("check", self.file("p.yaml", wrong))
        self.assert_exit(2, result)
        self.assertEqual("", result.stdout)
        lines = [int(line) for line in re.findall(r"p\.yaml:([0-9]+):[0-9]+: error: ", result.stderr)]
        self.assertEqual([4, 6, 9], lines, result.stderr)

    def test_several_files_are_each_checked_and_one_that_is_wrong_decides(self):
        good, other = self.file("good.yaml", PIPELINE), self.file("other.yaml", PIPELINE.replace("two_ways", "another"))
        bad = self.file("bad.yaml", PIPELINE.replace("synthetic.items", "synthetic.item"))
        missing = str(self.folder / "missing.yaml")
        result = self.weir("check", "--each", good, other)
        self.assert_exit(0, result)
        alone = [self.weir("check", file).stdout for file in [good, other]]
        self.assertEqual(f"==> {good} <==\n{alone[0]}\n==> {other} <==\n{alone[1]}", result.stdout)
        result = self.weir("check", "--each", bad, missing, other)
        self.assert_exit(2, result)
        self.assertEqual(f"==> {other} <==\n{alone[1]}", result.stdout)
        self.assertEqual(f"{bad}:6:25: error: stage 'items': key 'kind': unknown kind 'synthetic.item'; did you mean 'synthetic.items'?\n"
                         " 6 |   - {name: items, kind: synthetic.item, params: {count: 10}}\n"
                         "   |                         ^\n"
                         f"weir: error: cannot read '{missing}': there is no such file\n", result.stderr)

    def test_stdin_can_be_one_of_several_files_once(self):
        result = self.weir("check", "--each", self.file("p.yaml", PIPELINE), "-", stdin=PIPELINE)
        self.assert_exit(0, result)
        self.assertIn("==> - <==\n", result.stdout)
        for command in (["check"], ["check", "--each"], ["run"], ["graph"]):
            result = self.weir(*command, "-", "-", stdin=PIPELINE)
            self.assertEqual((2, "weir: error: stdin can be read once: name - once\n"), (result.returncode, result.stderr))

    def test_json_has_the_plan(self):
        result = self.weir("check", "--json", self.file("p.yaml", PIPELINE))
        self.assert_exit(0, result)
        told = json.loads(result.stdout)
        self.assertEqual((1, True), (told["version"], told["ok"]))
        [file] = told["files"]
        self.assertEqual((str(self.folder / "p.yaml"), True, []), (file["file"], file["ok"], file["errors"]))
        plan = file["plan"]
        self.assertEqual(("two_ways", 3, 90), (plan["pipeline"], plan["workers"], plan["timeout_seconds"]))
        self.assertEqual({"name": "right", "kind": "synthetic.work", "role": "transform", "takes": "SyntheticItem", "gives": "SyntheticItem", "columns": None,
                          "named_outputs": {"rejected": "Rejected<SyntheticItem>"}, "replicas": 1, "ordered": False,
                          "on_error": {"retry": 0, "backoff_seconds": 0, "then": "stop"}, "max_errors": None,
                          "batch_wait_seconds": 0.005}, plan["stages"][2])
        self.assertEqual({"from": "items", "output": None, "to": "left", "batch_size": 10, "auto_batch_size": False, "queue_depth": 3,
                          "memory_bytes": None, "batch_bytes": None}, plan["edges"][0])
        bound = re.search(r"bound    ([0-9]+) batches, ([0-9]+) items", self.check())
        self.assertEqual((int(bound[1]), int(bound[2])), (plan["bound"]["batches"], plan["bound"]["items"]))

    def test_json_has_every_error_with_its_place(self):
        bad = self.file("bad.yaml", PIPELINE.replace("synthetic.items", "synthetic.item"))
        missing = str(self.folder / "missing.yaml")
        result = self.weir("check", "--each", "--json", bad, missing, "--set", "left.replicas=0")
        self.assert_exit(2, result)
        self.assertEqual("", result.stderr)
        told = json.loads(result.stdout)
        self.assertFalse(told["ok"])
        self.assertEqual([(bad, False, None), (missing, False, None)], [(file["file"], file["ok"], file["plan"]) for file in told["files"]])
        self.assertEqual(
            [{"file": bad, "line": 6, "column": 25, "stage": "items", "key": "kind", "what": "unknown kind 'synthetic.item'",
              "mend": "did you mean 'synthetic.items'?",
              "message": "stage 'items': key 'kind': unknown kind 'synthetic.item'; did you mean 'synthetic.items'?"},
             {"file": "--set left.replicas=0", "line": 1, "column": 15, "stage": "left", "key": "replicas", "what": "'0' is too small",
              "mend": "the smallest is 1; write auto to leave it to weir",
              "message": "stage 'left': key 'replicas': '0' is too small; the smallest is 1; write auto to leave it to weir"}],
            told["files"][0]["errors"])
        unreadable = f"cannot read '{missing}': there is no such file"
        self.assertEqual([{"file": missing, "line": None, "column": None, "stage": None, "key": None, "what": unreadable, "mend": None,
                           "message": unreadable}],
                         told["files"][1]["errors"])


BLOCKS = """
stages:
  - {name: blocks, kind: matrix.blocks, params: {a: {random: {rows: 8, cols: 8}}, b: {random: {rows: 8, cols: 8}}}}
  - {name: out, kind: synthetic.discard, inputs: [blocks]}
"""


class NullTest(CommandTest):
    def test_null_takes_the_value_of_an_optional_away_and_nothing_at_all_is_an_error(self):
        file = self.file("p.yaml", BLOCKS)
        for value in ["~", "null", "4"]:
            self.assert_exit(0, self.weir("check", file, "--set", f"blocks.params.block_rows={value}"))
        result = self.weir("check", file, "--set", "blocks.params.block_rows=")
        self.assert_exit(2, result)
        self.assertEqual(
            "--set blocks.params.block_rows=:1:25: error: stage 'blocks': param 'block_rows': nothing stands behind the key; "
            "leave the key out, or write null for no value\n 1 | blocks.params.block_rows=\n   |                         ^\n", result.stderr)

    def test_null_is_an_error_where_a_value_is_needed(self):
        result = self.weir("check", self.file("p.yaml", BLOCKS), "--set", "out.replicas=~")
        self.assert_exit(2, result)
        self.assertEqual("--set out.replicas=~:1:14: error: stage 'out': key 'replicas': expected a whole number or auto, found ~\n"
                         " 1 | out.replicas=~\n   |              ^\n", result.stderr)

    def test_an_error_in_what_a_set_replaced_points_at_the_set(self):
        file = self.file("p.yaml", BLOCKS)
        for override, message in [
                ("blocks.params.a={random: {rows: 8}}", "stage 'blocks': param 'a.random.cols': missing: "),
                ("out.name=1st", "stage '1st': key 'name': a name is made of letters"),
                ("blocks.params={}", "stage 'blocks': param 'a': missing: "),
                ("out={}", "key 'out': unknown")]:
            with self.subTest(override):
                result = self.weir("check", file, "--set", override)
                self.assert_exit(2, result)
                self.assertRegex(result.stderr, "^" + re.escape(f"--set {override}:1:") + r"\d+: error: " + re.escape(message))
                self.assertNotIn(file, result.stderr)


class StandardInputTest(CommandTest):
    def test_reading_stops_at_the_largest_config(self):
        process = subprocess.Popen([WEIR, "check", "-"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd=ROOT)

        def write_for_ever():
            try:
                while True:
                    os.write(process.stdin.fileno(), bytes(1 << 16))
            except BrokenPipeError:
                pass

        writer = threading.Thread(target=write_for_ever, daemon=True)
        writer.start()
        self.assertEqual(2, process.wait(PATIENCE))
        writer.join(PATIENCE)
        self.assertFalse(writer.is_alive())
        self.assertEqual(b"<stdin>:1:1: error: the text is larger than 1 MiB, the most that is read\n", process.stderr.read())
        process.stdin.close()
        process.stderr.close()

    def test_what_cannot_be_read_is_that_error(self):
        for redirection, why in [("< /", "it is a directory"), ("<&-", "Bad file descriptor")]:
            for command in ["check", "run"]:
                with self.subTest(redirection, command=command):
                    result = subprocess.run(f'exec "{WEIR}" {command} - {redirection}', shell=True, capture_output=True, cwd=ROOT,
                                            timeout=PATIENCE, check=False, text=True)
                    self.assert_exit(2, result)
                    self.assertEqual(f"weir: error: cannot read '<stdin>': {why}\n", result.stderr)

    def test_control_characters_in_the_name_of_a_file_do_not_reach_the_terminal(self):
        missing = self.weir("check", self.folder / "a\x1b[31m\n.yaml")
        self.assert_exit(2, missing)
        self.assertEqual(f"weir: error: cannot read '{self.folder}/a\\x1B[31m\\n.yaml': there is no such file\n", missing.stderr)
        wrong = self.weir("check", self.file("b\u202e\x9b.yaml", "stages: \"\\e\"\n"))
        self.assert_exit(2, wrong)
        self.assertEqual(f"{self.folder}/b\\u{{202E}}\\u{{9B}}.yaml:1:9: error: key 'stages': expected a list of stages, found the string \"\\x1B\"\n"
                         " 1 | stages: \"\\e\"\n   |         ^\n", wrong.stderr)


class GraphTest(CommandTest):
    def graph(self, *args):
        result = self.weir("graph", self.file("p.yaml", PIPELINE), *args)
        self.assert_exit(0, result)
        return result.stdout

    def test_dot_has_every_stage_and_edge(self):
        text = self.graph()
        self.assertTrue(text.startswith('digraph "two_ways" {'), text)
        self.assertIn('s1 [label="left\\nsynthetic.work × 2, ordered"];', text)
        self.assertIn('s0 -> s1 [label="SyntheticItem\\n3 × 10"];', text)
        self.assertEqual({("0", "1"), ("0", "2"), ("1", "3"), ("2", "3")}, set(re.findall(r"s([0-9]) -> s([0-9])", text)))
        self.assertEqual(text, self.graph("--format", "dot"))

    def test_mermaid_has_every_stage_and_edge(self):
        text = self.graph("--format", "mermaid")
        self.assertEqual("flowchart LR", text.splitlines()[0])
        self.assertIn('s1["left<br/>synthetic.work × 2, ordered"]', text)
        self.assertEqual({("0", "1"), ("0", "2"), ("1", "3"), ("2", "3")}, set(re.findall(r's([0-9]) -->\|"[^"]+"\| s([0-9])', text)))

    def test_another_format_is_bad_use(self):
        result = self.weir("graph", self.file("p.yaml", PIPELINE), "--format", "svg")
        self.assert_exit(2, result)
        self.assertIn("svg", result.stderr)


if __name__ == "__main__":
    unittest.main()
