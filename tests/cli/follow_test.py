"""`follow: true` of lines.read: each line once, through rotation by rename and by truncation, and up to a drain."""

import ctypes
import gzip
import os
import pathlib

from following import FOLLOW, FollowingTest
from weir_command import main, wait_until


class FollowTest(FollowingTest):
    def test_lines_come_as_they_are_written_and_half_a_line_is_waited_for(self):
        self.add("one\ntwo\nth")
        process = self.follow(self.log())
        self.waits_for("one", "two")
        self.add("ree\r\nfour\n")
        self.waits_for("one", "two", "three", "four")
        self.add("\nfi")
        self.waits_for("one", "two", "three", "four", '""')
        self.assertIn("unfinished_lines", self.drain(process))
        self.assertEqual(130, process.returncode)
        self.waits_for("one", "two", "three", "four", '""')

    def test_a_file_and_its_folder_may_appear_later(self):
        config = self.file("check.yaml", FOLLOW.replace("PATHS", f"[{self.log('later/app.log')}]"))
        self.assert_exit(0, self.weir("check", config))
        process = self.follow(self.log("later/app.log"), self.log("soon.log"))
        wait_until(lambda: self.got == ["line"] or process.poll() is None)
        self.add("soon\n", "soon.log")
        self.waits_for("soon")
        self.log("later").mkdir()
        self.add("later\n", "later/app.log")
        self.waits_for("soon", "later")
        self.drain(process)
        self.assertEqual(130, process.returncode)

    def test_a_file_that_was_renamed_is_read_on_beside_the_new_one_until_that_is_renamed_too(self):
        with open(self.log(), "w", buffering=1) as old:
            old.write("a1\n")
            process = self.follow(self.log())
            self.waits_for("a1")
            self.log().rename(self.log("app.log.1"))
            old.write("a2\n")
            self.waits_for("a1", "a2")
            self.add("b1\n")
            self.waits_for("a1", "a2", "b1")
            old.write("a3\na4")
            self.waits_for("a1", "a2", "b1", "a3")
        self.log().rename(self.log("app.log.2"))
        self.add("c1\n")
        wait_until(lambda: len(self.got) == 7)
        self.assertEqual({"line", "a1", "a2", "b1", "a3", "a4", "c1"}, set(self.got))
        self.drain(process)

    def test_a_file_that_was_deleted_is_let_go_and_another_is_read(self):
        self.add("one\nha")
        process = self.follow(self.log())
        self.waits_for("one")
        self.log().unlink()
        self.waits_for("one", "ha")
        held = [os.readlink(link) for link in pathlib.Path(f"/proc/{process.pid}/fd").iterdir()]
        self.assertFalse([name for name in held if "app.log" in name])
        self.add("two\n")
        self.waits_for("one", "ha", "two")
        self.drain(process)

    def test_a_file_that_was_truncated_is_read_from_its_front(self):
        self.add("one\ntwo\nha")
        process = self.follow(self.log())
        self.waits_for("one", "two")
        os.truncate(self.log(), 0)
        self.waits_for("one", "two", "ha")
        self.add("1\n")
        self.waits_for("one", "two", "ha", "1")
        # At once longer than it was.
        self.log().write_text("other\n" * 10)
        self.waits_for("one", "two", "ha", "1", *["other"] * 10)
        self.drain(process)

    def test_a_drain_passes_on_all_that_is_there_however_much_that_is(self):
        count = 400000
        self.log().write_text("".join(f"{n:09}\n" for n in range(count)))
        process = self.follow(self.log(), stages=FOLLOW.replace("follow: true", "follow: true, slice_size: 4KiB"))
        wait_until(lambda: len(self.got) > 1)
        self.drain(process)
        self.assertEqual(130, process.returncode)
        self.assertEqual(["line", *(f"{n:09}" for n in range(count))], self.got)

    def test_a_file_of_a_drained_run_is_whole(self):
        self.add("one\n")
        out = self.log("out.csv")
        process = self.follow(self.log(), stages=FOLLOW.replace("{format: csv}", f"{{format: csv, path: {out}}}"),
                              options=("--progress", "always"))
        wait_until(lambda: b" from sources, " in process.stderr.readline())
        self.drain(process)
        self.assertEqual("line\none\n", out.read_text())

    def test_paths_of_the_same_file_are_read_once_and_columns_name_file_and_line(self):
        self.add("one\n")
        self.add("other\n", "b.log")
        self.log("link.log").symlink_to("app.log")
        both = FOLLOW.replace("follow: true", "follow: true, file: true, number: true")
        process = self.follow(self.log(), self.log("link.log"), self.log("b.log"), stages=both)
        wait_until(lambda: len(self.got) == 3)
        self.add("two\n")
        wait_until(lambda: len(self.got) == 4)
        self.assertEqual({"line,file,number", f"one,{self.log()},1", f"other,{self.log('b.log')},1", f"two,{self.log()},2"}, set(self.got))
        self.drain(process)

    def test_without_notices_of_the_system_lines_come_all_the_same(self):
        taken = self.take_all_inotify_instances()
        self.addCleanup(lambda: [os.close(descriptor) for descriptor in taken])
        self.add("one\n")
        process = self.follow(self.log())
        self.waits_for("one")
        self.add("two\n")
        self.waits_for("one", "two")
        self.drain(process)

    def take_all_inotify_instances(self):
        taken, library = [], ctypes.CDLL(None, use_errno=True)
        while (descriptor := library.inotify_init1(0o2000000)) >= 0:
            taken.append(descriptor)
        try:
            os.close(os.open("/dev/null", os.O_RDONLY))
        except OSError:
            for descriptor in taken:
                os.close(descriptor)
            self.cannot_run("there are more inotify instances than this process may open files")
        return taken

    def test_compressed_members_are_read_as_they_are_added(self):
        with open(self.log("app.gz"), "wb") as file:
            file.write(gzip.compress(b"one\n"))
            file.flush()
            process = self.follow(self.log("app.gz"))
            self.waits_for("one")
            file.write(gzip.compress(b"two\n"))
            file.flush()
            self.waits_for("one", "two")
        self.drain(process)

    def test_what_cannot_be_followed_is_refused_at_its_place(self):
        self.add("one\n")
        os.mkfifo(self.log("pipe"))
        for paths, why in [("'-'", "the standard input cannot be followed"), (str(self.folder), "is a directory"),
                           (f"'{self.folder}/*.log'", "is a pattern"), (self.log("pipe"), "is not a regular file"),
                           (f"{self.log()}, {self.log()}", "is there twice")]:
            with self.subTest(why):
                result = self.weir("check", self.file("p.yaml", FOLLOW.replace("PATHS", f"[{paths}]")))
                self.assert_exit(2, result)
                self.assertIn(why, result.stderr)
                self.assertIn("p.yaml:4:", result.stderr)
        hidden = FOLLOW.replace("PATHS", f"[{self.log()}], hidden: true")
        self.assertIn("param 'hidden': it has no use", self.weir("check", self.file("p.yaml", hidden)).stderr)

    def test_a_file_that_cannot_be_read_ends_the_run_or_is_skipped(self):
        self.add("one\n")
        process = self.follow(self.log())
        self.waits_for("one")
        self.log().unlink()
        self.log().mkdir()
        self.assertEqual(1, process.wait(timeout=60))
        self.assertIn("only a regular file can be followed", process.stderr.read().decode())
        self.reader.join()
        self.add("other\n", "b.log")
        skipping = FOLLOW.replace("follow: true", "follow: true, on_unreadable: skip")
        os.rmdir(self.log())
        self.log().write_bytes("text".encode("utf-16"))
        process = self.follow(self.log(), self.log("b.log"), stages=skipping)
        self.waits_for("other")
        self.assertIn("UTF-16", self.drain(process))


if __name__ == "__main__":
    main()
