"""The judge of the faults finds what is wrong: a run that is as it must be, and each way in which one may not be."""

import dataclasses
import errno
import os
import unittest

import cases
import judge
from faults import Fault, Seen

CASE = cases.Case("made_up", [], {"old.txt": b"old\n", "new.csv": None})
CLEAN = Seen(0, "a\nb\n", "", {"old.txt": b"new\n", "new.csv": b"x\ny\n"}, "", {})
PRINTED = cases.Case("printed", [])
SKIPPING = cases.Case("skipping", [], {"words.csv": None}, may_skip=True)
REJECTING = cases.Case("rejecting", [], {"words.csv": None, "unread.csv": None}, may_reject="unread.csv")
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
                (ENDED, {"stderr": "weir: error: something\nremark: Input/output error\n"}, "does not say what failed"),
                (ENDED, {"files": {"old.txt": b"old\n", "other_name.txt": b"old\n"}}, "two files"),
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

    def test_only_stdout_has_a_reader_that_can_go_away(self):
        fault = dataclasses.replace(FAULT, error=errno.EPIPE)
        clean = dataclasses.replace(CLEAN, files={})
        self.assertEqual("closed", judge.judge(PRINTED, fault, dataclasses.replace(clean, stdout="a\n"), clean))
        with self.assertRaisesRegex(judge.Problem, "not a part"):
            judge.judge(PRINTED, fault, dataclasses.replace(clean, stdout="b\n"), clean)
        with self.assertRaisesRegex(judge.Problem, "not whole"):
            judge.judge(CASE, fault, dataclasses.replace(CLEAN, files={"old.txt": b"old\n"}), CLEAN)

    def test_a_reader_that_went_away_has_seen_lines_of_the_output_in_whatever_order_they_come(self):
        case = dataclasses.replace(PRINTED, any_order=True)
        fault = dataclasses.replace(FAULT, error=errno.EPIPE)
        clean = dataclasses.replace(CLEAN, files={})
        self.assertEqual("closed", judge.judge(case, fault, dataclasses.replace(clean, stdout="b\n"), clean))
        with self.assertRaisesRegex(judge.Problem, "not a part"):
            judge.judge(case, fault, dataclasses.replace(clean, stdout="c\n"), clean)

    def test_where_something_was_rejected_all_outputs_are_there_and_no_reject_is_missing(self):
        header, packed, unread = b"reason,path\n", b"it is packed,x\n", b"Input/output error,y\n"
        clean = dataclasses.replace(CLEAN, files={"words.csv": b"x\ny\n", "unread.csv": header + packed})
        files = {"words.csv": b"x\n", "unread.csv": header + packed + unread}
        self.assertEqual("rejected", judge.judge(REJECTING, FAULT, dataclasses.replace(clean, files=files), clean))
        for wrong, problem in [({"unread.csv": files["unread.csv"]}, "'words.csv' is missing"),
                               (files | {"unread.csv": unread}, "not all that cannot be used")]:
            with self.subTest(problem=problem), self.assertRaisesRegex(judge.Problem, problem):
                judge.judge(REJECTING, FAULT, dataclasses.replace(clean, files=wrong), clean)

    def test_where_a_file_was_skipped_the_outputs_have_the_rows_of_the_others(self):
        clean = dataclasses.replace(CLEAN, files={"words.csv": b"a\nb\n"})
        line = "weir: stage 'text': cannot read 'y': Input/output error; the rest of it skipped\n"
        some = dataclasses.replace(ENDED, stderr=line, files={"words.csv": b"b\n"})
        self.assertEqual("rejected", judge.judge(SKIPPING, FAULT, some, clean))
        for changes, problem in [({"files": {}}, "not the rows of the others"), ({"files": {"words.csv": b"c\n"}}, "not the rows of the others"),
                                 ({"stderr": line.replace("Input/output error", "it is odd")}, "no reason"),
                                 ({"stderr": line + ENDED.stderr}, "neither whole"), ({"code": 0}, "not whole")]:
            with self.subTest(problem=problem, changes=changes), self.assertRaisesRegex(judge.Problem, problem):
                judge.judge(SKIPPING, FAULT, dataclasses.replace(some, **changes), clean)

    def test_a_shipped_config_without_a_case_is_named(self):
        shipped = {name.removesuffix(".yaml") for name in os.listdir(cases.ROOT / "configs") if name.endswith(".yaml")}
        self.assertEqual(["matmul"], cases.configs_without_a_case(shipped - {"matmul"} | {"another"}))

    def test_what_is_harmless_changes_nothing(self):
        for call, error in (("short_write", 0), ("say", errno.EIO), ("write", errno.EINTR)):
            fault = dataclasses.replace(FAULT, call=call, error=error)
            self.assertEqual("whole", judge.judge(CASE, fault, CLEAN, CLEAN))
            with self.assertRaisesRegex(judge.Problem, "harmless"):
                judge.judge(CASE, fault, ENDED, CLEAN)


if __name__ == "__main__":
    unittest.main()
