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

    def test_a_key_of_several_columns_is_looked_up_as_a_join_on_all_of_them_does(self):
        chance = random.Random(2)
        for count in [1, 30, 3000]:
            keys = [(f"c{i % 50}", 1990 + i // 50, i % 3 == 0) for i in chance.sample(range(5000), count)]
            table = [(*key, chance.choice([None, 1.5, -2.25]), f"t{i}") for i, key in enumerate(keys)]
            maybe = lambda value: None if chance.random() < 0.05 else value
            rows = [(i, *(maybe(part) for part in chance.choice(keys + [("c1", 1, True)]))) for i in range(chance.choice([1, 4000]))]
            rows.insert(0, (-1, *keys[0]))  # whose types are seen
            base = sqlite3.connect(":memory:")
            base.execute("create table rows (id integer, c text, y integer, b integer)")
            base.execute("create table other (land text, jahr integer, b integer, x real, t text)")
            base.executemany("insert into rows values (?, ?, ?, ?)", rows)
            base.executemany("insert into other values (?, ?, ?, ?, ?)", table)
            text = lambda rows: [[str(value).lower() if isinstance(value, bool) else value for value in row] for row in rows]
            path = self.file("t.csv", self.csv(["land", "x", "jahr", "b", "t"], [(row[0], row[3], row[1], row[2], row[4]) for row in text(table)]))
            for unmatched, join in [("null", "left join"), ("drop", "join")]:
                expected = base.execute(f"select id, c, y, rows.b, x, t from rows {join} other on c = land and y = jahr and rows.b = other.b order by id").fetchall()
                got = self.lookup(self.csv(["id", "c", "y", "b"], text(rows)), f"table: {path}, on: [c, y, b], key: [land, jahr, b], unmatched: {unmatched}",
                                  "--set", "out.replicas=2", "--set", "out.ordered=true")
                self.assertEqual([dict(zip("id c y b x t".split(), row)) for row in expected], got)

    def test_what_is_wrong_with_a_key_of_several_columns_is_said_before_the_run(self):
        rows = "id,country,year\n1,NZ,2020\n"
        table = self.file("rates.csv", "country,year,rate\nNZ,2020,1\nNZ,2021,2\n")
        self.assertEqual([{"id": 1, "country": "NZ", "year": 2020, "rate": 1}], self.lookup(rows, f"table: {table}, on: [country, year]"))
        self.assertEqual(["param 'key': it names 1 column, and on 2; name one of the table for each of on"],
                         self.wrong(rows, f"table: {table}, on: [country, year], key: country"))
        self.assertEqual(["param 'on': 'country' is named twice; keep one"], self.wrong(rows, f"table: {table}, on: [country, country], columns: [rate]"))
        self.assertEqual(["param 'on': must not be empty"], self.wrong(rows, f"table: {table}, on: []"))
        self.assertEqual(["param 'on': expected a text or a list, found a map"], self.wrong(rows, f"table: {table}, on: {{country: land}}"))
        self.assertEqual([f"param 'table': {table}:3: 'NZ' is the country of line 2, too; a key is there once"],
                         self.wrong(rows, f"table: {table}, on: country, columns: [rate]"))
        twice = self.file("twice.csv", "country,year,rate\nNZ,2020,1\nNZ,2021,2\nNZ,2020,3\n")
        self.assertEqual([f"param 'table': {twice}:4: country 'NZ' and year '2020' are those of line 2, too; a key is there once"],
                         self.wrong(rows, f"table: {twice}, on: [country, year]"))
        null = self.file("null.csv", "country,year,rate\nNZ,,1\n")
        self.assertEqual([f"param 'table': {null}:2: its 'year' is null"], self.wrong(rows, f"table: {null}, on: [country, year]"))
        result = self.weir("run", self.config("id,country,year\n1,NZ,2019\n", f"table: {table}, on: [country, year]"))
        self.assertIn(f"rejected an item: '{table}' has no row with 'NZ' in 'country' and 2019 in 'year'", result.stderr)

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
