"""The live line of `weir run`."""

import fcntl
import os
import pty
import re
import struct
import termios
import unittest

from weir_command import ENDLESS, PATIENCE, CommandTest, signal

LINE = re.compile(r"^[0-9.]+ (s|ms)  [0-9.]+( [kM])? items  [0-9.]+( [kM])?/s  fullest queue: (work|out) [0-9]+/[0-9]+  (<1|0) %$")


class ProgressTest(CommandTest):
    def on_terminal(self, columns, *args):
        """Runs an endless pipeline on a terminal until the line has been drawn twice; everything that the terminal got."""
        ours, theirs = pty.openpty()
        self.addCleanup(os.close, ours)
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        run = self.start("run", self.file("p.yaml", ENDLESS), *args, stderr=theirs)
        os.close(theirs)
        shown = b""
        while shown.count(b"\x1b[K") < 2:
            shown += os.read(ours, 4096)
        run.send_signal(signal.SIGINT)
        try:
            while chunk := os.read(ours, 4096):
                shown += chunk
        except OSError:  # Linux's way to say that the other end of a terminal is closed
            pass
        self.assertEqual(130, run.wait(PATIENCE), shown)
        return shown.decode()

    def test_a_terminal_gets_one_line_that_is_redrawn_and_cleared_before_the_table(self):
        line, table = self.on_terminal(120).rsplit("\r\x1b[K", 1)
        drawn = [part.strip("\r") for part in line.split("\x1b[K\r") if part]
        self.assertGreaterEqual(len(drawn), 2)
        for text in drawn:
            self.assertRegex(text, LINE)
        self.assertNotIn("\n", line)
        self.assertTrue(table.startswith("stage "), table)

    def test_the_line_is_cut_to_the_terminal(self):
        line, _ = self.on_terminal(30).rsplit("\r\x1b[K", 1)
        drawn = [part.strip("\r") for part in line.split("\x1b[K\r") if part]
        self.assertEqual({29}, {len(text) for text in drawn})

    def test_quiet_with_always_shows_the_line_but_no_table(self):
        shown = self.on_terminal(120, "--quiet", "--progress", "always")
        told = shown.rsplit("\r\x1b[K", 1)[1]
        self.assertRegex(told, r"^weir: interrupted by SIGINT: [^\n]*\n$")

    def test_without_a_terminal_always_gives_a_line_a_second(self):
        run = self.start("run", "--progress", "always", self.file("p.yaml", ENDLESS))
        lines = [run.stderr.readline().decode() for _ in range(2)]
        run.send_signal(signal.SIGINT)
        self.assertEqual(130, self.ends(run)[0])
        for line in lines:
            self.assertRegex(line.rstrip("\n"), LINE)

    def test_without_a_terminal_there_is_none_by_itself(self):
        result = self.weir("run", self.file("p.yaml", ENDLESS), "--timeout", "1500ms")
        self.assert_exit(124, result)
        self.assertTrue(result.stderr.startswith("stage "), result.stderr)
        self.assertNotIn("\r", result.stderr)

    def test_never_is_never(self):
        ours, theirs = pty.openpty()
        self.addCleanup(os.close, ours)
        run = self.start("run", self.file("p.yaml", ENDLESS), "--timeout", "1500ms", "--progress", "never", "--quiet", stderr=theirs)
        self.assertEqual(124, run.wait(PATIENCE))
        os.close(theirs)
        self.assertNotIn(b"\x1b", os.read(ours, 4096))


if __name__ == "__main__":
    unittest.main()
