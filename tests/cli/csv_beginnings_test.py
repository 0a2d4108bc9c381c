"""What a CSV file begins with, from YAML alone, beside Python's csv module: delimiters, headers, empty files, and what is not CSV."""

import csv
import fcntl
import io
import json
import struct
import subprocess
import termios
import unittest

from weir_command import PATIENCE, WEIR, CommandTest

LOOKED_AT = 64 * 1024  # how much of a file is looked at for its delimiter and its columns


def cells(text, delimiter=","):
    """The records as Python has them, without the empty ones."""
    return [record for record in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter) if record]


def dicts(text, delimiter=","):
    header, *records = cells(text, delimiter)
    return [dict(zip(header, record)) for record in records]


class CsvBeginningsTest(CommandTest):
    def setUp(self):
        super().setUp()
        self.count = 0

    def csv(self, content):
        """The path of a new file."""
        self.count += 1
        return self.file(f"{self.count}.csv", content)

    def config(self, params):
        return self.file("csv.yaml", json.dumps({"stages": [
            {"name": "read", "kind": "csv.read", "params": params},
            {"name": "out", "kind": "table.write", "inputs": ["read"], "params": {"format": "jsonl"}},
        ]}))

    def rows(self, files, **params):
        """All values as text, as Python has them."""
        params.setdefault("nulls", [])
        result = self.weir("run", self.config({"paths": files, **params}))
        self.assert_exit(0, result)
        return [json.loads(line) for line in result.stdout.splitlines()]

    def refused(self, files, **params):
        result = self.weir("run", self.config({"paths": files, **params}))
        self.assertNotEqual(0, result.returncode)
        self.assertEqual("", result.stdout)
        return result.stderr

    def through_pipe(self, parts, **params):
        """Writes each part once the one before has been read."""
        config = self.config({"paths": ["-"], **params})
        process = subprocess.Popen([WEIR, "run", "--quiet", config], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        try:
            for part in parts:
                process.stdin.write(part)
                process.stdin.flush()
                while process.poll() is None and struct.unpack("i", fcntl.ioctl(process.stdin, termios.FIONREAD, b"\0" * 4))[0] > 0:
                    pass
            out, _ = process.communicate(timeout=PATIENCE)
            self.assertEqual(0, process.returncode)
            return [json.loads(line) for line in out.splitlines()]
        finally:
            process.kill()
            process.wait()

    def test_a_beginning_is_read_as_python_reads_it(self):
        beginnings = {
            "a header without a line end": "id,name",
            "only a header": "id,name\n",
            "CR LF in quotes": 'id,name\r\nx,"two\r\nlines"\r\ny,z\r\n',
            "CR LF in a name": 'id,"two\r\nlines"\r\nx,y\r\n',
            "CR in quotes": 'id,"CR\ralone"\nx,"\r"\n',
            "blank first lines": "\n\r\n\nid,name\nx,y\n",
            "no line end after the last record": "id,name\nx,y",
            "CR at the end": "id,name\r\nx,y\r",
            "blanks in names and cells": "id,full name\n x ,y z\n",
        }
        for name, text in beginnings.items():
            for mark in ("", "\ufeff"):
                with self.subTest(name, mark=bool(mark)):
                    self.assertEqual(dicts(text), self.rows([self.csv(mark + text)]))

    def test_a_byte_order_mark_is_not_part_of_a_quoted_first_name(self):
        text = '"id, as it was",name\nx,y\n'
        self.assertEqual(dicts(text), self.rows([self.csv("\ufeff" + text)]))
        columns = {"id, as it was": "text", "name": "text"}
        self.assertEqual(dicts(text), self.through_pipe([bytes([byte]) for byte in ("\ufeff" + text).encode()], columns=columns))

    def test_comments_before_the_header_are_skipped(self):
        comments, text = "# made\n\n#,\"by hand\n", "id,name\nx,#y\n"
        self.assertEqual(dicts(text), self.rows([self.csv(comments + text)], comment="#"))
        many = "# a long way down, and no record yet\n" * (2 * LOOKED_AT // 37)
        self.assertEqual(dicts(text), self.rows([self.csv(many + text)], comment="#", delimiter=",", columns={"id": "text", "name": "text"}))
        bad = self.csv(many + "id,name\nx\n")
        self.assertIn(f"{bad}:{many.count(chr(10)) + 2}: ", self.refused([bad], comment="#", delimiter=",", columns={"id": "text"}))

    def test_files_without_a_record_are_passed_over(self):
        text = "id;name\nx;1,5\ny;2\n"
        empty = [self.csv(content) for content in ("", "\n\r\n", "\ufeff", "# nothing\n")]
        full = self.csv(text)
        for files in (empty + [full], [full] + empty, empty[:1] + [full] + empty[1:]):
            self.assertEqual(dicts(text, ";"), self.rows(files, comment="#"))
        columns = {"id": "text", "name": "text"}
        self.assertEqual(dicts(text, ";"), self.rows(empty + [full], comment="#", columns=columns))
        self.assertEqual([], self.rows(empty, comment="#", columns=columns))
        self.assertIn("there is no record in any file, so there are no columns; name them, with their types: columns: {", self.refused(empty, comment="#"))

    def test_identifiers_come_out_as_they_went_in(self):
        text = "zip,phone,article,count,price\n00501,+4930123456,12345678901234567890,5,0.5\n20095,+1202555,7,-3,12\n"
        read = self.rows([self.csv(text)])
        self.assertEqual(dicts(text), [{**row, "count": str(row["count"]), "price": str(row["price"])} for row in read])
        self.assertEqual([(5, 0.5), (-3, 12)], [(row["count"], row["price"]) for row in read])

    def test_an_identifier_that_comes_late_is_malformed_where_nobody_named_the_types(self):
        for late, column, kind in (("00501", "id", "an int"), ("+5", "id", "an int"), ("12345678901234567890", "id", "an int"), ("007", "price", "a float")):
            text = "id,price\n" + "1,0.5\n" * LOOKED_AT + (f"{late},1\n" if column == "id" else f"1,{late}\n") + "2,2\n"
            path = self.csv(text)
            result = self.weir("run", self.config({"paths": [path]}))
            self.assert_exit(1, result)
            self.assertIn(f"{path}:{LOOKED_AT + 2}: column '{column}': '{late}' is an identifier, which would come out of {kind} as another text; "
                          "name columns, with their types; with on_malformed: skip the rest is read", result.stderr)
            self.assertEqual(LOOKED_AT + 1, len(self.rows([path], on_malformed="skip")))
            self.assertEqual(dicts(text), self.rows([path], columns={"id": "text", "price": "text"}))
            self.assertEqual(LOOKED_AT + 2, len(self.rows([path], columns={"id": "float", "price": "float"})))

    def test_the_first_file_with_a_record_decides_on_the_delimiter(self):
        semicolons, commas = "id;a,b\n1;x,y\n2;z\n", "id,\"a,b\"\n3,x;y\n"
        files = [self.csv(""), self.csv(semicolons), self.csv(semicolons)]
        self.assertEqual([(1, "x,y"), (2, "z")] * 2, [tuple(row.values()) for row in self.rows(files)])
        other = self.csv(commas)
        result = self.weir("run", self.config({"paths": [files[1], other], "columns": {"id": "int"}}))
        self.assert_exit(1, result)
        self.assertIn(f"cannot read '{other}': it has no column 'id'", result.stderr)
        self.assertEqual([{"id": 3}], self.rows([other], columns={"id": "int"}))
        # What is behind the bytes that are looked at does not count.
        text = "id,name\n" + "1,x\n" * (LOOKED_AT // 4) + "2,;;\n" * LOOKED_AT
        self.assertEqual(dicts(text), self.rows([self.csv(text)], columns={"id": "text", "name": "text"}))

    def test_a_pipe_has_commas_unless_the_delimiter_is_named(self):
        columns = {"id": "text", "name": "text"}
        text = "id,name\n1;2;3,x\n4;5;6,y\n"
        self.assertEqual(dicts(text), self.through_pipe([text.encode()], columns=columns))
        text = text.replace(",", "\t")
        self.assertEqual(dicts(text, "\t"), self.through_pipe([text.encode()], columns=columns, delimiter="\t"))
        result = self.weir("run", self.config({"paths": ["-"], "columns": columns}), stdin=text)
        self.assert_exit(1, result)
        self.assertIn("it has no column 'id'; if there is something else than ',' between its cells, name the delimiter", result.stderr)
        text = "size;name\n1,5;x\n"
        self.assertEqual([{"size": 1.5, "name": "x"}],
                         self.through_pipe([text.encode()], columns={"size": "float", "name": "text"}, decimal_comma=True))

    def test_a_pipe_that_stalls_in_its_header_is_waited_for(self):
        text = '\n# by hand\n\n"id",name\r\n1,x\n2,"y\nz"\n'
        columns = {"id": "text", "name": "text"}
        expected = dicts(text.replace("# by hand", ""))
        for at in range(len(text)):
            self.assertEqual(expected, self.through_pipe([text[:at].encode(), text[at:].encode()], columns=columns, comment="#"), text[:at])
        self.assertEqual(expected, self.through_pipe([bytes([byte]) for byte in text.encode()], columns=columns, comment="#"))

    def test_without_a_header_the_first_record_says_how_many_columns_there_are(self):
        first, wider, narrower = self.csv("1,2\n3,4\n"), self.csv("5,6,7\n8,9\n"), self.csv("5\n")
        for other, cells_there in ((wider, "are 3 cells"), (narrower, "is 1 cell")):
            for columns in ({}, {"x": "int", "y": "int"}, {"x": "int"}):
                result = self.weir("run", self.config({"paths": [first, other], "header": False, "columns": columns}))
                self.assert_exit(1, result)
                self.assertIn(f"{other}:1: there {cells_there}, not 2", result.stderr)
        rows = self.rows([self.csv(""), first, wider], header=False, on_malformed="skip")
        self.assertEqual([list(map(int, record)) for record in cells("1,2\n3,4\n8,9\n")], [list(row.values()) for row in rows])
        self.assertIn("its first record has 2 cells, but columns has 3; name no more than there are",
                      self.refused([first], header=False, columns={"x": "int", "y": "int", "z": "int"}))

    def test_a_long_first_record_is_read_where_it_needs_no_look(self):
        for size in (LOOKED_AT - 9, LOOKED_AT - 8, LOOKED_AT, 5 * LOOKED_AT):
            text = f"{'n' * size},name\nx,y\n"
            expected = [{"name": "y"}]
            path = self.csv(text)
            with self.subTest(size):
                self.assertEqual(expected, self.rows([path], delimiter=",", columns={"name": "text"}))
                self.assertEqual(expected, self.through_pipe([text.encode()], columns={"name": "text"}))
                if len(text.splitlines()[0]) < LOOKED_AT:
                    self.assertEqual(dicts(text), self.rows([path]))
                else:
                    self.assertIn("the first record does not end within the 65536 bytes that are looked at; name delimiter and columns", self.refused([path]))

    def test_what_is_not_csv_in_utf8_is_refused_and_the_command_that_is_told_mends_it(self):
        text = "id,name\r\n1,äöü\r\n"
        forms = {
            "UTF-16": (text.encode("utf-16"), "iconv -f UTF-16 -t UTF-8 FILE"),
            "UTF-16LE": (text.encode("utf-16-le"), "iconv -f UTF-16LE -t UTF-8 FILE"),
            "UTF-16BE": (text.encode("utf-16-be"), "iconv -f UTF-16BE -t UTF-8 FILE"),
            "CR": (text.replace("\r\n", "\r").encode(), r"tr '\r' '\n' < FILE"),
            "CR behind quotes": (b'"id","name"\r"1","x"\r', r"tr '\r' '\n' < FILE"),
            "CR behind a comment": (b"# old\rid,name\r1,x\r", r"tr '\r' '\n' < FILE"),
            "CR of a long file": (b"id,name\r" + b"1,x\r" * LOOKED_AT, r"tr '\r' '\n' < FILE"),
        }
        columns = {"id": "int", "name": "text"}
        for name, (content, command) in forms.items():
            with self.subTest(name):
                path = self.csv(content)
                text = subprocess.run(command.replace("FILE", path), shell=True, capture_output=True, check=True).stdout.decode()
                expected = [(int(row["id"]), row["name"]) for row in dicts("\n".join(line for line in text.splitlines() if line[0] != "#"))]
                for params in ({}, {"columns": columns}):
                    self.assertIn(f"{command} | weir run ...", self.refused([path], comment="#", **params))
                result = self.weir("run", self.config({"paths": ["-"], "columns": columns, "comment": "#"}), stdin=content, text=False)
                self.assertEqual((1, b""), (result.returncode, result.stdout))
                self.assertIn(f"{command} | weir run ...", result.stderr.decode())
                self.assertEqual(expected, [tuple(row.values()) for row in self.through_pipe([text.encode()], columns=columns, comment="#")])


if __name__ == "__main__":
    unittest.main()
