"""The command line itself: help, version, mistakes."""

import os
import subprocess
import unittest

from weir_command import PATIENCE, ROOT, WEIR, CommandTest

COMMANDS = ["run", "check", "graph", "kinds", "schema", "new"]


class CommandLineTest(CommandTest):
    def test_version(self):
        result = self.weir("--version")
        self.assert_exit(0, result)
        self.assertRegex(result.stdout, r"^weir [0-9]+\.[0-9]+\.[0-9]+\n$")

    def test_help_teaches_by_example(self):
        for args in [[]] + [[command] for command in COMMANDS]:
            with self.subTest(args):
                result = self.weir(*args, "--help")
                self.assert_exit(0, result)
                self.assertEqual("", result.stderr)
                self.assertIn(" ".join(["  weir", *args]), result.stdout)
                self.assertRegex(result.stdout, r"Examples?:\n  weir ")

    def test_no_command_shows_the_help_and_is_bad_use(self):
        result = self.weir()
        self.assert_exit(2, result)
        self.assertEqual("", result.stdout)
        for command in COMMANDS:
            self.assertIn(f"  {command} ", result.stderr)

    def test_a_mistyped_command_gets_a_suggestion(self):
        result = self.weir("rnu", "file.yaml")
        self.assert_exit(2, result)
        self.assertEqual("weir: error: unknown command 'rnu'; did you mean 'run'?\n", result.stderr)

    def test_mistakes_are_bad_use_and_point_at_the_help(self):
        for args in [["run"], ["check"], ["graph"], ["run", "a.yaml", "b.yaml"], ["run", "--workres", "2", "a.yaml"], ["run", "a.yaml", "--timeout"],
                     ["run", "a.yaml", "--progress", "sometimes"], ["schema", "extra"]]:
            with self.subTest(args):
                result = self.weir(*args)
                self.assert_exit(2, result)
                self.assertEqual("", result.stdout)
                self.assertTrue(result.stderr.startswith("weir: error: "), result.stderr)
                self.assertIn(f"`weir {args[0]} --help`", result.stderr)

    def test_a_word_that_is_no_choice_is_answered_with_the_choices(self):
        for args, message in [(["run", "a.yaml", "--progress", "x"], "--progress: expected auto, always or never, found 'x'"),
                              (["graph", "a.yaml", "--format", "svg"], "--format: expected dot or mermaid, found 'svg'")]:
            result = self.weir(*args)
            self.assert_exit(2, result)
            self.assertEqual(f"weir: error: {message}", result.stderr.splitlines()[0])

    def test_output_that_cannot_be_written_is_an_error(self):
        with open("/dev/full", "wb") as full:
            result = subprocess.run([WEIR, "schema"], stdout=full, stderr=subprocess.PIPE, cwd=ROOT, timeout=PATIENCE, check=False)
        self.assertEqual((1, b"weir: error: cannot write stdout: No space left on device\n"), (result.returncode, result.stderr))

    def test_a_reader_that_goes_away_is_none(self):
        reading, writing = os.pipe()
        os.close(reading)
        result = subprocess.run([WEIR, "schema"], stdout=writing, stderr=subprocess.PIPE, cwd=ROOT, timeout=PATIENCE, check=False,
                                restore_signals=False)
        os.close(writing)
        self.assertEqual((0, b""), (result.returncode, result.stderr))


if __name__ == "__main__":
    unittest.main()
