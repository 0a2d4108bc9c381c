"""Colour of errors: when and where."""

import os
import pty
import subprocess
import unittest

from weir_command import PATIENCE, ROOT, WEIR, CommandTest

BAD = "stages:\n  - {name: a, kind: text.raed}\n"
PLAIN = ("p.yaml:2:20: error: stage 'a': key 'kind': unknown kind 'text.raed'; did you mean 'text.read'?\n"
         " 2 |   - {name: a, kind: text.raed}\n"
         "   |                     ^\n")
COLORED = ("\x1b[1mp.yaml:2:21:\x1b[0m \x1b[1;31merror:\x1b[0m stage 'a': key 'kind': unknown kind 'text.raed'; did you mean 'text.read'?\n"
           " 2 |   - {name: a, kind: text.raed}\n"
           "   |                     \x1b[1;32m^\x1b[0m\n")
PLAIN = PLAIN.replace(":20:", ":21:")


class ColorTest(CommandTest):
    maxDiff = None

    def error(self, *args, terminal=False, **variables):
        """Returns stderr, with these variables and no others that matter."""
        self.file("p.yaml", BAD)
        environment = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "TERM")}
        environment.update(variables)
        ours, theirs = pty.openpty() if terminal else os.pipe()
        process = subprocess.Popen([WEIR, *args], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=theirs, cwd=self.folder, env=environment)
        os.close(theirs)
        self.assertEqual(2, process.wait(timeout=PATIENCE))
        text = os.read(ours, 65536).decode().replace("\r\n", "\n")
        os.close(ours)
        return text

    def test_errors_on_a_terminal_have_color(self):
        self.assertEqual(COLORED, self.error("check", "p.yaml", terminal=True, TERM="xterm"))
        self.assertEqual(COLORED, self.error("run", "p.yaml", terminal=True, TERM="xterm-256color", NO_COLOR=""))

    def test_there_is_none_elsewhere(self):
        for variables in [{"TERM": "xterm"}, {"terminal": True, "TERM": "dumb"}, {"terminal": True}, {"terminal": True, "TERM": "xterm", "NO_COLOR": "1"}]:
            with self.subTest(variables):
                self.assertEqual(PLAIN, self.error("check", "p.yaml", **variables))

    def test_the_option_decides_before_all_else(self):
        self.assertEqual(COLORED, self.error("check", "p.yaml", "--color", "always", NO_COLOR="1"))
        self.assertEqual(COLORED, self.error("--color=always", "check", "p.yaml", TERM="dumb"))
        self.assertEqual(PLAIN, self.error("check", "p.yaml", "--color=never", terminal=True, TERM="xterm"))

    def test_errors_of_the_command_line_have_color_too(self):
        self.assertEqual("\x1b[1mweir:\x1b[0m \x1b[1;31merror:\x1b[0m unknown option '--worker'; did you mean '--workers'?\n"
                         "`weir run --help` shows how it is used.\n", self.error("run", "p.yaml", "--color", "always", "--worker", "2"))

    def test_an_excerpt_that_speaks_of_an_error_stays_plain(self):
        self.file("q.yaml", "stages: [{name: a, kind: 'x: error: y'}]\n")
        text = self.error("check", "q.yaml", "--color", "always")
        self.assertIn("\n 1 | stages: [{name: a, kind: 'x: error: y'}]\n", text)
        self.assertEqual(1, text.count("\x1b[1;31m"))

    def test_another_word_is_refused(self):
        text = self.error("--color", "sometimes", "check", "p.yaml")
        self.assertEqual("weir: error: --color: expected auto, always or never, found 'sometimes'\n", text.splitlines(True)[0])


if __name__ == "__main__":
    unittest.main()
