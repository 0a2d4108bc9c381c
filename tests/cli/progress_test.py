"""The live line of `weir run`."""

import fcntl
import os
import pty
import re
import struct
import termios
import unittest

from weir_command import ENDLESS, PATIENCE, STUCK, CommandTest, signal

AMOUNT = "[0-9.]+( [kM])?"
LINE = re.compile(f"^[0-9.]+ (s|ms)  (<1|0) %  {AMOUNT} items? from sources, {AMOUNT}/s  {AMOUNT} into sinks, {AMOUNT}/s"
                  "  fullest queue: (work|out) [0-9]+/[0-9]+$")

STOPPING = "weir: stopping: the sources end, and work under way has 10s to finish; a second signal drops it\r\n"

# More rows than a terminal buffers, from a source that ends.
ROWS = """
pipeline: rows
stages:
  - {name: items, kind: synthetic.items, params: {count: 100}}
  - {name: work, kind: synthetic.work, inputs: [items], batch_size: 1, params: {cost: 5ms}}
  - {name: out, kind: table.write, inputs: [work], batch_size: 1, params: {path: PATH, format: csv}}
"""


class ProgressTest(CommandTest):
    def on_terminal(self, columns, *args):
        """Runs an endless pipeline on a terminal until the line has been drawn twice. Returns everything that the terminal got."""
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
        except OSError:  # on Linux, the other end of the terminal is closed
            pass
        self.assertEqual(130, run.wait(PATIENCE), shown)
        shown = shown.decode()
        self.assertEqual(1, shown.count(STOPPING), shown)
        return shown.replace(STOPPING, "")

    def test_a_terminal_gets_one_line_that_is_redrawn_and_cleared_before_the_table(self):
        line, table = self.on_terminal(120).rsplit("\r\x1b[K", 1)
        drawn = [part.strip("\r") for part in line.split("\x1b[K\r") if part.strip("\r")]
        self.assertGreaterEqual(len(drawn), 2)
        self.assertRegex(drawn[0], LINE)
        for text in drawn[1:]:
            self.assertRegex(text, LINE.pattern.replace("  (<1|0) %", "(  (<1|0) %)?"))  # a drained run has no whole to be a part of
        self.assertNotIn("\n", line)
        self.assertTrue(table.startswith("stage "), table)

    def test_the_line_is_cut_to_the_terminal(self):
        line, _ = self.on_terminal(30).rsplit("\r\x1b[K", 1)
        drawn = [part.strip("\r") for part in line.split("\x1b[K\r") if part.strip("\r")]
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
        self.assertNotIn(b"\x1b[K", os.read(ours, 4096))

    def rows_on_terminal(self, path, *args):
        """Returns what a terminal shows that is stdout, stderr and the controlling terminal of the process."""
        ours, theirs = pty.openpty()
        self.addCleanup(os.close, ours)
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 120, 0, 0))
        run = self.start("run", self.file("p.yaml", ROWS.replace("PATH", f"'{path}'")), *args, stdout=theirs, stderr=theirs,
                         start_new_session=True, preexec_fn=lambda: fcntl.ioctl(theirs, termios.TIOCSCTTY, 0))
        os.close(theirs)
        shown = b""
        try:
            while chunk := os.read(ours, 4096):
                shown += chunk
        except OSError:
            pass
        self.assertEqual(0, run.wait(PATIENCE), shown)
        return shown.decode().replace("\r\n", "\n")

    def test_rows_and_the_line_do_not_share_a_terminal_by_themselves(self):
        for path in ["-", "/dev/stdout", "/dev/tty", "/proc/self/fd/2"]:
            with self.subTest(path):
                rows, table = self.rows_on_terminal(path).split("stage  ", 1)
                self.assertEqual("".join(f"{number}\n" for number in ["number", *range(100)]), rows)
                self.assertIn("wall time", table)

    def test_always_shows_the_line_also_among_rows(self):
        self.assertIn("\x1b[K", self.rows_on_terminal("-", "--progress", "always"))

    def test_a_terminal_has_the_line_when_the_rows_go_elsewhere(self):
        self.assertIn("\x1b[K", self.rows_on_terminal(self.folder / "rows.csv"))

    def test_percent_goes_by_what_has_left_the_pipeline(self):
        # The source ends at once, while the first item takes an hour.
        run = self.start("run", "--progress", "always", "--workers", "2", self.file("p.yaml", STUCK.replace("1000000000000", "3")))
        while b" 3 items from sources" not in (line := run.stderr.readline()):
            self.assertIsNone(run.poll())
        self.assertRegex(line.decode(), r"^[0-9.]+ (s|ms)  0 %  3 items from sources, ")


if __name__ == "__main__":
    unittest.main()
