"""A file of a thousand stages: it is checked, it runs, and the answer is right."""

import collections
import unittest

from weir_command import CommandTest

STAGES = 1000
TEXT = "the quick brown fox jumps over the lazy dog and the cat " * 20


def pipeline(stages):
    return "pipeline: thousand\nstages:\n" + "".join(f"  - {{{stage}}}\n" for stage in stages)


def ends(text, last_inputs):
    return (f"name: text, kind: text.read, params: {{paths: [{text}]}}",
            f"name: out, kind: table.write, inputs: [{', '.join(last_inputs)}], params: {{format: tsv}}")


def chain(text):
    """One stage after another; each but the first passes on its input."""
    names = [f"step{i}" for i in range(STAGES - 2)]
    kinds = ["words.count"] + ["words.top"] * (len(names) - 1)
    first, last = ends(text, names[-1:])
    steps = [f"name: {name}, kind: {kind}, inputs: [{before}]" for name, kind, before in zip(names, kinds, ["text"] + names)]
    return pipeline([first, *steps, last])


def fan(text):
    """One stage that nearly all others read, and one that reads all of those."""
    names = [f"count{i}" for i in range(STAGES - 3)]
    first, last = ends(text, ["top"])
    counts = [f"name: {name}, kind: words.count, inputs: [text]" for name in names]
    return pipeline([first, *counts, f"name: top, kind: words.top, inputs: [{', '.join(names)}]", last])


def table(times):
    """The words of the text, each counted `times` times, most frequent first."""
    counts = collections.Counter(TEXT.split())
    rows = sorted(counts.items(), key=lambda entry: (-entry[1], entry[0]))
    return ["word\tcount"] + [f"{word}\t{count * times}" for word, count in rows]


class ThousandStagesTest(CommandTest):
    def check_and_run(self, make, edges, times):
        config = self.file("thousand.yaml", make(self.file("text.txt", TEXT)))
        checked = self.weir("check", config)
        self.assert_exit(0, checked)
        stages, rest = checked.stdout.split("edges\n")
        self.assertEqual(STAGES, sum(" words." in line or " text.read " in line or " table.write " in line for line in stages.splitlines()))
        self.assertEqual(edges, rest.count(" -> "))
        for workers in (1, 2, 8):
            with self.subTest(workers=workers):
                result = self.weir("run", "--quiet", "--workers", workers, config)
                self.assert_exit(0, result)
                self.assertEqual(table(times), result.stdout.splitlines())

    def test_a_chain(self):
        self.check_and_run(chain, STAGES - 1, 1)

    def test_a_wide_fan_out_and_fan_in(self):
        self.check_and_run(fan, 2 * (STAGES - 3) + 1, STAGES - 3)

    def test_a_mistake_in_the_last_of_a_thousand_stages_is_pointed_at(self):
        text = chain("text.txt").replace("name: out, kind: table.write", "name: out, kind: table.wirte")
        result = self.weir("check", self.file("thousand.yaml", text))
        self.assert_exit(2, result)
        self.assertIn(f"thousand.yaml:{STAGES + 2}:", result.stderr)
        self.assertIn("did you mean 'table.write'?", result.stderr)


if __name__ == "__main__":
    unittest.main()
