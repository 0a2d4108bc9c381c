"""SQLite databases, read and written, beside Python's own module for them."""

import contextlib
import csv
import io
import json
import pathlib
import random
import sqlite3
import unittest

from weir_command import CommandTest, ROOT, send, wait_until

READ = "stages:\n  - {{name: rows, kind: sqlite.read, params: {{path: {path}, query: {query}{more}}}}}\n" \
       "  - {{name: out, kind: table.write, inputs: [rows], params: {{format: {format}}}}}\n"
WRITE = "stages:\n  - {{name: rows, kind: csv.read, params: {{paths: ['{csv}'], columns: {{{columns}}}}}}}\n" \
        "  - {{name: store, kind: sqlite.write, inputs: [rows]{settings}, params: {{path: '{path}', table: {table}{more}}}}}\n"


class SqliteTest(CommandTest):
    def setUp(self):
        super().setUp()
        self.path = self.folder / "data.db"

    def execute(self, *statements):
        with contextlib.closing(sqlite3.connect(self.path)) as database, database:
            return [database.execute(statement).fetchall() for statement in statements][-1]

    def read(self, query, more="", form="csv", command="run"):
        config = READ.format(path=self.path, query=json.dumps(query), more=more and ", " + more, format=form)
        return self.weir(command, self.file("read.yaml", config))

    def rows_read(self, query, more=""):
        result = self.read(query, more)
        self.assert_exit(0, result)
        return list(csv.reader(io.StringIO(result.stdout)))

    def write(self, rows, columns, table="t", settings="", more="", path=None):
        text = "\n".join([",".join(columns.replace(" ", "").split(",")[i].split(":")[0] for i in range(columns.count(":"))), *rows]) + "\n"
        config = WRITE.format(csv=self.file("in.csv", text), columns=columns, settings=settings and ", " + settings, path=path or self.path,
                              table=table, more=more and ", " + more)
        return self.weir("run", self.file("write.yaml", config))


class ReadTest(SqliteTest):
    def test_columns_have_the_types_that_tables_declare_or_that_values_show(self):
        self.execute("create table t (i integer, b boolean, r real, d decimal(8, 2), v varchar(9), w date, x)",
                     "insert into t values (1, 1, 1.5, 2, 'a,b', '2024-01-31', 7), (null, 0, 3, 2.5, null, 86400, 8.5), (2, 1, 4, 1, '', null, null)")
        result = self.read("select *, i + 1 as next, v || '!' as loud, count(*) over () as c, null as n from t", command="check")
        self.assert_exit(0, result)
        self.assertIn("rows: Rows(i int, b bool, r float, d float, v text, w time, x float, next int, loud text, c int, n text)", result.stdout)
        rows = self.rows_read("select * from t order by i is null, i")
        self.assertEqual([["i", "b", "r", "d", "v", "w", "x"], ["1", "true", "1.5", "2", "a,b", "2024-01-31T00:00:00Z", "7"],
                          ["2", "true", "4", "1", "", "", ""], ["", "false", "3", "2.5", "", "1970-01-02T00:00:00Z", "8.5"]], rows)

    def test_random_tables_are_read_as_python_reads_them(self):
        chance = random.Random(1)
        value = {"integer": lambda: chance.randrange(-2**63, 2**63), "real": lambda: chance.choice([chance.random() * 10 ** chance.randrange(-300, 300), -0.0, 0.5]),
                 "text": lambda: "".join(chance.choice('aé"\n,;\t☃ ') for _ in range(chance.randrange(8)))}
        for _ in range(3):
            types = [chance.choice(list(value)) for _ in range(chance.randrange(1, 6))]
            self.path.unlink(missing_ok=True)
            self.execute(f"create table t ({', '.join(f'c{i} {kind}' for i, kind in enumerate(types))})")
            with contextlib.closing(sqlite3.connect(self.path)) as database, database:
                for _ in range(chance.randrange(10_000)):
                    database.execute(f"insert into t values ({', '.join('?' * len(types))})", [None if chance.random() < 0.1 else value[kind]() for kind in types])
            result = self.read("select * from t", form="jsonl")
            self.assert_exit(0, result)
            read = [tuple(json.loads(line).values()) for line in result.stdout.splitlines()]
            self.assertEqual(self.execute("select * from t"), read)

    def test_a_value_of_another_type_ends_the_run_with_its_place_or_is_null(self):
        self.execute("create table t (i integer)", "insert into t values (1), ('x'), (2.5), (9007199254740993)")
        result = self.read("select i from t")
        self.assert_exit(1, result)
        self.assertIn(f"{self.path}: row 2 of the query: column 'i' has 'x', which is not int; state another type, such as columns: {{i: text}}, "
                      "or write bad_values: null", result.stderr)
        self.assertEqual([["i"], ["1"], [""], [""], ["9007199254740993"]], [row or [""] for row in self.rows_read("select i from t", "bad_values: null")])
        self.assertEqual([["i"], ["1"], ["x"], ["2.5"], ["9007199254740993"]], self.rows_read("select i from t", "columns: {i: text}"))
        result = self.read("select i from t", "columns: {i: float}, bad_values: null")  # the last is not exact as a float
        self.assertEqual(["i", "1", '""', "2.5", '""'], result.stdout.split())

    def test_mistakes_are_found_at_their_place_before_the_run(self):
        self.execute("create table t (i integer)")
        for query, more, column, told in (
                ("select j from t", "", 8, "no such column: j"), ("select i from t; select 1", "", 18, "there is more than one statement"),
                ("select i i, i from t", "", 1, "two columns of the result are called 'i'"), ("delete from t", "", 1, "it returns no rows"),
                ("delete from t returning i", "", 1, "it changes the database"), ("select ?1", "", 1, "it has a parameter, ?1"),
                ("select x'00' as b", "", 1, "column 'b' of the result has blobs"), ("select", "", 1, "incomplete input"), (" ", "", 1, "there is no statement"),
                ("select i from t", "columns: {j: int}", None, "the result of the query has no such column")):
            with self.subTest(query=query):
                result = self.read(query, more, command="check")
                self.assert_exit(2, result)
                self.assertIn(told, result.stderr)
                if column:
                    line = (self.folder / "read.yaml").read_text().splitlines()[1]
                    self.assertIn(f"read.yaml:2:{line.index('query: ') + len('query: ') + 1 + column - (query == ' ')}: " if query != " " else "read.yaml:2:", result.stderr)
        self.file("other.db", "this is not a database, whatever it is" * 50)
        for name, told in (("other.db", "file is not a database; it is another kind of file, or encrypted"), ("missing.db", "unable to open database file")):
            self.path = self.folder / name
            result = self.read("select 1", command="check")
            self.assert_exit(2, result)
            self.assertIn(told, result.stderr)
            self.assertFalse((self.folder / "missing.db").exists())

    def test_comments_and_semicolons_may_follow_the_query(self):
        self.execute("create table t (i integer)", "insert into t values (1)")
        for query in ("select i from t;", "select i from t; -- all", "select i from t /* all */", "select i from t;\n/* all */\n;-- of them\n"):
            self.assertEqual([["i"], ["1"]], self.rows_read(query))

    def test_a_query_without_an_end_is_stopped_and_its_types_are_asked_for(self):
        self.execute("create table t (i integer)")
        endless = "with recursive n(i) as (select 1 union all select i + 1 from n) select {} from n"
        result = self.read(endless.format("sum(i) as s"), command="check")
        self.assert_exit(2, result)
        self.assertIn("the type of column 's' of the result shows only when the query has run; say it: columns: {total: float}", result.stderr)
        self.read(endless.format("sum(i) as s"), "columns: {s: int}", command="check")
        process = self.start_running(str(self.folder / "read.yaml"))
        send(process, 15)
        self.assertIn(self.ends(process)[0], (143, 1))
        self.assertEqual([["i"], ["1"], ["2"]], self.limited(endless.format("i")))

    def limited(self, query):
        few = "  - {name: few, kind: rows.limit, inputs: [rows], params: {rows: 2}}\n"
        config = READ.format(path=self.path, query=json.dumps(query), more="", format="csv").replace("inputs: [rows]", "inputs: [few]")
        config = config.replace("  - {name: out", few + "  - {name: out")
        result = self.weir("run", self.file("limit.yaml", config))
        self.assert_exit(0, result)
        return list(csv.reader(io.StringIO(result.stdout)))


class PageTest(SqliteTest):
    def test_the_files_of_the_page_make_a_database_and_read_it(self):
        page = (ROOT / "docs/rows.md").read_text()
        block = page[page.index("```yaml", page.index("## Databases")) + 8:]
        (self.folder / "data").symlink_to(ROOT / "data")
        store = self.file("store.yaml", block[:block.index("```")])
        for _ in range(2):
            self.assert_exit(0, self.weir("run", store, cwd=self.folder))
        totals = self.weir("run", ROOT / "tests/cli/totals.yaml", "--set", "out.params.format=csv", cwd=self.folder)
        self.assert_exit(0, totals)
        expected = {}
        with open(ROOT / "data/orders.csv", newline="") as file:
            for row in csv.DictReader(file):
                expected[row["customer"]] = expected.get(row["customer"], 0) + float(row["amount"] or 0)
        read = {row["customer"]: float(row["total"] or 0) for row in csv.DictReader(io.StringIO(totals.stdout))}
        self.assertEqual({name: round(total, 6) for name, total in expected.items()}, {name: round(total, 6) for name, total in read.items()})
        wrong = self.file("totals.yaml", (ROOT / "tests/cli/totals.yaml").read_text().replace("sum(amount)", "sum(amont)"))
        result = self.weir("check", wrong, cwd=self.folder)
        self.assertIn("totals.yaml:4:58: ", result.stderr)
        self.assertIn("error: stage 'large': param 'query': no such column: amont\n", result.stderr)


class WriteTest(SqliteTest):
    COLUMNS = "i: int, b: bool, f: float, s: text, t: time"
    ROWS = ["1,true,1.5,\"a\"\"b\",2024-01-31", "-9223372036854775808,false,-1e+300,\"\",1969-12-31T23:59:59.25Z", ",,,,"]
    STORED = [(1, 1, 1.5, 'a"b', "2024-01-31T00:00:00Z"), (-2**63, 0, -1e300, "", "1969-12-31T23:59:59.250000Z"), (None,) * 5]

    def test_a_new_database_has_the_rows_and_reads_back_the_same(self):
        self.assert_exit(0, self.write(self.ROWS, self.COLUMNS))
        self.assertEqual(self.STORED, self.execute("select * from t"))
        self.assertEqual([("i", "INTEGER"), ("b", "BOOLEAN"), ("f", "REAL"), ("s", "TEXT"), ("t", "DATETIME")],
                         self.execute("select name, type from pragma_table_info('t')"))
        back = self.read("select * from t", form="csv")
        self.assertEqual((self.folder / "in.csv").read_text().replace("2024-01-31", "2024-01-31T00:00:00Z").replace('""\n', '"'),
                         back.stdout.replace(".250000Z", ".25Z"))

    def test_rows_are_added_to_a_table_or_put_in_the_place_of_all(self):
        self.execute('create table "odd ""name" (s text default \'none\', i integer)', 'insert into "odd ""name" values (\'old\', 0)')
        table = "'odd \"name'"
        self.assert_exit(0, self.write(["1", "2"], "i: int", table))
        self.assertEqual([("old", 0), ("none", 1), ("none", 2)], self.execute('select * from "odd ""name"'))
        self.assert_exit(0, self.write(["3"], "I: int", table, more="mode: replace"))  # letter case does not count
        self.assertEqual([("none", 3)], self.execute('select * from "odd ""name"'))

    def test_conflicts_end_the_run_are_rejected_skipped_or_update(self):
        self.assert_exit(0, self.write(["1,a", "2,b"], "i: int, s: text", more="key: [i]"))
        before = [(1, "a"), (2, "b")]
        result = self.write(["3,c", "2,x"], "i: int, s: text")
        self.assert_exit(1, result)
        self.assertIn("rejected an item: UNIQUE constraint failed: t.i", result.stderr)
        self.assertEqual(before, self.execute("select * from t"))
        result = self.write(["3,c", "2,x"], "i: int, s: text", settings="on_error: skip")
        self.assert_exit(0, result)
        self.assertIn("in rows 2 read = 1 written + 1 skipped", result.stdout + result.stderr)
        self.assertEqual([*before, (3, "c")], self.execute("select * from t"))
        result = self.write(["2,x", "4,d"], "i: int, s: text", more="on_conflict: skip")
        self.assert_exit(0, result)
        self.assertIn("1 conflicts skipped", result.stdout + result.stderr)
        self.assert_exit(0, self.write(["2,y"], "i: int, s: text", more="on_conflict: update"))
        self.assertEqual([(1, "a"), (2, "y"), (3, "c"), (4, "d")], self.execute("select * from t"))

    def test_other_rules_of_a_table_hold_whatever_becomes_of_conflicts(self):
        self.execute("create table t (i integer primary key, s text not null check (s <> 'bad'))")
        for more in ("", "on_conflict: skip", "on_conflict: update"):
            for row, reason in (("1,", "NOT NULL constraint failed: t.s"), ("1,bad", "CHECK constraint failed: s <> 'bad'")):
                result = self.write([row], "i: int, s: text", more=more)
                self.assert_exit(1, result)
                self.assertIn(reason, result.stderr)

    def test_a_run_that_fails_leaves_the_database_as_it_was_or_absent(self):
        self.assert_exit(1, self.write(["1", "x"], "i: int"))
        self.assertEqual([], [path.name for path in self.folder.glob("data.db*")])
        self.execute("create table t (i integer)", "insert into t values (7)")
        many = [str(i) for i in range(300_000)]  # more than SQLite keeps in memory
        self.assert_exit(1, self.write([*many, "x"], "i: int", more="mode: replace"))
        self.assertEqual([(7,)], self.execute("select * from t"))
        result = self.write([*many, "x"], "i: int", more="commit: batch")
        self.assert_exit(1, result)
        stored = self.execute("select count(*), min(i) from t")[0]
        self.assertTrue(1 <= stored[0] <= 1 + len(many) and stored[1] in (0, 7), stored)

    def test_columns_that_the_table_does_not_have_are_told_before_the_run(self):
        self.execute("create table t (amount real, id integer)")
        result = self.write(["1,2"], "amont: float, id: int")
        self.assert_exit(2, result)
        self.assertIn(f"param 'table': the table 't' in {self.path} has no column 'amont', which the rows have; did you mean 'amount'?", result.stderr)
        self.assertEqual([], self.execute("select * from t"))

    def test_a_key_names_columns_of_the_rows(self):
        result = self.write(["1"], "id: int", more="key: [ib]")
        self.assert_exit(2, result)
        self.assertIn("there is no column 'ib' in Rows(id int); did you mean 'id'?", result.stderr)

    def test_a_key_that_the_table_does_not_have_is_told_before_the_run(self):
        self.execute("create table t (id integer)", "create table k (a integer, id integer, primary key (a, id))", "create table u (id integer unique)")
        for table, more, told in (("t", "key: [id]", "param 'key': the table is there, and its primary key is none; take 'key' away"),
                                  ("k", "key: [id]", "param 'key': the table is there, and its primary key is (a, id); take 'key' away"),
                                  ("t", "on_conflict: update", "param 'on_conflict': the table has no key, so no row can be there already; take"),
                                  ("new", "on_conflict: skip", "param 'on_conflict': the table has no key, so no row can be there already; name")):
            with self.subTest(table=table, more=more):
                result = self.write(["1"], "id: int", table, more=more)
                self.assert_exit(2, result)
                self.assertIn(told, result.stderr)
        self.assert_exit(0, self.write(["1", "1"], "id: int", "u", more="on_conflict: skip"))
        self.assertEqual([(1,)], self.execute("select id from u"))

    def test_a_locked_database_is_waited_for_and_then_told(self):
        self.execute("create table t (i integer)")
        with contextlib.closing(sqlite3.connect(self.path, isolation_level=None)) as other:
            other.execute("begin immediate")
            result = self.write(["1"], "i: int", more="lock_wait: 50ms")
            self.assert_exit(1, result)
            self.assertIn(f"{self.path}: database is locked; another program had it locked for 50 ms: end that, or raise lock_wait", result.stderr)
            config = self.folder / "write.yaml"
            config.write_text(config.read_text().replace("50ms", "5m"))
            process = self.start("run", str(config))
            wait_until(lambda: any("data.db" in str(link) for link in links_of(process)))
            other.execute("commit")
            self.assertEqual(0, self.ends(process)[0])
        self.assertEqual([(1,)], self.execute("select * from t"))

    def test_a_special_name_is_a_file(self):
        self.assert_exit(0, self.weir("run", self.memory_config(), cwd=self.folder))
        self.assertTrue((self.folder / ":memory:").exists())

    def memory_config(self):
        config = WRITE.format(csv=self.file("in.csv", "i\n1\n"), columns="i: int", settings="", path=":memory:", table="t", more="")
        return self.file("memory.yaml", config)

    def test_an_interrupted_run_leaves_the_database_as_it_was(self):
        endless = json.dumps("with recursive n(i) as (select 1 union all select i + 1 from n) select i from n")
        source = self.folder / "source.db"
        sqlite3.connect(source).execute("create table t (i integer)")
        for more, told in (("", " is as it was, since the input was cut short"), (", commit: batch", " has only the rows that came before the input was cut short")):
            config = f"stages:\n  - {{name: rows, kind: sqlite.read, params: {{path: {source}, query: {endless}}}}}\n" \
                     f"  - {{name: store, kind: sqlite.write, inputs: [rows], params: {{path: {self.path}, table: t{more}}}}}\n"
            process = self.start_running(self.file("endless.yaml", config))
            send(process, 2)
            code, errors = self.ends(process)
            self.assertNotEqual(0, code)
            self.assertIn(f"weir: stage 'store': {self.path}{told}\n", errors)
            self.assertEqual(more != "", self.path.exists())


def links_of(process):
    return [link.resolve() for link in pathlib.Path(f"/proc/{process.pid}/fd").iterdir()]


if __name__ == "__main__":
    unittest.main()
