"""`csv.read` from YAML alone, beside Python's csv module and SQLite."""

import csv
import io
import json
import os
import random
import sqlite3
import subprocess
import time
import unittest

from weir_command import PATIENCE, ROOT, WEIR, CommandTest

ORDERS = "data/orders.csv"


def rows_of(path):
    with open(ROOT / path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


class CsvTest(CommandTest):
    def pipeline(self, params, stages="", last="orders", form="jsonl"):
        return self.file("csv.yaml", f"stages:\n  - {{name: orders, kind: csv.read, params: {{{params}}}}}\n{stages}"
                                     f"  - {{name: out, kind: table.write, inputs: [{last}], params: {{format: {form}}}}}\n")

    def rows(self, params, stages="", last="orders", stdin=None):
        result = self.weir("run", self.pipeline(params, stages, last), stdin=stdin)
        self.assert_exit(0, result)
        return [json.loads(line) for line in result.stdout.splitlines()]

    def test_names_and_types_are_those_of_the_file(self):
        text = self.weir("check", self.pipeline(f"paths: [{ORDERS}]")).stdout
        self.assertIn("\n  orders: Rows(id int, customer text, country text, amount float, currency text, at time, note text)\n", text)
        expected = [{**row, "id": int(row["id"]), "amount": float(row["amount"]), "note": row["note"] or None} for row in rows_of(ORDERS)]
        self.assertEqual(expected, self.rows(f"paths: [{ORDERS}]"))

    def test_columns_are_chosen_by_name_with_their_types(self):
        expected = [{"country": row["country"], "id": row["id"]} for row in rows_of(ORDERS)]
        self.assertEqual(expected, self.rows(f"paths: [{ORDERS}], columns: {{country: text, id: text}}"))

    def test_what_is_read_is_written_again_to_the_last_byte(self):
        text = (ROOT / ORDERS).read_text(encoding="utf-8")
        result = self.weir("run", self.pipeline(f"paths: [{ORDERS}]", form="csv"))
        self.assertEqual(text.encode(), result.stdout.encode())

    def test_sums_are_those_of_sqlite(self):
        generator = random.Random(5)
        lines = ["id,country,amount,rate"]
        lines += [f"{i},{generator.choice('ABCDE')},{generator.randrange(1, 10**6) / 100},{generator.choice(['', '0.5', '2'])}" for i in range(60_000)]
        path = self.file("orders.csv", "\n".join(lines) + "\n")
        database = sqlite3.connect(":memory:")
        database.execute("create table orders (id int, country text, amount float, rate float)")
        database.executemany("insert into orders values (?, ?, ?, nullif(?, ''))", csv.reader(lines[1:]))
        where = "amount * coalesce(rate, 1) > 5000 and country in ('A', 'C')"
        expected = database.execute(f"select id, round(amount * coalesce(rate, 1), 2) from orders where {where}").fetchall()
        stages = (f"  - {{name: some, kind: rows.where, inputs: [orders], replicas: 2, ordered: true, params: {{that: \"{where}\"}}}}\n"
                  "  - {name: set, kind: rows.set, inputs: [some], params: {values: {total: \"round(amount * coalesce(rate, 1), 2)\"}}}\n"
                  "  - {name: few, kind: rows.select, inputs: [set], params: {columns: [id, total]}}\n")
        self.assertGreater(len(expected), 1000)
        self.assertEqual(expected, [(row["id"], row["total"]) for row in self.rows(f"paths: [{path}]", stages, "few")])

    def test_random_tables_as_python_reads_them(self):
        generator = random.Random(11)
        cells = ["", "a", "1", "x,y", 'q"q', "two\nlines", " blank ", "ü", "'", "a;b", "\ttab"]
        for case in range(25):
            width = generator.randrange(2, 6)
            table = [[generator.choice(cells) for _ in range(width)] for _ in range(generator.randrange(0, 3000))]
            text = io.StringIO()
            writer = csv.writer(text, lineterminator=generator.choice(["\n", "\r\n"]), quoting=generator.choice([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]))
            names = [f"c{i}" for i in range(width)]
            writer.writerows([names, *table])
            path = self.file("table.csv", text.getvalue())
            columns = ", ".join(f"{name}: text" for name in names)
            with self.subTest(case):
                read = self.rows(f"paths: [{path}], columns: {{{columns}}}, delimiter: ',', nulls: []")
                self.assertEqual([list(row) for row in csv.reader(io.StringIO(text.getvalue(), newline=""))][1:], [list(row.values()) for row in read])

    def test_malformed_records_end_the_run_with_their_place_or_leave_by_an_output(self):
        path = self.file("bad.csv", 'id,amount\n1,2.5\n2,lots\n3\n"4\n",1,2\n5,5\n')
        result = self.weir("run", self.pipeline(f"paths: [{path}], columns: {{id: int, amount: float}}"))
        self.assert_exit(1, result)
        self.assertIn(f"weir: error: stage 'orders', replica 0: {path}:3: column 'amount': 'lots' is not a float; with on_malformed: skip the rest is "
                      "read", result.stderr)
        self.assertEqual("", result.stdout)
        params = f"paths: [{path}], columns: {{id: int, amount: float}}, on_malformed: skip"
        self.assertEqual([{"id": 1, "amount": 2.5}, {"id": 5, "amount": 5}], self.rows(params))
        bad = self.rows(params, "  - {name: good, kind: synthetic.discard, inputs: [orders]}\n", "orders.rejected")
        self.assertEqual([(path, 3, "2,lots"), (path, 4, "3"), (path, 5, '"4\n",1,2')], [(row["file"], row["line"], row["text"]) for row in bad])
        self.assertTrue(all(row["reason"] for row in bad))
        nulls = self.rows(params + ", bad_values: null")
        self.assertEqual([{"id": 1, "amount": 2.5}, {"id": 2, "amount": None}, {"id": 5, "amount": 5}], nulls)

    def test_a_pipe_is_read_as_it_comes(self):
        config = self.pipeline("paths: ['-'], columns: {id: int, name: text}", form="csv")
        process = subprocess.Popen([WEIR, "run", "--quiet", config], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        try:
            process.stdin.write(b"name,id\nAnn,1\n")
            process.stdin.flush()
            self.assertEqual([b"id,name\n", b"1,Ann\n"], [process.stdout.readline(), process.stdout.readline()])
            process.stdin.write(b"Bo,2\n")
            process.stdin.close()
            self.assertEqual(b"2,Bo\n", process.stdout.read())
            self.assertEqual(0, process.wait(PATIENCE))
        finally:
            process.kill()
            process.wait()
            process.stdout.close()

    def test_what_cannot_be_seen_before_the_run_is_asked_for(self):
        result = self.weir("check", self.pipeline("paths: ['-']"))
        self.assert_exit(2, result)
        self.assertIn("param 'columns': the columns of the standard input cannot be seen before the run; name them, with their types: columns: "
                      "{id: int, name: text}", result.stderr)
        result = self.weir("check", self.pipeline(f"paths: [{self.folder}/none.csv]"))
        self.assertIn("param 'paths': ", result.stderr)
        self.assertIn("none.csv", result.stderr)
        packed = self.file("packed.csv", b"\x1f\x8b\x08\0\0\0\0\0")
        self.assertIn("it is cut short: it ends with its byte 8, in the middle of what gzip has compressed; get all of it", self.weir("check", self.pipeline(f"paths: [{packed}]")).stderr)

    def test_a_later_file_needs_the_same_columns_in_any_order(self):
        first = self.file("1.csv", "a,b\n1,x\n")
        second = self.file("2.csv", "b,more,a\ny,?,2\n")
        self.assertEqual([{"a": 1, "b": "x"}, {"a": 2, "b": "y"}], self.rows(f"paths: [{first}, {second}]"))
        other = self.file("3.csv", "a,bb\n1,x\n")
        result = self.weir("run", self.pipeline(f"paths: [{first}, {other}]"))
        self.assert_exit(1, result)
        self.assertIn(f"cannot read '{other}': it has no column 'b'; did you mean 'bb'?", result.stderr)

    def test_dialects(self):
        path = self.file("d.csv", "# by hand\nname;size\nx;1,5\n# more\ny;\n")
        self.assertEqual([{"name": "x", "size": 1.5}, {"name": "y", "size": None}], self.rows(f"paths: [{path}], comment: '#', decimal_comma: true"))
        path = self.file("one.csv", "size\n1,5\n2\n")
        self.assertEqual([{"size": 1.5}, {"size": 2}], self.rows(f"paths: [{path}], decimal_comma: true"))
        result = self.weir("check", self.pipeline(f"paths: [{path}], decimal_comma: true, delimiter: ','"))
        self.assertIn("param 'delimiter': decimals have commas, too; leave out decimal_comma, or the delimiter", result.stderr)
        path = self.file("no_header.csv", "1\tx\n2\ty\n")
        self.assertEqual([{"column_1": 1, "column_2": "x"}, {"column_1": 2, "column_2": "y"}], self.rows(f"paths: [{path}], header: false"))
        self.assertEqual([{"n": 1, "s": "x"}, {"n": 2, "s": "y"}],
                         self.rows(f"paths: [{path}], header: false, columns: {{n: int, s: text}}, delimiter: \"\\t\""))
        path = self.file("na.csv", "a,b\nNA,1\n-,2\n")
        self.assertEqual([{"a": None, "b": 1}, {"a": None, "b": 2}], self.rows(f"paths: [{path}], nulls: [NA, '-']"))
        result = self.weir("check", self.pipeline(f"paths: [{path}], delimiter: '::'"))
        self.assertIn("param 'delimiter': '::' is not one character of ASCII", result.stderr)

    def test_a_long_record_is_read_and_a_quote_that_nobody_closes_has_a_limit(self):
        text = "x" * 3_000_000
        path = self.file("long.csv", f'a,b\n1,"{text}"\n2,y\n')
        self.assertEqual([{"a": 1, "b": text}, {"a": 2, "b": "y"}], self.rows(f"paths: [{path}], columns: {{a: int, b: text}}"))
        with open(self.folder / "open.csv", "wb") as file:
            file.write(b'a,b\n1,2\n3,"')
            for _ in range(70):
                file.write(b"line\n" * 200_000)
        result = self.weir("run", self.pipeline(f"paths: [{self.folder}/open.csv], columns: {{a: int, b: text}}"))
        self.assert_exit(1, result)
        self.assertIn("line 3", result.stderr)


if __name__ == "__main__":
    unittest.main()
