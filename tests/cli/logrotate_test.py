"""Files that logrotate rotates, both ways, are followed under a busy writer: each line once, as far as the file shows it."""

import os
import shutil
import subprocess
import sys
import time

from following import FollowingTest
from weir_command import main, wait_until

# Writes numbered lines, one a call, RATE of them a second, until the file `stop` is there, or `pause` while that is. After `reopen` came it
# opens the file of its name anew, and says so by removing `reopen`. At the end `count` says how many there were.
WRITER = """
import os, sys, time
folder, rate = sys.argv[1], int(sys.argv[2])
there = lambda name: os.path.exists(os.path.join(folder, name))
begin = lambda: os.open(os.path.join(folder, "app.log"), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
log, number, started = begin(), 0, time.monotonic()
while not there("stop"):
    if there("reopen"):
        os.close(log)
        log = begin()
        os.unlink(os.path.join(folder, "reopen"))
    due = int((time.monotonic() - started) * rate)
    for number in range(number, max(number, min(due, number + rate // 100))):
        os.write(log, b"line %09d of the log\\n" % number)
        number += 1
    time.sleep(0.0005)
with open(os.path.join(folder, "count.new"), "w") as count:
    count.write(f"{number} {time.monotonic() - started}")
os.rename(os.path.join(folder, "count.new"), os.path.join(folder, "count"))
"""

CREATE = """
FOLDER/app.log {
  size 1
  rotate 100
  create
  postrotate
    touch FOLDER/reopen
    while test -e FOLDER/reopen; do sleep 0.01; done
  endscript
}
"""
COPY_AND_TRUNCATE = """
FOLDER/app.log {
  size 1
  rotate 100
  copytruncate
}
"""


class LogrotateTest(FollowingTest):
    def write(self, rate):
        process = subprocess.Popen([sys.executable, "-c", WRITER, self.folder, str(rate)])
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        wait_until(lambda: self.log().exists())
        return process

    def rotate(self, config):
        path = self.file("rotate.conf", config.replace("FOLDER", str(self.folder)))
        os.chmod(path, 0o644)
        os.chmod(self.folder, 0o755)
        subprocess.run(["logrotate", "--force", "--state", self.log("state"), path], check=True, timeout=60)

    def end(self, writer):
        self.log("stop").touch()
        wait_until(lambda: self.log("count").exists())
        writer.wait(timeout=60)
        count, seconds = self.log("count").read_text().split()
        return int(count), float(seconds)

    def logrotate_or_skip(self):
        if shutil.which("logrotate", path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin") is None:
            self.cannot_run("there is no logrotate")
        os.environ["PATH"] += ":/usr/sbin:/sbin"

    def numbers(self):
        """Of the lines that came, and how many were no whole lines of the writer."""
        whole = [int(line[5:14]) for line in self.got[1:] if len(line) == len("line 000000000 of the log") and line.startswith("line ")]
        return whole, len(self.got) - 1 - len(whole)

    def test_logrotate_by_rename_under_a_busy_writer_loses_and_doubles_nothing(self):
        self.logrotate_or_skip()
        process = self.follow(self.log())
        writer = self.write(50000)
        for _ in range(8):
            time.sleep(0.3)
            self.rotate(CREATE)
        count, seconds = self.end(writer)
        self.drain(process)
        print(f"rename: {count} lines in {seconds:.1f} s, {count / seconds:.0f} a second", file=sys.stderr)
        self.assertEqual(130, process.returncode)
        numbers, torn = self.numbers()
        # What is written to the old file while the new one is there already may come behind that.
        self.assertEqual((list(range(count)), 0), (sorted(numbers), torn))

    def test_logrotate_by_truncation_loses_nothing_that_the_file_had_long_enough(self):
        self.logrotate_or_skip()
        process = self.follow(self.log())
        expected = []
        for part in range(8):
            lines = [f"line {part * 1000 + n:09} of the log" for n in range(1000 + 100 * part)]  # each time longer than before
            self.add("".join(line + "\n" for line in lines))
            expected += lines
            self.waits_for(*expected)
            self.rotate(COPY_AND_TRUNCATE)
        self.drain(process)
        self.waits_for(*expected)

    def test_logrotate_by_truncation_under_a_busy_writer_doubles_nothing_and_loses_only_what_was_cut_off_unread(self):
        self.logrotate_or_skip()
        process = self.follow(self.log())
        writer = self.write(50000)
        rotations = 8
        for _ in range(rotations):
            time.sleep(0.3)
            self.rotate(COPY_AND_TRUNCATE)
        count, seconds = self.end(writer)
        self.drain(process)
        numbers, torn = self.numbers()
        gaps = [after - before - 1 for before, after in zip([-1, *numbers], [*numbers, count]) if after != before + 1]
        print(f"truncation: {count} lines in {seconds:.1f} s, {count / seconds:.0f} a second; not seen: {gaps}", file=sys.stderr)
        self.assertEqual(sorted(set(numbers)), numbers)
        self.assertLessEqual(len(gaps), rotations)
        self.assertLessEqual(torn, rotations)


if __name__ == "__main__":
    main()
