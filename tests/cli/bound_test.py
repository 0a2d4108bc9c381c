"""The bound in bytes that `weir check` prints, beside the memory that a run really takes; and `memory`, which sets it."""

import json
import re
import unittest

from weir_command import CommandTest

MIB = 1 << 20
BESIDE = 8 * MIB  # threads, code that is used for the first time, what the heap keeps

NOTHING = "stages: [{name: items, kind: synthetic.items, params: {count: 1}}, {name: out, kind: synthetic.discard, inputs: [items]}]"

# Each shipped config, with the most bytes of an item whose size its plan does not know.
CONFIGS = {
    "primes": 0,
    "ordered": 0,
    "orders": 600 << 10,  # the rest of a piece of 256 KiB, and another
    "web_log": 300 << 10,  # a slice of 64 KiB, and its columns
    "events": 300 << 10,
    "checksums": 300 << 10,
    "word_count": (64 << 10) + 256,  # a slice
    "diamond": (128 << 10) + 256,
    "matmul": 1500 // 4 * 1400 * 8 + 256,  # a quarter of the product
}


# Tables that are made to take much: how they begin, a line that comes so many times, and the most bytes of a slice of them.
TABLES = {
    "records of 6 MiB": ("csv.read", "id: int, text: text", "id,text\n", lambda: f"1,{'x' * (6 * MIB)}\n", 16, 20 * MIB),
    "lines of 6 MiB": ("jsonl.read", "id: int, text: text", "", lambda: f'{{"id": 1, "text": "{"x" * (6 * MIB)}"}}\n', 16, 20 * MIB),
    "cells without a character": ("csv.read", ", ".join(f"c{i}: text" for i in range(100)), ",".join(f"c{i}" for i in range(100)) + "\n",
                                  lambda: "," * 99 + "\n", 100_000, 10 * MIB),
    "short lines": ("lines.read", None, "", lambda: "\n", 8 * MIB, 10 * MIB),
}


class BoundTest(CommandTest):
    def checked(self, *args):
        result = self.weir("check", "--json", *args)
        self.assert_exit(0, result)
        return json.loads(result.stdout)["files"][0]["plan"]

    def report(self, *args):
        path = self.folder / "report.json"
        self.assert_exit(0, self.weir("run", "--quiet", "--report", path, *args))
        return json.loads(path.read_text())

    def test_no_shipped_config_takes_more_memory_than_check_printed(self):
        nothing = self.report(self.file("nothing.yaml", NOTHING))["peak_memory_bytes"]
        for name, largest in CONFIGS.items():
            with self.subTest(name):
                bound = self.checked(f"configs/{name}.yaml")["bound"]
                most = bound["bytes"] + bound["held_bytes"] + bound["large_items"] * max(0, largest - bound["item_bytes"])
                taken = self.report(f"configs/{name}.yaml")["peak_memory_bytes"] - nothing
                self.assertLessEqual(taken, most + BESIDE)

    def test_no_table_takes_more_memory_than_check_printed_whatever_is_in_it(self):
        nothing = self.report(self.file("nothing.yaml", NOTHING))["peak_memory_bytes"]
        for name, (kind, columns, begin, line, count, largest) in TABLES.items():
            with self.subTest(name):
                table = self.folder / "table"
                with open(table, "w", encoding="utf-8") as file:  # not held here: what this process takes counts as that of what it starts
                    file.write(begin)
                    file.writelines(line() for _ in range(count))
                params = f"paths: [{table}]" + (f", columns: {{{columns}}}" if columns else "")
                config = self.file("table.yaml", f"memory: 1MiB\nstages: [{{name: in, kind: {kind}, params: {{{params}}}}}, "
                                                 "{name: out, kind: synthetic.discard, inputs: [in]}]")
                bound = self.checked(config)["bound"]
                most = bound["bytes"] + bound["held_bytes"] + bound["large_items"] * max(0, largest - bound["item_bytes"])
                self.assertLessEqual(self.report(config)["peak_memory_bytes"] - nothing, most + BESIDE)

    def test_every_shipped_config_is_here(self):
        from weir_command import ROOT
        self.assertEqual(sorted(CONFIGS), sorted(path.stem for path in (ROOT / "configs").glob("*.yaml")))

    def test_the_report_says_how_much_was_in_queues(self):
        report = self.report("configs/word_count.yaml", "--set", "memory=300KiB")
        self.assertGreater(report["peak_queued_bytes"], 0)
        self.assertLessEqual(report["peak_queued_bytes"], report["bound"]["bytes"])
        self.assertTrue(all(edge["peak_bytes"] > 0 for edge in report["edges"]))
        self.assertIsNone(self.report("configs/primes.yaml", "--set", "segments.params.to=1000")["peak_queued_bytes"])
        table = self.weir("run", "configs/word_count.yaml", "--set", "memory=300KiB").stderr
        self.assertRegex(table, r"peak memory +[0-9.]+ MiB, [0-9.]+ KiB in queues\n")

    def test_a_burst_fills_a_queue_up_to_its_limit_and_no_further_than_check_printed(self):
        words = self.file("words.txt", " ".join(f"w{i}" + i % 3 * 10 * "long" for i in range(300_000)))
        overrides = [f"text.params.paths=[{words}]", "count.params.normalize=none", "count.replicas=2", "top.queue_depth=10000", "workers=1"]
        for limit in ["memory=1MiB", "top.memory=1MiB"]:
            with self.subTest(limit):
                sets = [argument for override in [*overrides, limit] for argument in ("--set", override)]
                bound = self.checked("configs/word_count.yaml", *sets)["bound"]
                report = self.report("configs/word_count.yaml", *sets)
                # Each replica of `count` pushes all its words in one call, before `top`, on the same worker, takes the first.
                peak = next(edge["peak_bytes"] for edge in report["edges"] if edge["to"] == "top")
                self.assertGreater(peak, 0.9 * MIB)
                self.assertLessEqual(peak, 1.1 * MIB)
                if limit.startswith("memory"):
                    self.assertLessEqual(report["peak_queued_bytes"], bound["bytes"])

    def test_a_small_limit_changes_no_result(self):
        expected = self.weir("run", "configs/word_count.yaml").stdout
        for limit in ["1B", "100KiB", "1MiB"]:
            self.assertEqual(expected, self.weir("run", "configs/word_count.yaml", "--set", f"memory={limit}").stdout)
            self.assertEqual(expected, self.weir("run", "configs/word_count.yaml", "--set", f"top.memory={limit}").stdout)

    def test_check_says_what_is_not_known_in_bytes(self):
        lines = "pipeline: p\nstages: [{name: text, kind: text.read, params: {paths: [data/book.txt]}}, {name: out, kind: synthetic.discard, inputs: [text]}]"
        path = self.file("lines.yaml", lines)
        self.assertIn(" at one time; in bytes it is not known: a TextSlice of 'text' may have any size, unless 'memory' sets a limit\n",
                      self.weir("check", path).stdout)
        self.assertIsNone(self.checked(path)["bound"]["bytes"])
        limited = self.weir("check", path, "--set", "out.memory=1MiB").stdout
        self.assertIn("text -> out: at most 4096 items a batch, 8 batches waiting, with 1.00 MiB\n", limited)
        self.assertRegex(limited, r"bound    [0-9]+ batches, [0-9]+ items, [0-9.]+ MiB at one time, and [0-9]+ times what an item has beyond [0-9.]+ KiB\n")
        self.assertRegex(self.weir("check", path, "--set", "memory=2MiB").stdout, r"\nmemory   2.00 MiB in all queues\n")

    def test_check_says_what_stages_hold_beside_their_items(self):
        sets = ["--set", "count.params.memory=16MiB", "--set", "count.replicas=2", "--set", "top.params.memory=9MiB"]
        self.assertIn("\nheld     at most, beside that: text 385 KiB, count 32.0 MiB, top 9.00 MiB\n", self.weir("check", "configs/word_count.yaml", *sets).stdout)
        text = 6 * ((64 << 10) + 96)  # slices, with what belongs to each
        self.assertEqual(text + 41 * MIB, self.checked("configs/word_count.yaml", *sets)["bound"]["held_bytes"])
        self.assertIn("\nheld     at most, beside that: text 385 KiB, top 9.00 MiB; as much as the input makes it: count\n",
                      self.weir("check", "configs/word_count.yaml", *sets[4:]).stdout)
        self.assertEqual(text + 9 * MIB, self.checked("configs/word_count.yaml", *sets[4:])["bound"]["held_bytes"])
        self.assertIn("\nheld     at most, beside that: text 385 KiB; as much as the input makes it: count, top\n", self.weir("check", "configs/word_count.yaml").stdout)

    def test_words_that_need_more_than_their_limit_end_the_run(self):
        words = self.file("words.txt", " ".join(f"w{i}" for i in range(300_000)))
        base = ["run", "configs/word_count.yaml", "--set", f"text.params.paths=[{words}]", "--set", "count.params.normalize=none"]
        for override, stage in [("count.params.memory=4MiB", "count"), ("top.params.memory=9MiB", "top")]:
            result = self.weir(*base, "--set", override)
            self.assert_exit(1, result)
            self.assertEqual("", result.stdout)
            limit = override.split("=")[1]
            self.assertRegex(result.stderr, rf"(?m)^weir: error: stage '{stage}', replica [01]: it needs more memory than 'memory: {limit}' allows, "
                                            r"which it has used up: raise it$")
        self.assert_exit(0, self.weir(*base, "--set", "count.params.memory=200MiB", "--set", "top.params.memory=200MiB"))


if __name__ == "__main__":
    unittest.main()
