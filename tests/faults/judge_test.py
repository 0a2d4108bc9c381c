"""The judge of the faults finds what is wrong: a run that is as it must be, and each way in which one may not be."""

import dataclasses
import errno
import unittest

import cases
import judge
from faults import Fault, Seen

CASE = cases.Case("made_up", [], {"old.txt": b"old\n", "new.csv": None})
CLEAN = Seen(0, "a\nb\n", "", {"old.txt": b"new\n", "new.csv": b"x\ny\n"}, "", {})
ENDED = Seen(1, "", "weir: error: stage 'out', replica 0: cannot write 'new.csv': Input/output error\n", {"old.txt": b"old\n"},
             "failed write write weir+0x1", {})
FAULT = Fault("made_up", "write", 1, errno.EIO, "once", 1)


class JudgeTest(unittest.TestCase):
    def led_to(self, seen, **changes):
        return judge.judge(CASE, FAULT, dataclasses.replace(seen, **changes), CLEAN)

    def test_an_error_that_leaves_the_outputs_alone_is_right(self):
        self.assertEqual("error", self.led_to(ENDED))
        self.assertEqual("refused", self.led_to(ENDED, code=2))

    def test_a_whole_answer_is_right_in_any_order_of_rows(self):
        self.assertEqual("whole", self.led_to(CLEAN, files={"old.txt": b"new\n", "new.csv": b"y\nx\n"}))

    def test_an_output_of_a_failed_run_may_be_whole(self):
        self.assertEqual("error", self.led_to(ENDED, files=CLEAN.files))

    def test_what_is_wrong_is_found(self):
        error = ENDED.stderr
        for seen, changes, problem in [
                (ENDED, {"code": None}, "did not end"),
                (ENDED, {"code": -6}, "signal"),
                (ENDED, {"code": 139}, "signal"),
                (ENDED, {"code": 70}, "weir's own"),
                (ENDED, {"code": 99}, "exit code 99"),
                (ENDED, {"failed": ""}, "no call did"),
                (ENDED, {"stderr": error + "SUMMARY: AddressSanitizer: 8 byte(s) leaked"}, "sanitizers"),
                (ENDED, {"stderr": error + "weir: balance: 2 read; it does not add up: "}, "weir's own"),
                (ENDED, {"stderr": ""}, "no error"),
                (ENDED, {"stderr": "weir: error: something\n"}, "does not say what failed"),
                (ENDED, {"stderr": error + "std::bad_alloc"}, "programmers"),
                (ENDED, {"files": {"old.txt": b""}}, "neither whole"),
                (ENDED, {"files": {}}, "neither whole"),
                (ENDED, {"files": {"old.txt": b"old\n", "new.csv": b"x\n"}}, "neither whole"),
                (ENDED, {"files": {"old.txt": b"old\n", ".new.csv.0.tmp": b""}}, "left behind"),
                (ENDED, {"code": 2, "stdout": "a\n"}, "something was written"),
                (CLEAN, {"stdout": "a\n"}, "stdout is not whole"),
                (CLEAN, {"files": {"old.txt": b"new\n"}}, "'new.csv' is not whole"),
                (CLEAN, {"stderr": error}, "an error on stderr"),
        ]:
            with self.subTest(problem=problem, changes=changes), self.assertRaisesRegex(judge.Problem, problem):
                self.led_to(seen, **changes)

    def test_what_is_harmless_changes_nothing(self):
        for call, error in (("short_write", 0), ("say", errno.EIO), ("write", errno.EINTR)):
            fault = dataclasses.replace(FAULT, call=call, error=error)
            self.assertEqual("whole", judge.judge(CASE, fault, CLEAN, CLEAN))
            with self.assertRaisesRegex(judge.Problem, "harmless"):
                judge.judge(CASE, fault, ENDED, CLEAN)


if __name__ == "__main__":
    unittest.main()
