"""Standard streams that are closed, full or without a reader change neither how the command ends nor what is in its files."""

import os
import subprocess
import unittest

from weir_command import ENDLESS, PATIENCE, ROOT, WEIR, CommandTest

PRIMES = """
pipeline: primes
stages:
  - {name: segments, kind: primes.segments, params: {to: 100}}
  - {name: sieve, kind: primes.sieve, inputs: [segments]}
  - {name: out, kind: primes.write, inputs: [sieve], params: {path: PATH}}
"""


class StreamsTest(CommandTest):
    def weir_with_stderr(self, stderr, *args):
        return subprocess.run([WEIR, *args], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=stderr, cwd=ROOT, timeout=PATIENCE,
                              check=False).returncode

    def codes(self, stderr):
        endless = self.file("endless.yaml", ENDLESS)
        return [self.weir_with_stderr(stderr, *args) for args in [
            ["run", self.file("p.yaml", PRIMES.replace("PATH", "'-'"))],
            ["run", "no_such_file.yaml"],
            ["run", endless, "--timeout", "1500ms", "--progress", "always"],
            ["kinds", "no.kind"],
            ["rnu"],
            ["run", "--no-option"],
            []]]

    def test_a_full_stderr_does_not_change_the_exit_code(self):
        with open("/dev/full", "wb") as full:
            self.assertEqual([0, 2, 124, 2, 2, 2, 2], self.codes(full))

    def test_a_stderr_without_a_reader_does_not_change_the_exit_code(self):
        reading, writing = os.pipe()
        os.close(reading)
        self.addCleanup(os.close, writing)
        self.assertEqual([0, 2, 124, 2, 2, 2, 2], self.codes(writing))

    def test_nothing_but_the_output_gets_into_a_file_when_streams_are_closed(self):
        path = self.folder / "primes.txt"
        config = self.file("p.yaml", PRIMES.replace("PATH", f"'{path}'"))
        for closed in ["2>&-", "1>&-", "0<&-", "0<&- 1>&- 2>&-"]:
            with self.subTest(closed):
                path.unlink(missing_ok=True)
                code = subprocess.run(f'exec "{WEIR}" run "{config}" {closed}', shell=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                      stderr=subprocess.DEVNULL, cwd=ROOT, timeout=PATIENCE, check=False).returncode
                self.assertEqual(0, code)
                self.assertEqual([n for n in range(2, 101) if all(n % d for d in range(2, n))], [int(n) for n in path.read_text().split()])

    def test_nothing_that_a_name_or_a_message_holds_commands_a_terminal(self):
        # ESC ], which names the window; CSI as one character; a right-to-left override; a line separator; delete.
        evil = "\x1b]0;mine\x07\u009b2J\u202etxt\u2028\x7f"
        shown = "\\x1B]0;mine\\x07\\u{9B}2J\\u{202E}txt\\u{2028}\\x7F"
        read = self.file("p.yaml", f"""
pipeline: read
stages:
  - {{name: text, kind: text.read, params: {{paths: ["/nowhere/\\e]0;mine\\a\\x9b2J\\u202etxt\\u2028\\x7f"]}}}}
  - {{name: out, kind: synthetic.discard, inputs: [text]}}
""")
        for args in [["run", read], ["run", f"/nowhere/{evil}"], ["check", f"/nowhere/{evil}"], ["kinds", evil], [evil],
                     ["run", read, "--progress", evil], ["run", read, "--report", f"/nowhere/{evil}"], ["new", "stage", evil]]:
            with self.subTest(args):
                result = self.weir(*args)
                self.assertNotEqual(0, result.returncode)
                self.assertIn(shown, result.stderr)
                for character in evil:
                    if not character.isprintable():
                        self.assertNotIn(character, result.stderr)

    def test_output_for_a_closed_stdout_is_an_error(self):
        result = subprocess.run(f'exec "{WEIR}" schema 1>&-', shell=True, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd=ROOT,
                                timeout=PATIENCE, check=False)
        self.assertEqual((1, b"weir: error: cannot write stdout: Bad file descriptor\n"), (result.returncode, result.stderr))


if __name__ == "__main__":
    unittest.main()
