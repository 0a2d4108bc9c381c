"""The kinds of text and words with too little memory: they end, and say what the memory was for and how much it takes."""

import random
import re
import resource
import subprocess
import unittest

from weir_command import PATIENCE, ROOT, WEIR, CommandTest

MIB = 1 << 20
SIZE = r"\d+(\.\d+)?([KMG]i|[kMG])?B"

COUNT = """
stages:
  - {name: text, kind: text.read, params: {paths: [FILE]}}
  - {name: count, kind: words.count, inputs: [text], replicas: 2, params: {normalize: NORMALIZE}}
  - {name: top, kind: words.top, inputs: [count]}
  - {name: out, kind: table.write, inputs: [top], params: {path: /dev/null}}
"""

GENERATE = """
stages:
  - {name: text, kind: text.generate, params: PARAMS}
  - {name: out, kind: synthetic.discard, inputs: [text]}
"""

EACH = """
stages:
  - {name: paths, kind: text.paths, params: {paths: [FILE]}}
  - {name: text, kind: text.read_each, inputs: [paths]}
  - {name: out, kind: synthetic.discard, inputs: [text]}
"""


class MemoryLimitTest(CommandTest):
    found_enough = None

    def limited(self, config, limit):
        """Runs with a limit of address space, in bytes."""
        return subprocess.run([WEIR, "run", "-q", self.file("p.yaml", config), "--workers", "2"], stdin=subprocess.DEVNULL, capture_output=True,
                              cwd=ROOT, timeout=PATIENCE, check=False, encoding="utf-8", errors="replace",
                              preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (limit, limit)))

    def enough(self):
        """Roughly what a small run takes."""
        if MemoryLimitTest.found_enough:
            return MemoryLimitTest.found_enough
        small = GENERATE.replace("PARAMS", "{size: 1KiB, words: 100, slice_size: 1KiB}")
        MemoryLimitTest.found_enough = next(limit for limit in range(16 * MIB, 4096 * MIB, 16 * MIB) if self.limited(small, limit).returncode == 0)
        return MemoryLimitTest.found_enough

    def ends(self, result):
        """With 0, or with 1 and a line that says what was missing."""
        self.assertIn(result.returncode, (0, 1), result.stderr)
        if result.returncode == 1:
            self.assertNotIn("bad_alloc", result.stderr)
            self.assertRegex(result.stderr, r"\Aweir: error: .*(memory|a thread could not be started).*\n\Z")

    def assert_fails(self, pattern, result):
        self.assert_exit(1, result)
        self.assertRegex(result.stderr, r"\Aweir: error: " + pattern + r"\n\Z")

    def long_word(self):
        """A file of one word: zeros, which take no room on the disk."""
        path = self.folder / "word"
        with open(path, "wb") as file:
            file.truncate(400 * MIB)
        return str(path)

    def test_a_word_larger_than_memory_names_its_file_and_the_size(self):
        word = self.long_word()
        for config in (COUNT, EACH):
            result = self.limited(config.replace("FILE", word).replace("NORMALIZE", "letters"), self.enough() + 100 * MIB)
            self.assert_fails(f"stage 'text', replica 0: cannot read '{re.escape(word)}': a word in it is longer than {SIZE}, and there is no memory "
                              f"for the {SIZE} that it would take to go on; allow more memory, or cut it up with white space", result)

    def test_a_slice_larger_than_memory_says_how_large_it_is(self):
        result = self.limited(GENERATE.replace("PARAMS", "{size: 2GiB, words: 100, slice_size: 1GiB}"), self.enough() + 100 * MIB)
        self.assert_fails("stage 'text', replica 0: no memory for one more slice of text, which takes 1GiB; allow more memory, or choose a smaller "
                          "slice_size or queue_depth", result)

    def test_a_vocabulary_larger_than_memory_says_how_large_it_is(self):
        result = self.limited(GENERATE.replace("PARAMS", "{size: 2KiB, words: 1000000}"), self.enough() + 30 * MIB)
        self.assert_fails("stage 'text', replica 0: no memory for 1000000 words to draw from, which takes 107MiB; allow more memory, or set fewer "
                          "words", result)

    def test_more_words_than_memory_holds_say_how_many_there_were(self):
        chance = random.Random(9)
        words = self.file("words", "".join(f"{chance.getrandbits(60):x}\n" for _ in range(1_000_000)))
        result = self.limited(COUNT.replace("FILE", words).replace("NORMALIZE", "none"), self.enough() + 16 * MIB)
        self.assert_fails(rf"stage 'count', replica [01]: no memory for more than \d+ distinct words in a table, which takes {SIZE}; allow more memory, "
                          "or fewer replicas of words.count", result)

    def test_with_any_limit_a_run_ends_and_says_what_was_lacking(self):
        chance = random.Random(9)
        short = self.file("short", "".join(f"{chance.getrandbits(50):x}\n" for _ in range(300_000)))
        long = self.file("long", "".join(f"{chance.getrandbits(150):x}\n" for _ in range(200_000)))
        letters = self.file("letters", "\u00c4x" * (6 * MIB))
        enough = self.enough()
        failed = 0
        for config in (COUNT.replace("FILE", short).replace("NORMALIZE", "letters"), COUNT.replace("FILE", long).replace("NORMALIZE", "none"),
                       COUNT.replace("FILE", letters).replace("NORMALIZE", "lower"), EACH.replace("FILE", self.long_word())):
            for more in (0, 10, 40, 80, 140):
                with self.subTest(config=config, more=more):
                    result = self.limited(config, enough + more * MIB)
                    self.ends(result)
                    failed += result.returncode
        self.assertGreater(failed, 4)


if __name__ == "__main__":
    unittest.main()
