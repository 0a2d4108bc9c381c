"""Rows that are joined with a small table, with SQLite beside them."""

import csv
import io
import json
import random
import sqlite3
import unittest

from weir_command import CommandTest

COUNTRIES = 'country,rate,name,since\nNZ,0.15,"New ""Aotearoa"" Zealand",2020-01-01\nDE,0.19,,1968-01-01T00:00:00Z\n"A,U",0.1,Australia,\n'


class LookupTest(CommandTest):
    def config(self, rows, params, more=""):
        path = self.file("rows.csv", rows)
        return self.file("lookup.yaml", f"""stages:
  - {{name: rows, kind: csv.read, params: {{paths: [{path}]}}}}
  - {{name: out, kind: rows.lookup, inputs: [rows], params: {{{params}}}}}
{more}  - {{name: table, kind: table.write, inputs: [out], params: {{format: jsonl}}}}
""")

    def lookup(self, rows, params, *args):
        result = self.weir("run", self.config(rows, params), *args)
        self.assert_exit(0, result)
        return [json.loads(line) for line in result.stdout.splitlines()]

    def wrong(self, rows, params):
        result = self.weir("check", self.config(rows, params))
        self.assert_exit(2, result)
        return [line.split(": error: stage 'out': ")[1] for line in result.stderr.splitlines() if ": error: " in line]

    def test_a_table_adds_its_columns_as_a_left_join_does(self):
        chance = random.Random(1)
        for seed in range(12):
            is_text = seed % 2 == 0
            keys = [f"k{i}" if is_text else i * 7 - 50 for i in chance.sample(range(3000), chance.choice([1, 20, 2000]))]
            table = [(key, chance.choice([None, 1.5, -2.25, 1e30]), chance.choice([None, "a", "ä,b", 'q"'])) for key in keys]
            rows = [(i, chance.choice([None, *chance.choices(keys, k=8), "none" if is_text else 5])) for i in range(chance.choice([0, 1, 5000]))]
            base = sqlite3.connect(":memory:")
            base.execute(f"create table rows (id integer, k {'text' if is_text else 'integer'})")
            base.execute(f"create table other (k {'text' if is_text else 'integer'}, x real, t text)")
            base.executemany("insert into rows values (?, ?)", rows)
            base.executemany("insert into other values (?, ?, ?)", table)
            for unmatched, join in [("null", "left join"), ("drop", "join")]:
                expected = base.execute(f"select id, rows.k, x, t from rows {join} other on rows.k = other.k order by id").fetchall()
                got = self.lookup(self.csv(["id", "k"], [(0, keys[0]), *rows])[:], f"table: {self.file('t.csv', self.csv(['key', 'x', 't'], table))}, "
                                  f"on: k, key: key, unmatched: {unmatched}", "--set", "out.replicas=3", "--set", "out.ordered=true")
                first = base.execute("select 0, other.k, x, t from other where k = ?", (keys[0],)).fetchall()
                self.assertEqual([dict(zip("id k x t".split(), row)) for row in first + expected], got)

    @staticmethod
    def csv(names, rows):
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerows([names, *rows])
        return out.getvalue()

    def test_columns_are_chosen_and_come_behind_those_of_the_rows(self):
        table = self.file("countries.csv", COUNTRIES)
        rows = 'id,country\n1,NZ\n2,"A,U"\n3,DE\n'
        self.assertEqual([{"id": 1, "country": "NZ", "name": 'New "Aotearoa" Zealand', "rate": 0.15}, {"id": 2, "country": "A,U", "name": "Australia", "rate": 0.1},
                          {"id": 3, "country": "DE", "name": None, "rate": 0.19}], self.lookup(rows, f"table: {table}, on: country, columns: [name, rate]"))
        self.assertIn("  out: Rows(id int, country text, rate float, name text, since time)\n",
                      self.weir("check", self.config(rows, f"table: {table}, on: country")).stdout)

    def test_a_row_that_is_not_in_the_table_is_rejected(self):
        table = self.file("countries.csv", COUNTRIES)
        config = self.config("id,country\n1,NZ\n2,XX\n3,\n4,DE\n", f"table: {table}, on: country, columns: [rate]")
        result = self.weir("run", config)
        self.assert_exit(1, result)
        self.assertIn(f"stage 'out', replica 0: rejected an item: '{table}' has no 'XX' in 'country'", result.stderr)
        result = self.weir("run", self.config("id,country\n1,NZ\n2,XX\n3,\n4,DE\n", f"table: {table}, on: country, columns: [rate]",
                                              "  - {name: bad, kind: table.write, inputs: [out.rejected], params: {format: csv, path: bad.csv}}\n"), cwd=self.folder)
        self.assert_exit(0, result)
        self.assertEqual([1, 4], [json.loads(line)["id"] for line in result.stdout.splitlines()])
        bad = (self.folder / "bad.csv").read_text()
        self.assertIn("has no 'XX' in 'country'", bad)
        self.assertIn("its 'country' is null, which cannot be looked up", bad)

    def test_what_is_wrong_with_the_table_is_said_before_the_run(self):
        rows = "id,country,name\n1,NZ,x\n"
        table = self.file("countries.csv", COUNTRIES)
        self.assertEqual(["param 'table': cannot read 'none.csv': No such file or directory"], self.wrong(rows, "table: none.csv, on: country"))
        self.assertEqual([f"param 'table': it is not a file; a table is read before the run and again for it; name a CSV file"],
                         self.wrong(rows, f"table: {self.folder}, on: country"))
        self.assertEqual(["param 'on': there is no column 'cuntry' in Rows(id int, country text, name text); did you mean 'country'?"],
                         self.wrong(rows, f"table: {table}, on: cuntry, key: country, columns: [rate]"))
        self.assertEqual(["param 'key': there is no column 'contry' in Rows(country text, rate float, name text, since time); did you mean 'country'?"],
                         self.wrong(rows, f"table: {table}, on: country, key: contry, columns: [rate]"))
        self.assertEqual(["param 'columns': there is no column 'rat' in Rows(country text, rate float, name text, since time); did you mean 'rate'?"],
                         self.wrong(rows, f"table: {table}, on: country, columns: [rat]"))
        self.assertEqual(["param 'table': the rows have a column 'name' already; name the columns to add: columns: [...]"],
                         self.wrong(rows, f"table: {table}, on: country"))
        self.assertEqual(["param 'columns': the rows have a column 'name' already; leave it out, or rename that of the rows"],
                         self.wrong(rows, f"table: {table}, on: country, columns: [name]"))
        twice = self.file("twice.csv", "\ufeffcountry;rate\nNZ;1\n\n\"D\nE\";2\n'NZ';3\nNZ;4\n")
        self.assertEqual([f"param 'table': {twice}:7: 'NZ' is the country of line 2, too; a key is there once"],
                         self.wrong(rows, f"table: {twice}, on: country"))
        self.assertEqual([f"param 'table': {table}:2: column 'country': 'NZ' is not an int of 64 bits"], self.wrong(rows, f"table: {table}, on: id, key: country, columns: [rate]"))
        null = self.file("null.csv", "country,rate\nNZ,1\n,2\n")
        self.assertEqual([f"param 'table': {null}:3: its 'country' is null"], self.wrong(rows, f"table: {null}, on: country"))
        ragged = self.file("ragged.csv", "country,rate\nNZ,1\nDE\n")
        self.assertIn(f"param 'table': {ragged}:3: ", self.wrong(rows, f"table: {ragged}, on: country")[0])
        self.assertEqual([f"param 'table': cannot read '{self.file('empty.csv', '')}': it is empty, so it has no columns"],
                         self.wrong(rows, f"table: {self.folder}/empty.csv, on: country"))


if __name__ == "__main__":
    unittest.main()
