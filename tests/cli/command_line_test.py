"""The command line itself: help, version, mistakes."""

import os
import re
import shlex
import subprocess
import unittest

from weir_command import PATIENCE, ROOT, WEIR, CommandTest

COMMANDS = ["run", "check", "test", "graph", "kinds", "schema", "new", "completion", "man", "help"]


class CommandLineTest(CommandTest):
    def complains(self, message, *args):
        """The command line is refused with this message."""
        result = self.weir(*args)
        self.assert_exit(2, result)
        self.assertEqual(("", message), (result.stdout, result.stderr))

    def test_version(self):
        for option in ["--version", "-V"]:
            result = self.weir(option)
            self.assert_exit(0, result)
            self.assertRegex(result.stdout, r"^weir [0-9]+\.[0-9]+\.[0-9]+\n$")

    def test_help_on_a_command_is_its_help_option(self):
        for args in [[], ["run"], ["new"], ["new", "stage"], ["help"]]:
            with self.subTest(args):
                result = self.weir("help", *args)
                self.assert_exit(0, result)
                self.assertEqual(("", self.weir(*args, "--help").stdout), (result.stderr, result.stdout))

    def test_help_on_what_is_not_a_command_suggests_one(self):
        for message, *args in [("unknown command 'rnu'; did you mean 'run'?", "rnu"),
                               ("unknown command 'stag'; did you mean 'stage'?", "new", "stag"),
                               ("`weir run` has no commands below it, so none is called 'file.yaml'", "run", "file.yaml")]:
            with self.subTest(args):
                self.complains(f"weir: error: {message}\n", "help", *args)

    def test_a_misspelt_option_gets_a_suggestion_in_every_command(self):
        for wrong, right, *args in [("--worker", "--workers", "run", "--worker", "2"), ("--worker", "--workers", "run", "a.yaml", "--worker", "2"),
                                    ("--worker", "--workers", "check", "a.yaml", "--worker=2"), ("--formt", "--format", "graph", "--formt", "dot"),
                                    ("--plugni", "--plugin", "kinds", "--plugni", "x.so"), ("--plugins", "--plugin", "schema", "--plugins", "x"),
                                    ("--rol", "--role", "new", "stage", "x", "--rol", "sink"), ("--colour", "--color", "man", "--colour", "never"),
                                    ("-w", "--workers", "run", "a.yaml", "-w", "2"), ("-t", "--takes", "kinds", "-t", "TextSlice"),
                                    ("-workers", "--workers", "run", "a.yaml", "-workers", "2"), ("--vresion", "--version", "--vresion")]:
            with self.subTest(args):
                command = " ".join(["weir", *args[:2 if args[0] == "new" else 1]]) if not args[0].startswith("-") else "weir"
                self.complains(f"weir: error: unknown option '{wrong}'; did you mean '{right}'?\n`{command} --help` shows how it is used.\n", *args)

    def test_an_option_of_another_command_says_whose_it_is(self):
        self.complains("weir: error: unknown option '--report'; it is an option of `weir run`\n`weir check --help` shows how it is used.\n",
                       "check", "a.yaml", "--report", "x.json")

    def test_an_option_like_no_other_gets_no_suggestion(self):
        self.complains("weir: error: unknown option '--xylophone'\n`weir run --help` shows how it is used.\n", "run", "a.yaml", "--xylophone")

    def test_a_value_for_a_short_flag_is_named(self):
        self.complains("weir: error: '=yes' follows a flag, which takes no value\n`weir run --help` shows how it is used.\n", "run", "a.yaml", "-q=yes")

    def test_an_argument_too_many_is_named(self):
        self.complains("weir: error: unexpected argument 'extra'\n`weir schema --help` shows how it is used.\n", "schema", "extra")

    def test_a_command_that_is_missing_is_asked_for(self):
        self.complains("weir: error: a command is missing after `weir new`: stage or project\n`weir new --help` shows how it is used.\n", "new")
        self.complains("weir: error: a command is missing after `weir`: run, check, test, graph, kinds, schema, new, completion, man or help\n"
                       "`weir --help` shows how it is used.\n", "-C", "/")

    def test_the_working_directory_can_be_changed_first_as_make_has_it(self):
        (self.folder / "inner").mkdir()
        self.file("inner/p.yaml", "stages:\n  - {name: in, kind: text.paths, params: {paths: [.]}}\n  - {name: out, kind: table.write, inputs: [in]}\n")
        for args in [["-C", self.folder / "inner", "check", "p.yaml"], ["-C", self.folder, "-C", "inner", "check", "p.yaml"],
                     ["check", "p.yaml", "-C", self.folder / "inner"], ["-C", "", "check", self.folder / "inner/p.yaml"]]:
            with self.subTest(args):
                self.assert_exit(0, self.weir(*args))
        self.complains("weir: error: -C: cannot change to the folder 'no/such': No such file or directory\n", "-C", "no/such", "check", "p.yaml")

    def test_a_file_that_is_missing_says_where_it_was_looked_for(self):
        where = os.path.realpath(self.folder)
        self.complains(f"weir: error: cannot read 'p.yaml': there is no such file in the working directory, '{where}'\n",
                       "-C", self.folder, "run", "p.yaml")
        self.complains("weir: error: cannot read '/no/such.yaml': there is no such file\n", "run", "/no/such.yaml")

    def test_help_teaches_by_example(self):
        for args in [[]] + [[command] for command in COMMANDS]:
            with self.subTest(args):
                result = self.weir(*args, "--help")
                self.assert_exit(0, result)
                self.assertEqual("", result.stderr)
                self.assertIn(" ".join(["  weir", *args]), result.stdout)
                self.assertRegex(result.stdout, r"Examples?:\n  weir ")

    def test_the_examples_of_the_helps_work(self):
        for folder in ["configs", "data"]:
            (self.folder / folder).symlink_to(ROOT / folder)
        shown = [line for path in [[], *([command] for command in COMMANDS), ["new", "stage"], ["new", "project"]]
                 for line in self.weir(*path, "--help").stdout.split("Examples:\n")[1].split("\n\n")[0].splitlines() if line.startswith("  weir ")]
        commands = list(dict.fromkeys(re.split(r" {2,}|[|>]", line.strip())[0].strip() for line in shown))
        self.assertGreater(len(commands), 20)
        for command in commands:  # each once: `weir new project counting` makes a folder
            with self.subTest(command):
                result = self.weir(*shlex.split(command)[1:], cwd=self.folder)
                if any(own in command for own in ("slow.yaml", "base.yaml", "libmine.so")):  # the reader's own files
                    self.assert_exit(2, result)
                    self.assertIn("no such file in the working directory", result.stderr)
                else:
                    self.assert_exit(0, result)

    def test_no_command_shows_the_help_and_is_bad_use(self):
        result = self.weir()
        self.assert_exit(2, result)
        self.assertEqual("", result.stdout)
        for command in COMMANDS:
            self.assertIn(f"  {command} ", result.stderr)

    def test_a_mistyped_command_gets_a_suggestion(self):
        result = self.weir("rnu", "file.yaml")
        self.assert_exit(2, result)
        self.assertEqual("weir: error: unknown command 'rnu'; did you mean 'run'?\n`weir --help` shows how it is used.\n", result.stderr)

    def test_mistakes_are_bad_use_and_point_at_the_help(self):
        for args in [["run"], ["check"], ["graph"], ["test"], ["run", "--workres", "2", "a.yaml"], ["run", "a.yaml", "--timeout"],
                     ["run", "a.yaml", "--progress", "sometimes"], ["schema", "extra"]]:
            with self.subTest(args):
                result = self.weir(*args)
                self.assert_exit(2, result)
                self.assertEqual("", result.stdout)
                self.assertTrue(result.stderr.startswith("weir: error: "), result.stderr)
                self.assertIn(f"`weir {args[0]} --help`", result.stderr)

    def test_a_word_that_is_not_a_choice_is_answered_with_the_choices(self):
        for args, message in [(["run", "a.yaml", "--progress", "x"], "--progress: expected auto, always or never, found 'x'"),
                              (["graph", "a.yaml", "--format", "svg"], "--format: expected dot or mermaid, found 'svg'")]:
            result = self.weir(*args)
            self.assert_exit(2, result)
            self.assertEqual(f"weir: error: {message}", result.stderr.splitlines()[0])

    def test_output_that_cannot_be_written_is_an_error(self):
        with open("/dev/full", "wb") as full:
            result = subprocess.run([WEIR, "schema"], stdout=full, stderr=subprocess.PIPE, cwd=ROOT, timeout=PATIENCE, check=False)
        self.assertEqual((1, b"weir: error: cannot write stdout: No space left on device\n"), (result.returncode, result.stderr))

    def test_a_reader_that_goes_away_is_not_an_error(self):
        reading, writing = os.pipe()
        os.close(reading)
        result = subprocess.run([WEIR, "schema"], stdout=writing, stderr=subprocess.PIPE, cwd=ROOT, timeout=PATIENCE, check=False,
                                restore_signals=False)
        os.close(writing)
        self.assertEqual((0, b""), (result.returncode, result.stderr))


if __name__ == "__main__":
    unittest.main()
