"""Runs the command `weir` for the tests: the real program, real processes, from the repository root."""

import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
WEIR = os.environ.get("WEIR", str(ROOT / "build/release/weir"))
# Far longer than anything here takes; it only keeps a fault from hanging the tests.
PATIENCE = 300  # for what a process does
TEST_PATIENCE = 2 * PATIENCE  # for a test, whatever it reads or waits for
NOT_ALL_RUN = 77  # the SKIP_RETURN_CODE of ctest

# Never ends by itself. Each item keeps a processor busy for a millisecond. With two workers the source goes on meanwhile, even on one core.
ENDLESS = """
pipeline: endless
workers: 2
stages:
  - {name: items, kind: synthetic.items, params: {count: 1000000000000}}
  - {name: work, kind: synthetic.work, inputs: [items], batch_size: 1, queue_depth: 4, params: {cost: 1ms}}
  - {name: out, kind: synthetic.discard, inputs: [work]}
"""

# The first call takes an hour and cannot be interrupted.
STUCK = ENDLESS.replace("1ms", "1h")


# These may be ignored here (`nohup`, a background job of a script). The command would inherit that, and a test that sends one would wait
# for ever.
for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
    if signal.getsignal(number) == signal.SIG_IGN:
        signal.signal(number, signal.SIG_DFL)


class CommandTest(unittest.TestCase):
    """A test with a folder of its own, `self.folder`."""

    def setUp(self):
        signal.signal(signal.SIGALRM, too_late)
        signal.alarm(TEST_PATIENCE)
        self.addCleanup(signal.alarm, 0)
        folder = tempfile.TemporaryDirectory(prefix="weir-cli-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def file(self, name, content):
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return str(path)

    def weir(self, *args, stdin=None, text=True, cwd=ROOT):
        """Runs the command to its end."""
        return subprocess.run([WEIR, *map(str, args)], input=stdin, stdin=None if stdin else subprocess.DEVNULL, capture_output=True, cwd=cwd,
                              timeout=PATIENCE, text=text, encoding="utf-8" if text else None)

    def start(self, *args, **streams):
        """Starts the command; it is killed when the test ends first."""
        streams.setdefault("stdout", subprocess.DEVNULL)
        streams.setdefault("stderr", subprocess.PIPE)
        process = subprocess.Popen([WEIR, *map(str, args)], stdin=subprocess.DEVNULL, cwd=ROOT, **streams)
        self.addCleanup(close, process)
        return process

    def start_running(self, *args):
        """Starts a run and returns after its first line of progress."""
        process = self.start("run", "--progress", "always", *args)
        self.assertIn(b" from sources, ", process.stderr.readline())
        return process

    def ends(self, process):
        """The exit code and what was on stderr."""
        _, error = process.communicate(timeout=PATIENCE)
        return process.returncode, error.decode()

    def cannot_run(self, why):
        """Ends a test that this machine does not allow. Its file calls `main`, so that ctest shows it as skipped."""
        print(f"not run: {self.id()}: {why}", file=sys.stderr)
        self.skipTest(why)

    def assert_exit(self, code, result):
        self.assertEqual(code, result.returncode, f"stdout:\n{result.stdout}\nstderr:\n{result.stderr}")


def main():
    """Runs the tests of the file; the exit code says so when all that could be run passed and some could not be."""
    result = unittest.main(exit=False).result
    sys.exit(1 if not result.wasSuccessful() else NOT_ALL_RUN if result.skipped else 0)


def too_late(*_):
    raise TimeoutError(f"the test did not end within {TEST_PATIENCE} s")


def close(process):
    if process.poll() is None:
        process.kill()
    process.communicate()


def status(process, field):
    lines = pathlib.Path(f"/proc/{process.pid}/status").read_text().splitlines()
    return next(line.split()[1] for line in lines if line.startswith(field + ":"))


def wait_until(condition):
    end = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError("waited in vain")
        time.sleep(0.01)


def send(process, number):
    """Sends a signal and returns when the process has taken it."""
    process.send_signal(number)
    wait_until(lambda: not int(status(process, "ShdPnd"), 16) >> (number - 1) & 1)


def send_anew(process, number):
    """Sends a signal that counts as a new request: one within a second of the last would belong to that."""
    time.sleep(1.05)
    send(process, number)


def wait_until_caught(process, number):
    wait_until(lambda: int(status(process, "SigCgt"), 16) >> (number - 1) & 1)


__all__ = ["CommandTest", "ENDLESS", "PATIENCE", "ROOT", "STUCK", "WEIR", "main", "send", "send_anew", "signal", "status", "wait_until",
           "wait_until_caught"]
