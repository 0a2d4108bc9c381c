"""A run whose standard output is appended to a file that it reads would never end: that is an error beforehand, as with `cat` and `grep`."""

import subprocess
import unittest

from weir_command import PATIENCE, ROOT, WEIR, CommandTest

TEXT = "name,id\nAnn,1\nBob,2\n"
OBJECTS = '{"name": "Ann", "id": 1}\n'
COUNTED = ("  - {name: count, kind: words.count, inputs: [in]}\n"
           "  - {name: out, kind: table.write, inputs: [count], params: {path: PATH}}\n")
ROWS = "  - {name: out, kind: table.write, inputs: [in], params: {path: PATH, format: csv}}\n"
READERS = {
    "text.read": (TEXT, "kind: text.read, params: {paths: [READ]}", COUNTED),
    "lines.read": (TEXT, "kind: lines.read, params: {paths: [READ]}", ROWS),
    "csv.read": (TEXT, "kind: csv.read, params: {paths: [READ], columns: {id: int}}", ROWS),
    "jsonl.read": (OBJECTS, "kind: jsonl.read, params: {paths: [READ], columns: {id: int}}", ROWS),
    "text.paths": (TEXT, "kind: text.paths, params: {paths: [READ]}", "  - {name: text, kind: text.read_each, inputs: [in]}\n"
                   + COUNTED.replace("[in]", "[text]")),
}


class ReadingBackTest(CommandTest):
    def run_into(self, mode, config, file, stdin=None):
        with open(file, mode) as out, open(stdin or "/dev/null", "rb") as given:
            return subprocess.run([WEIR, "run", config], stdin=given, stdout=out, stderr=subprocess.PIPE, cwd=ROOT, timeout=PATIENCE, check=False,
                                  encoding="utf-8")

    def config(self, kind, read, write="'-'"):
        _, reader, rest = READERS[kind]
        return self.file("back.yaml", f"stages:\n  - {{name: in, {reader.replace('READ', read)}}}\n{rest.replace('PATH', write)}")

    def data(self, content):
        folder = self.folder / "data"
        folder.mkdir(exist_ok=True)
        file = folder / "table.txt"
        file.write_text(content)
        link = self.folder / "link"
        link.unlink(missing_ok=True)
        link.symlink_to(file)
        return folder, file

    def refused(self, result, shown, stream="the standard output"):
        self.assertEqual(2, result.returncode, result.stderr)
        line = result.stderr.splitlines()[0]
        self.assertRegex(line, r"^\S+back\.yaml:2:\d+: error: stage 'in': param 'paths': ")
        self.assertIn(f" {shown} is the file behind {stream}, to which stage 'out', line ", line)
        self.assertTrue(line.endswith(" writes: what it writes would be read again, without an end; write to another file"), line)

    def test_every_reader_refuses_it_whatever_name_leads_there(self):
        for kind, (content, *_) in READERS.items():
            folder, file = self.data(content)
            for read, shown in ((str(file), file), (f"{self.folder}/link", f"{self.folder}/link"), (str(folder), file), (f"'{folder}/*.txt'", file)):
                with self.subTest(kind=kind, read=read):
                    self.refused(self.run_into("ab", self.config(kind, read), file), f"'{shown}'")
                    self.assertEqual(content, file.read_text())

    def test_so_it_is_through_the_standard_input_and_another_descriptor(self):
        _, file = self.data(TEXT)
        self.refused(self.run_into("ab", self.config("lines.read", "'-'"), file, stdin=file), "the standard input")
        self.refused(self.run_into("ab", self.config("lines.read", str(file), "/dev/stdout"), file), f"'{file}'", "'/dev/stdout'")

    def test_so_it_is_where_the_output_does_not_begin_at_the_end(self):
        _, file = self.data(TEXT)
        self.refused(self.run_into("r+b", self.config("lines.read", str(file)), file), f"'{file}'")

    def test_so_it_is_where_the_shell_has_emptied_the_file_as_the_header_would_be_read(self):
        _, file = self.data(TEXT)
        self.refused(self.run_into("wb", self.config("lines.read", str(file)), file), f"'{file}'")
        self.assertEqual("", file.read_text())

    def test_where_nothing_is_written_to_the_standard_output_the_file_behind_it_may_be_read(self):
        folder, file = self.data(TEXT)
        out = self.folder / "out.csv"
        result = self.run_into("ab", self.config("lines.read", str(folder), str(out)), file)
        self.assertEqual((0, 4), (result.returncode, len(out.read_text().splitlines())), result.stderr)

    def test_what_is_excluded_is_not_read(self):
        folder, file = self.data(TEXT)
        self.file("data/other.txt", "a\nb\n")
        config = self.file("back.yaml", f"""
stages:
  - {{name: in, kind: lines.read, params: {{paths: [{folder}], exclude: [table.txt]}}}}
  - {{name: out, kind: table.write, inputs: [in], params: {{format: csv}}}}
""")
        result = self.run_into("ab", config, file)
        self.assertEqual((0, TEXT + "line\na\nb\n"), (result.returncode, file.read_text()), result.stderr)

    def test_a_table_that_is_looked_up_and_a_matrix_are_refused_too(self):
        _, file = self.data("id,name\n1,x\n")
        other = self.file("orders.csv", "id\n1\n")
        config = self.file("back.yaml", f"""
stages:
  - {{name: orders, kind: csv.read, params: {{paths: [{other}]}}}}
  - {{name: named, kind: rows.lookup, inputs: [orders], params: {{table: {file}, on: id}}}}
  - {{name: out, kind: table.write, inputs: [named], params: {{format: csv}}}}
""")
        result = self.run_into("ab", config, file)
        self.assertEqual(2, result.returncode)
        self.assertIn(f"back.yaml:4:72: error: stage 'named': param 'table': '{file}' is the file behind the standard output", result.stderr)


if __name__ == "__main__":
    unittest.main()
