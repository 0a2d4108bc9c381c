"""`append: true` of table.write adds all rows of a run to a file, or none."""

import fcntl
import gzip
import os
import unittest

from weir_command import CommandTest, wait_until

ADD = """
pipeline: add
stages:
  - {name: in, kind: csv.read, params: {paths: [INPUT], columns: {id: int, name: text}}}
  - {name: out, kind: table.write, inputs: [in], params: {path: PATH, append: true, format: FORMAT}}
"""


class AppendTest(CommandTest):
    def config(self, rows, path="out.csv", form="csv", more=""):
        given = self.file("in.csv", "id,name\n" + "".join(f"{n},{name}\n" for n, name in rows))
        text = ADD.replace("INPUT", given).replace("PATH", str(self.folder / path)).replace("FORMAT", form + more)
        return self.file("add.yaml", text)

    def add(self, rows, path="out.csv", form="csv", more=""):
        return self.weir("run", "-q", self.config(rows, path, form, more))

    def content(self, name="out.csv"):
        return (self.folder / name).read_text()

    def test_rows_come_behind_those_that_are_there_and_names_of_columns_once(self):
        for form, header, line in [("csv", "id,name\n", "{},{}\n"), ("tsv", "id\tname\n", "{}\t{}\n"),
                                   ("jsonl", "", '{{"id":{},"name":"{}"}}\n')]:
            with self.subTest(form):
                expected = header
                for n in range(3):
                    self.assert_exit(0, self.add([(n, "a"), (n, "b")], f"out.{form}", form))
                    expected += line.format(n, "a") + line.format(n, "b")
                    self.assertEqual(expected, self.content(f"out.{form}"))
        (self.folder / "empty.csv").touch()
        self.assert_exit(0, self.add([(1, "a")], "empty.csv"))
        self.assertEqual("id,name\n1,a\n", self.content("empty.csv"))

    def test_the_file_stays_the_same_file_with_its_permissions_and_names(self):
        path = self.folder / "out.csv"
        path.write_text("id,name\n")
        os.chmod(path, 0o640)
        os.link(path, self.folder / "other.csv")
        before = path.stat()
        self.assert_exit(0, self.add([(1, "a")]))
        self.assertEqual((before.st_ino, before.st_mode), (path.stat().st_ino, path.stat().st_mode))
        self.assertEqual("id,name\n1,a\n", self.content("other.csv"))
        self.assertEqual({"out.csv", "other.csv", "in.csv", "add.yaml"}, set(os.listdir(self.folder)))

    def test_compressed_files_get_members(self):
        for n in range(2):
            self.assert_exit(0, self.add([(n, "a")], "out.csv.gz"))
        self.assertEqual(b"id,name\n0,a\n1,a\n", gzip.decompress((self.folder / "out.csv.gz").read_bytes()))
        (self.folder / "plain").write_text("id,name\n")
        result = self.add([(1, "a")], "plain", "csv", ", compress: zstd")
        self.assert_exit(1, result)
        self.assertIn("what is in it is not compressed, and what would be added is compressed with zstd", result.stderr)

    def test_a_run_that_fails_or_is_interrupted_adds_nothing(self):
        self.assert_exit(0, self.add([(1, "a")]))
        self.assert_exit(1, self.add([*((n, "b") for n in range(5000)), ("none", "c")]))
        self.assertEqual("id,name\n1,a\n", self.content())
        self.assertEqual({"out.csv", "in.csv", "add.yaml"}, set(os.listdir(self.folder)))

    def test_rows_with_other_columns_or_behind_half_a_line_are_refused(self):
        for there, why in [("id,title\n1,a\n", "it begins with 'id,title', and these rows have the columns 'id,name'"),
                           ("id,name\n1,a", "which has no line end")]:
            with self.subTest(why):
                (self.folder / "out.csv").write_text(there)
                result = self.add([(2, "b")])
                self.assert_exit(1, result)
                self.assertIn(why, result.stderr)
                self.assertEqual(there, self.content())

    def test_runs_add_one_after_the_other(self):
        self.assert_exit(0, self.add([(0, "a")]))
        with open(self.folder / "out.csv", "rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            config = self.config([(n, "b") for n in range(1000)])
            runs = [self.start("run", "-q", config) for _ in range(3)]
            wait_until(lambda: all(len([link for link in os.listdir(f"/proc/{run.pid}/fd")
                                        if self.leads_to(run, link) == str(self.folder / "out.csv")]) for run in runs))
            self.assertEqual("id,name\n0,a\n", self.content())
        for run in runs:
            self.assertEqual((0, ""), self.ends(run))
        self.assertEqual("id,name\n0,a\n" + 3 * "".join(f"{n},b\n" for n in range(1000)), self.content())

    def test_a_stop_ends_the_wait_for_the_lock(self):
        self.assert_exit(0, self.add([(0, "a")]))
        with open(self.folder / "out.csv", "rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            run = self.start("run", "-q", self.config([(1, "b")]), "--timeout", "1s")
            self.assertEqual(124, self.ends(run)[0])
        self.assertEqual("id,name\n0,a\n", self.content())

    @staticmethod
    def leads_to(run, link):
        try:
            return os.readlink(f"/proc/{run.pid}/fd/{link}")
        except FileNotFoundError:
            return ""

    def test_what_cannot_be_added_to_is_refused_at_its_place(self):
        for path, form, why in [("'-'", "csv", "the standard output is never replaced"), ("a.txt", "text", "the column widths of its own rows")]:
            text = ADD.replace("INPUT", "in.csv").replace("PATH", path).replace("FORMAT", form)
            result = self.weir("check", self.file("p.yaml", text))
            self.assert_exit(2, result)
            self.assertIn(why, result.stderr)
            self.assertIn("p.yaml:5:", result.stderr)


if __name__ == "__main__":
    unittest.main()
