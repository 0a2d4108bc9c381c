"""How instruction counts are judged: benchmarks/instructions/instructions.py."""

import contextlib
import io
import json
import pathlib
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "benchmarks/instructions"))
import instructions

ABOUT = "GCC 12, optimised, x86-64 with AVX2"


class InstructionsTest(unittest.TestCase):
    def check(self, now, stored, about=ABOUT):
        """The exit code and all that was said."""
        said = io.StringIO()
        with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            store = pathlib.Path(folder) / "counts.json"
            if stored is not None:
                store.write_text(json.dumps({"for": ABOUT, "instructions": stored}))
            try:
                instructions.check(now, about, store)
                return 0, said.getvalue()
            except SystemExit as end:
                return end.code, said.getvalue()

    def test_a_count_within_the_room_passes(self):
        code, said = self.check({"hop": 1049, "sieve": 960}, {"hop": 1000, "sieve": 1000})
        self.assertEqual(0, code, said)
        self.assertIn("+4.9 %", said)

    def test_a_count_that_grew_fails_and_is_named_with_the_way_to_store_it(self):
        code, said = self.check({"hop": 1051, "sieve": 1000}, {"hop": 1000, "sieve": 1000})
        self.assertEqual(instructions.FAILED, code)
        self.assertIn("+5.1 %", said)
        self.assertIn("more by over 5%, or not in both: hop. Mend it, or, when it is meant: `make instructions-update`", said)

    def test_a_count_that_fell_passes_and_asks_to_be_stored(self):
        code, said = self.check({"hop": 900}, {"hop": 1000})
        self.assertEqual(0, code, said)
        self.assertIn("Fewer by more than 5%: hop. `make instructions-update`", said)

    def test_a_work_that_is_new_or_gone_fails(self):
        for now, stored in [({"hop": 1, "new": 1}, {"hop": 1}), ({"hop": 1}, {"hop": 1, "gone": 1})]:
            with self.subTest(now):
                self.assertEqual(instructions.FAILED, self.check(now, stored)[0])

    def test_counts_of_another_compiler_are_not_judged_and_that_is_not_a_success(self):
        code, said = self.check({"hop": 1000}, {"hop": 1000}, about="Clang 14, optimised, x86-64 with AVX2")
        self.assertEqual(instructions.NOT_JUDGED, code)
        self.assertIn("the stored counts are for GCC 12, optimised, x86-64 with AVX2, and this is Clang 14,", said)

    def test_without_stored_counts_it_fails_and_says_how_to_store_them(self):
        code, said = self.check({"hop": 1000}, None)
        self.assertEqual(instructions.FAILED, code)
        self.assertIn("make instructions-update", said)


if __name__ == "__main__":
    unittest.main()
