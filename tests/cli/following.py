"""Runs that follow files, for tests."""

import subprocess
import threading

from weir_command import CommandTest, send, signal, wait_until

FOLLOW = """
pipeline: follow
stages:
  - {name: lines, kind: lines.read, params: {paths: PATHS, follow: true}}
  - {name: out, kind: table.write, inputs: [lines], params: {format: csv}}
"""


class FollowingTest(CommandTest):
    def follow(self, *paths, stages=FOLLOW, options=()):
        """Starts a run, and gathers what it writes, as lines, in `self.got`."""
        names = ", ".join(f"'{path}'" for path in paths)
        process = self.start("run", *options, self.file("follow.yaml", stages.replace("PATHS", f"[{names}]")), stdout=subprocess.PIPE)
        self.got = []
        self.reader = threading.Thread(target=self.gather, args=(process.stdout, self.got))
        self.reader.start()
        self.addCleanup(self.reader.join)
        self.addCleanup(process.kill)
        return process

    @staticmethod
    def gather(stream, lines):
        for line in stream:
            lines.append(line.decode().rstrip("\n"))

    def waits_for(self, *lines):
        """Until exactly these have come, after the header."""
        wait_until(lambda: self.got == ["line", *lines])

    def drain(self, process):
        send(process, signal.SIGINT)
        process.wait(timeout=60)
        self.reader.join()
        return process.stderr.read().decode()

    def log(self, name="app.log"):
        return self.folder / name

    def add(self, text, name="app.log"):
        with open(self.log(name), "ab") as file:
            file.write(text.encode())


__all__ = ["FOLLOW", "FollowingTest"]
