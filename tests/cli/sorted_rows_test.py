"""Rows that are sorted, made distinct, sampled and renamed, with SQLite and Python beside them."""

import csv
import io
import json
import random
import sqlite3
import unittest

from weir_command import CommandTest

COLUMNS = {"id": "int", "hits": "int", "mean": "float", "url": "text", "ok": "bool", "at": "time"}
SQL_TYPES = {"int": "integer", "float": "real", "text": "text", "bool": "integer", "time": "text"}


def random_rows(seed, count, nulls=0.2):
    """Few different values, so that many are equal; texts that begin alike, and some beyond ASCII."""
    chance = random.Random(seed)
    texts = ["", "a", "aa", "ab", "b", "A", "é", "ä", "z", "日本", "\U0001f600", "a b", "x" * 9, "x" * 8, "x" * 17, "x" * 16 + "y"]
    texts += ["https://example.com/" + end for end in ["", "a", "b", "index", "index.html", "\x01", "ž"]]

    def value(column):
        if chance.random() < nulls:
            return None
        return {"id": lambda: chance.randrange(10**6), "hits": lambda: chance.choice([-2**63, 2**63 - 1, -1, 0, 1, 7]),
                "mean": lambda: chance.choice([-1e300, -1.5, 0.0, 0.25, 1e-300, 3.0, 1e300]), "url": lambda: chance.choice(texts),
                "ok": lambda: chance.random() < 0.5, "at": lambda: f"202{chance.randrange(4)}-01-0{chance.randrange(1, 4)}T00:00:00Z"}[column]()

    return [{column: value(column) for column in COLUMNS} for _ in range(count)]


def as_csv(rows):
    """Empty texts in quotes, which a null is not."""
    def cell(value):
        if value is None:
            return ""
        if isinstance(value, bool):
            return str(value).lower()
        return '"' + value.replace('"', '""') + '"' if isinstance(value, str) else repr(value)

    return "".join(",".join(cell(value) for value in row) + "\n" for row in [list(COLUMNS), *(row.values() for row in rows)]).replace(
        ",".join(f'"{name}"' for name in COLUMNS), ",".join(COLUMNS), 1)


def answers(query, rows):
    """What SQLite has for a query over the rows, as the values of JSON."""
    base = sqlite3.connect(":memory:")
    base.execute(f"create table rows ({', '.join(f'{name} {SQL_TYPES[type]}' for name, type in COLUMNS.items())})")
    base.executemany(f"insert into rows values ({', '.join('?' for _ in COLUMNS)})", [list(row.values()) for row in rows])
    found = base.execute(query)
    names = [column[0] for column in found.description]
    return [dict(zip(names, row)) for row in found]


def plain(rows):
    """SQLite has no bools and no times."""
    def value(name, it):
        if name == "ok" and it is not None:
            return int(it)
        return it.replace(".000000", "") if name == "at" and it is not None else it

    return [{name: value(name, it) for name, it in row.items()} for row in rows]


class TableTest(CommandTest):
    def table(self, rows, stages, *args):
        """What comes out of the stage `out` of some stages that read `rows`."""
        path = self.file("rows.csv", as_csv(rows))
        columns = ", ".join(f"{name}: {type}" for name, type in COLUMNS.items())
        config = self.file("table.yaml", f"""
stages:
  - {{name: rows, kind: csv.read, params: {{paths: [{path}], columns: {{{columns}}}}}}}
{stages}
  - {{name: table, kind: table.write, inputs: [out], params: {{format: jsonl}}}}
""")
        result = self.weir("run", config, *args)
        self.assert_exit(0, result)
        return plain(json.loads(line) for line in result.stdout.splitlines())

    def assert_wrong(self, stage, *errors):
        """What is wrong with a stage that reads lines and their numbers: each with what the file has at its place, which is there once."""
        expected = [f"3:{len(stage[:stage.index(there)].encode()) + 1}: error: stage 'out': {error}" for there, error in errors]
        self.assertEqual(expected, self.check(stage))

    def check(self, text):
        """The lines of what is wrong with such a file."""
        path = self.file("wrong.yaml", "stages:\n  - {name: lines, kind: lines.read, params: {paths: [data/book.txt], number: true}}\n" + text +
                         "  - {name: end, kind: synthetic.discard, inputs: [out]}\n")
        result = self.weir("check", path)
        self.assert_exit(2, result)
        return [line.removeprefix(f"{path}:") for line in result.stderr.splitlines() if line.startswith(path)]


class SortTest(TableTest):
    def test_rows_are_sorted_as_sqlite_sorts_them(self):
        chance = random.Random(1)
        for seed in range(25):
            rows = random_rows(seed, chance.choice([0, 1, 30, 700, 6000]), chance.choice([0, 0.2, 1]))
            by = chance.sample(list(COLUMNS), chance.randrange(1, 4))
            down = [chance.random() < 0.5 for _ in by]
            rest = [name for name in COLUMNS if name not in by]
            limit = chance.choice([None, 1, 10, 5000])
            query = f"select * from rows order by {', '.join(f'{n} desc' if d else n for n, d in zip(by, down))}"
            query += "".join(f", {name}" for name in rest) + (f" limit {limit}" if limit else "")
            items = ", ".join("-" + n if d else n for n, d in zip(by, down))
            stage = f"  - {{name: out, kind: rows.sort, inputs: [rows], params: {{by: [{items}]{f', limit: {limit}' if limit else ''}}}}}"
            with self.subTest(seed=seed, stage=stage, rows=len(rows)):
                self.assertEqual(answers(query, rows), self.table(rows, stage))

    def test_the_first_rows_are_the_same_at_any_replicas_and_whatever_comes_first(self):
        rows = random_rows(7, 60_000)
        stages = """
  - {name: same, kind: rows.where, inputs: [rows], replicas: 4, params: {that: "true"}}
  - {name: out, kind: rows.sort, inputs: [same], params: {by: [-url, hits], limit: 100}}
"""
        query = "select * from rows order by url desc, hits, id, mean, ok, at limit 100"
        self.assertEqual(answers(query, rows), self.table(rows, stages, "--set", "workers=4"))
        rows.sort(key=lambda row: (row["url"] is not None, row["url"] or "", row["id"] or 0))  # each is before all that came
        self.assertEqual(answers(query, rows), self.table(rows, stages, "--set", "workers=4"))

    def test_rows_beyond_the_memory_end_the_run_and_with_a_limit_they_fit(self):
        rows = random_rows(3, 120_000)
        path = self.file("rows.csv", as_csv(rows))
        config = self.file("memory.yaml", f"""
stages:
  - {{name: rows, kind: csv.read, params: {{paths: [{path}]}}}}
  - {{name: out, kind: rows.sort, inputs: [rows], params: {{by: [id], memory: 8MiB}}}}
  - {{name: table, kind: table.write, inputs: [out], params: {{format: csv}}}}
""")
        result = self.weir("run", config)
        self.assert_exit(1, result)
        self.assertIn("stage 'out', replica 0: it needs more memory than 'memory: 8MiB' allows", result.stderr)
        result = self.weir("run", config, "--set", "out.params.limit=3")
        self.assert_exit(0, result)
        self.assertEqual([row["id"] for row in answers("select id from rows order by id, hits, mean, url, ok, at limit 3", rows)],
                         [int(row["id"]) if row["id"] else None for row in csv.DictReader(io.StringIO(result.stdout))])

    def test_mistakes_are_shown_at_the_name(self):
        self.assert_wrong("  - {name: out, kind: rows.sort, inputs: [lines], params: {by: [-numbr, line, -line]}}\n",
                          ("numbr", "param 'by': there is no column 'numbr' in Rows(line text, number int); did you mean 'number'?"),
                          ("line]}", "param 'by': 'line' is named twice; keep one"))


class DistinctTest(TableTest):
    def test_equal_rows_are_passed_on_once_as_sqlite_does_it(self):
        for seed in range(8):
            rows = [{**row, "id": 1} for row in random_rows(seed, 20_000 if seed == 0 else 500, 0.3)]
            stages = "  - {name: out, kind: rows.distinct, inputs: [rows]}"
            order = ", ".join(COLUMNS)
            self.assertEqual(answers(f"select distinct * from rows order by {order}", rows), self.table(rows, stages))

    def test_the_row_that_is_kept_is_the_first_in_order_at_any_replicas(self):
        rows = random_rows(5, 150_000)
        stages = """
  - {name: same, kind: rows.where, inputs: [rows], replicas: 4, params: {that: "true"}}
  - {name: out, kind: rows.distinct, inputs: [same], params: {by: [url, ok]@}}
"""
        query = """select id, hits, mean, url, ok, at from (select *, row_number() over (partition by url, ok order by @id, hits, mean, at) as n from rows)
                   where n = 1 order by url, ok"""
        for order, sql in [("", ""), (", order: [-at, mean]", "at desc, mean, ")]:
            self.assertEqual(answers(query.replace("@", sql), rows), self.table(rows, stages.replace("@", order), "--set", "workers=4"))

    def test_mistakes_are_shown_at_the_name(self):
        self.assert_wrong("  - {name: out, kind: rows.distinct, inputs: [lines], params: {by: [lins], order: [-at]}}\n",
                          ("lins", "param 'by': there is no column 'lins' in Rows(line text, number int); did you mean 'line'?"),
                          ("at]", "param 'order': there is no column 'at' in Rows(line text, number int)"))
        self.assertIn("param 'order': without 'by' equal rows are the same, whichever is kept",
                      self.check("  - {name: out, kind: rows.distinct, inputs: [lines], params: {order: [line]}}\n")[0])


class SampleTest(TableTest):
    def test_a_share_of_the_rows_is_chosen_the_same_in_every_run(self):
        rows = [{**row, "id": i} for i, row in enumerate(random_rows(2, 100_000))]
        stages = "  - {name: out, kind: rows.sample, inputs: [rows], replicas: 4, params: {share: @}}"
        chosen = self.table(rows, stages.replace("@", "0.1"))
        ids = {row["id"] for row in chosen}
        self.assertLess(abs(len(chosen) - 10_000), 500)
        # Evenly over the numbers, low digits too.
        for digit in range(10):
            self.assertLess(abs(sum(i % 10 == digit for i in ids) - 1000), 200)
        again = self.table(rows[50_000:] + rows[:50_000], stages.replace("@", "0.1"), "--set", "out.replicas=1")
        self.assertEqual(ids, {row["id"] for row in again})
        more = self.table(rows, stages.replace("@", "0.3"))
        self.assertLessEqual(ids, {row["id"] for row in more})
        other = {row["id"] for row in self.table(rows, stages.replace("@", "0.1, seed: 2"))}
        self.assertLess(abs(len(ids & other) - 1000), 200)
        self.assertEqual(len(rows), len(self.table(rows, stages.replace("@", "1"))))
        self.assertEqual([], self.table(rows, stages.replace("@", "0")))

    def test_rows_that_are_equal_in_the_columns_share_their_fate(self):
        rows = [{**row, "hits": i % 1000} for i, row in enumerate(random_rows(3, 20_000))]
        chosen = self.table(rows, "  - {name: out, kind: rows.sample, inputs: [rows], params: {share: 0.5, by: [hits]}}")
        hits = {row["hits"] for row in chosen}
        self.assertEqual(sum(row["hits"] in hits for row in rows), len(chosen))
        self.assertLess(abs(len(hits) - 500), 100)


class NamesTest(TableTest):
    def test_columns_are_renamed_all_at_once_and_dropped(self):
        rows = random_rows(4, 3000)
        stages = """
  - {name: renamed, kind: rows.rename, inputs: [rows], params: {columns: {id: hits, hits: id, url: 'the page'}}}
  - {name: out, kind: rows.drop, inputs: [renamed], params: {columns: [at, ok]}}
"""
        self.assertEqual(answers("select id as hits, hits as id, mean, url as 'the page' from rows", rows), self.table(rows, stages))

    def test_mistakes_are_shown_at_the_name(self):
        rename = "  - {name: out, kind: rows.rename, inputs: [lines], params: {columns: @}}\n"
        self.assert_wrong(rename.replace("@", "{lin: text, number: n}"),
                          ("lin:", "param 'columns': there is no column 'lin' in Rows(line text, number int); did you mean 'line'?"))
        self.assert_wrong(rename.replace("@", "{line: number}"),
                          ("number", "param 'columns.line': there would be two columns 'number'; take another name"))
        self.assert_wrong(rename.replace("@", "{line: n, number: n}"),
                          ("n, number", "param 'columns.line': there would be two columns 'n'; take another name"),
                          ("n}", "param 'columns.number': there would be two columns 'n'; take another name"))
        self.assert_wrong(rename.replace("@", "{line: ''}"), ("'}", "param 'columns.line': a column needs a name"))
        drop = "  - {name: out, kind: rows.drop, inputs: [lines], params: {columns: @}}\n"
        self.assert_wrong(drop.replace("@", "[lin]"),
                          ("lin]", "param 'columns': there is no column 'lin' in Rows(line text, number int); did you mean 'line'?"))
        self.assert_wrong(drop.replace("@", "[line, number]"), ("line, n", "param 'columns': these are all columns; keep one"))


if __name__ == "__main__":
    unittest.main()
