"""Groups of rows, from YAML alone, beside SQLite, and beside Python's exact sums and fractions."""

import csv
import fractions
import json
import math
import random
import sqlite3
import statistics
import unittest

from weir_command import CommandTest

TYPES = {"k": "text", "n": "int", "b": "bool", "f": "float", "i": "int", "t": "text"}
VALUES = {"rows": "count()", "some": "count(f)", "total": "sum(i)", "twice": "sum(2 * i)", "sum": "sum(f)", "mean": "avg(f)",
          "mean_int": "avg(i)", "low": "min(f)", "high": "max(i)", "first": "min(t)", "last": "max(t)", "kinds": "count_distinct(t)",
          "numbers": "count_distinct(i)", "any": "max(b)"}


def close(wanted, got):
    """As near as a square root that is rounded."""
    return wanted == got or abs(wanted - got) <= 1e-14 * abs(wanted)


class GroupTest(CommandTest):
    def write_table(self, rows):
        path = self.folder / "table.csv"
        with open(path, "w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(TYPES)
            for row in rows:
                writer.writerow("" if value is None else ("true" if value else "false") if isinstance(value, bool) else value for value in row)
        return path

    def config(self, params, source=None, extra=""):
        source = source or f"{{name: rows, kind: csv.read, params: {{paths: [{self.folder / 'table.csv'}], columns: {json.dumps(TYPES)}}}}}"
        return self.file("group.yaml", f"""
stages:
  - {source}
  - {{name: group, kind: rows.group, inputs: [rows], params: {json.dumps(params)}}}
  - {{name: out, kind: table.write, inputs: [group], params: {{format: jsonl}}}}
{extra}""")

    def groups(self, params, *args, **config):
        result = self.weir("run", "--quiet", self.config(params, **config), *args)
        self.assert_exit(0, result)
        return result.stdout

    def random_rows(self, rng, count, keys):
        def maybe(value):
            return None if rng.random() < 0.1 else value
        def number():
            return rng.choice([0.0, -0.0, 0.1, 35.2, 1e300, -1e300, 1e-300, 5e-324, 2.0 ** 53, rng.gauss(0, 1), rng.uniform(-1e6, 1e6), 1e16])
        return [(maybe(rng.choice(["", "a", "b", "a\nb", "ä", "zz"]) + str(rng.randrange(keys))), maybe(rng.randrange(-2, 2)), maybe(rng.random() < 0.5),
                 maybe(number()), maybe(rng.choice([0, 1, -1, 2 ** 40, -2 ** 40, rng.randrange(-1000, 1000)])),
                 maybe(rng.choice(["x", "xy", "Ä", "", "long " * rng.randrange(9)]))) for _ in range(count)]

    def beside_sqlite(self, rows, by):
        database = sqlite3.connect(":memory:")
        # Python has no functions for sums that are exact in SQLite, so these are made here.
        class Exact:
            def __init__(self):
                self.values = []
            def step(self, value):
                if value is not None:
                    self.values.append(value)
        class Sum(Exact):
            def finalize(self):
                return math.fsum(self.values) if self.values else None
        class Mean(Exact):
            def finalize(self):
                return math.fsum(self.values) / len(self.values) if self.values else None
        class IntMean(Exact):
            def finalize(self):
                return sum(self.values) / len(self.values) if self.values else None
        database.create_aggregate("fsum", 1, Sum)
        database.create_aggregate("fmean", 1, Mean)
        database.create_aggregate("imean", 1, IntMean)
        database.execute("create table t (k text, n int, b int, f real, i int, t text)")
        # CSV has no empty text that is not null, unless it is in quotes, which Python's module does not write.
        database.executemany("insert into t values (?, ?, ?, ?, ?, ?)", [tuple(None if v == "" else v for v in row) for row in rows])
        query = ("select {} count(*), count(f), sum(i), sum(2 * i), fsum(f), fmean(f), imean(i), min(f), max(i), min(t), max(t), "
                 "count(distinct t), count(distinct i), max(b) from t {}")
        keys = ", ".join(by)
        found = database.execute(query.format(keys + "," if by else "", f"group by {keys} order by {keys}" if by else "")).fetchall()
        names = [*by, *VALUES]
        as_bool = lambda name, value: bool(value) if value is not None and (name == "any" or name == "b") else value
        return [{name: as_bool(name, value) for name, value in zip(names, row)} for row in found]

    def test_groups_are_those_of_sqlite_at_any_replicas_and_workers(self):
        rng = random.Random(13)
        for count, keys, by in [(3000, 20, ["k"]), (3000, 700, ["k"]), (2000, 3, ["n"]), (2000, 9, ["k", "n", "b"]), (1500, 3, []), (2000, 5, ["f"]), (1, 1, ["b", "k"]), (500, 2, ["b"])]:
            rows = self.random_rows(rng, count, keys)
            self.write_table(rows)
            wanted = self.beside_sqlite(rows, by)
            outputs = [self.groups({"by": by, "values": VALUES}, "--set", f"group.replicas={replicas}", "--workers", str(workers))
                       for replicas, workers in [(1, 1), (3, 2), (8, 8)]]
            self.assertEqual(wanted, [json.loads(line) for line in outputs[0].splitlines()])
            self.assertEqual(outputs[0], outputs[1])
            self.assertEqual(outputs[0], outputs[2])

    def test_deviations_and_quantiles_are_those_of_exact_fractions(self):
        rng = random.Random(14)
        rows = [(str(rng.randrange(9)), None, None, rng.choice([1e8 + rng.random(), rng.gauss(0, 1), 5.5]), rng.randrange(100), None) for _ in range(2000)]
        rows += [("big", None, None, 1e9 + i / 3, 2 ** 31 + i, None) for i in range(1000)] + [("same", None, None, 0.1, 7, None)] * 10 + [("one", None, None, 3.5, 1, None)]
        self.write_table(rows)
        out = self.groups({"by": ["k"], "values": {"dev": "stddev(f)", "var": "variance(i)", "mid": "median(f)", "q": "quantile(i, 0.9)", "least": "quantile(f, 0)", "most": "quantile(f, 1.0)"}},
                          "--set", "group.replicas=3")
        for got in map(json.loads, out.splitlines()):
            floats = [row[3] for row in rows if row[0] == got["k"]]
            ints = sorted(row[4] for row in rows if row[0] == got["k"])
            self.assertEqual((statistics.median(floats), min(floats), max(floats)), (got["mid"], got["least"], got["most"]))
            place = fractions.Fraction(0.9) * (len(ints) - 1)
            low = int(place)
            quantile = ints[low] + (ints[min(low + 1, len(ints) - 1)] - ints[low]) * (place - low)
            self.assertTrue(close(float(quantile), got["q"]), (got, float(quantile)))
            if len(ints) == 1:
                self.assertEqual((None, None), (got["dev"], got["var"]))
                continue
            exact = [fractions.Fraction(value) for value in floats]
            mean = sum(exact) / len(exact)
            variance = sum((value - mean) ** 2 for value in exact) / (len(exact) - 1)
            self.assertTrue(close(math.sqrt(variance), got["dev"]), (got, math.sqrt(variance)))
            self.assertTrue(close(float(statistics.variance(map(fractions.Fraction, ints))), got["var"]), got)

    def test_many_groups_are_merged_from_several_replicas(self):
        rng = random.Random(15)
        keys = list(range(150_000)) * 2
        rng.shuffle(keys)
        path = self.folder / "table.csv"
        path.write_text("k,n,b,f,i,t\n" + "".join(f"key {key},{key},,{key % 7}.5,{i},{key % 3}\n" for i, key in enumerate(keys)))
        for by in ["n", "k"]:
            one = self.groups({"by": [by], "values": {"rows": "count()", "f": "sum(f)", "i": "sum(i)"}})
            self.assertEqual(one, self.groups({"by": [by], "values": {"rows": "count()", "f": "sum(f)", "i": "sum(i)"}}, "--set", "group.replicas=4"))
            got = [json.loads(line) for line in one.splitlines()]
            sums = {}
            for i, key in enumerate(keys):
                sums[key] = sums.get(key, 0) + i
            wanted = sorted(sums) if by == "n" else sorted((f"key {key}" for key in sums))
            self.assertEqual(wanted, [row[by] for row in got])
            for row in got:
                key = int(str(row[by]).removeprefix("key "))
                self.assertEqual((2, 2 * (key % 7 + 0.5), sums[key]), (row["rows"], row["f"], row["i"]))

    def test_a_million_groups_are_those_of_a_python_dict(self):
        rng = random.Random(16)
        keys = [key * 7919 for key in range(1_000_000)]
        rows = keys + rng.choices(keys, k=100_000)
        rng.shuffle(rows)
        sums, counts = {}, {}
        for i, key in enumerate(rows):
            sums[key] = sums.get(key, 0) + i
            counts[key] = counts.get(key, 0) + 1
        (self.folder / "table.csv").write_text("k,n,b,f,i,t\n" + "".join(f"k{key},{key},,,{i},\n" for i, key in enumerate(rows)))
        for by, name, replicas in [("n", str, [1, 3]), ("k", "k{}".format, [3])]:
            path = self.config({"by": [by], "values": {"rows": "count()", "i": "sum(i)"}})
            ordered = sorted(keys) if by == "n" else sorted(keys, key=name)
            wanted = f"{by},rows,i\n" + "".join(f"{name(key)},{counts[key]},{sums[key]}\n" for key in ordered)
            for number in replicas:
                result = self.weir("run", "--quiet", path, "--set", "out.params.format=csv", "--set", f"group.replicas={number}")
                self.assert_exit(0, result)
                self.assertTrue(wanted == result.stdout, f"by {by}, {number} replicas")

    def test_first_and_last_are_the_values_at_the_least_and_the_greatest(self):
        rng = random.Random(17)
        names = list(TYPES)[1:]
        values = {f"{function}_{value}_{order}": f"{function}({value}, {order})"
                  for function in ["first", "last"] for value in names for order in names}
        rows = self.random_rows(rng, 1500, 3)
        self.write_table(rows)
        outputs = [self.groups({"by": ["k"], "values": values}, "--set", f"group.replicas={replicas}", "--workers", "3") for replicas in [1, 2, 5]]
        self.assertEqual(outputs[0], outputs[1])
        self.assertEqual(outputs[0], outputs[2])
        rows = [[None if value == "" else value for value in row] for row in rows]
        sort_key = lambda value: value.encode() if isinstance(value, str) else (value, math.copysign(1, value))
        seen = 0
        for line in outputs[0].splitlines():
            got = json.loads(line, parse_int=lambda text: -0.0 if text == "-0" else int(text))
            group = [row for row in rows if row[0] == got["k"]]
            for name in values:
                function, value, order = name.split("_")
                pairs = [(row[1 + names.index(order)], row[1 + names.index(value)]) for row in group]
                pairs = [(order + 0.0 if isinstance(order, float) else order, value) for order, value in pairs if order is not None and value is not None]
                by = lambda pair: tuple(sort_key(part) for part in pair)
                wanted = (min if function == "first" else max)(pairs, key=by)[1] if pairs else None
                self.assertEqual(wanted, got[name], (name, got["k"]))
                if wanted == 0 and not isinstance(wanted, bool):
                    self.assertEqual(math.copysign(1, wanted), math.copysign(1, got[name]), name)
                seen += 1
        self.assertGreater(seen, 500)

    def test_of_two_zeros_the_least_is_the_negative_one_wherever_it_comes(self):
        params = {"by": ["k"], "values": {"low": "min(f)", "high": "max(f)", "mid": "quantile(f, 0)", "top": "quantile(f, 1)", "sum": "sum(f)"}}
        for zeros in [(0.0, -0.0), (-0.0, 0.0)]:
            self.write_table([("a", 0, True, zero, 0, "x") for zero in zeros])
            self.assertEqual('{"k":"a","low":-0,"high":0,"mid":-0,"top":0,"sum":0}\n', self.groups(params))

    def test_no_rows_make_no_groups_but_one_total(self):
        self.write_table([])
        self.assertEqual("", self.groups({"by": ["k"], "values": {"rows": "count()", "sum": "sum(f)"}}, "--set", "group.replicas=2"))
        self.assertEqual([{"rows": 0, "sum": None, "low": None, "q": None, "d": 0}],
                         [json.loads(line) for line in self.groups({"values": {"rows": "count(*)", "sum": "SUM (f)", "low": "min(t)", "q": "median(i)", "d": "count_distinct(t)"}}).splitlines()])

    def test_a_sum_that_is_too_large_for_an_int_ends_the_run(self):
        self.write_table([("a", 0, True, 0, 2 ** 62, "x")] * 3)
        result = self.weir("run", self.config({"by": ["k"], "values": {"total": "sum(i)"}}))
        self.assert_exit(1, result)
        self.assertIn("stage 'group'", result.stderr)
        self.assertIn("'sum(i)' of a group is too large for an int; write sum(cast(... as float))", result.stderr)
        # The parts of it may be too large while it is not.
        self.write_table([("a", 0, True, 0, value, "x") for value in [2 ** 62, 2 ** 62, -2 ** 62, -2 ** 62, 5]])
        self.assertEqual('{"k":"a","total":5}\n', self.groups({"by": ["k"], "values": {"total": "sum(i)"}}).replace(" ", ""))

    def test_a_row_of_which_a_value_cannot_be_computed_is_rejected_and_counts_nowhere(self):
        self.write_table([("a", 1, True, 1, 1, "x"), ("a", 1, True, 2, 2 ** 62, "x"), ("b", 1, True, 4, 2, "x")])
        params = {"by": ["k"], "values": {"rows": "count()", "most": "max(4 * i)", "sum": "sum(f)"}}
        extra = "  - {name: bad, kind: table.write, inputs: [group.rejected], params: {format: jsonl, path: " + str(self.folder / "bad.jsonl") + "}}\n"
        out = self.groups(params, extra=extra)
        self.assertEqual([{"k": "a", "rows": 1, "most": 4, "sum": 1}, {"k": "b", "rows": 1, "most": 8, "sum": 4}], [json.loads(line) for line in out.splitlines()])
        self.assertIn("too large for an int", (self.folder / "bad.jsonl").read_text())
        self.assertEqual(1, len((self.folder / "bad.jsonl").read_text().splitlines()))

    def test_the_limit_of_memory_ends_the_run_with_what_to_do(self):
        (self.folder / "table.csv").write_text("k,n,b,f,i,t\n" + "".join(f"key {i},,,,,{i}\n" for i in range(100_000)))
        for values in [{"rows": "count()"}, {"kinds": "count_distinct(t)"}, {"last": "max(t)"}, {"first": "first(t, k)"}]:
            result = self.weir("run", self.config({"by": ["k"], "values": values, "memory": "2MiB"}))
            self.assert_exit(1, result)
            self.assertIn("stage 'group'", result.stderr)
            self.assertIn("'memory: 2MiB'", result.stderr)
            self.assertIn("raise it", result.stderr)
        check = self.weir("check", self.config({"by": ["k"], "values": {"rows": "count()"}, "memory": "100MiB"}))
        self.assert_exit(0, check)

    def test_mistakes_are_shown_in_their_places(self):
        self.write_table([])
        source = f"{{name: rows, kind: csv.read, params: {{paths: [{self.folder / 'table.csv'}], columns: {json.dumps(TYPES)}}}}}"
        for params, message, under in [
            ("{by: [kk], values: {a: count()}}", "there is no column 'kk' in Rows(k text", "kk"),
            ("{by: [k, k], values: {a: count()}}", "there is a column 'k' already; give one of them another name", "k], values"),
            ("{by: [k], values: {k: count()}}", "there is a column 'k' already", "count()"),
            ("{by: [k], values: {a: cuont()}}", "'cuont' is not a function of many rows; did you mean 'count'?", "cuont"),
            ("{by: [k], values: {a: sum(t)}}", "'sum' takes numbers, and this is text; write cast(... as float)", "t)"),
            ("{by: [k], values: {a: avg(b)}}", "'avg' takes numbers, and this is bool; write iif(..., 1, 0)", "b)"),
            ("{by: [k], values: {a: sum(f + ff)}}", "there is no column 'ff'", "ff)"),
            ("{by: [k], values: {a: max()}}", "'max' has nothing in its brackets", ")"),
            ("{by: [k], values: {a: max(f) + 1}}", "'max(f) + 1' is not a function of many rows; write one function", "max(f) + 1"),
            ("{by: [k], values: {a: f}}", "'f' is not a function of many rows", "f}"),
            ("{by: [k], values: {a: count(distinct t)}}", "there is no 'distinct' here; write count_distinct(...)", "distinct t"),
            ("{by: [k], values: {a: 'quantile(f, 95)'}}", "a quantile has a number from 0 to 1 behind the values; write quantile(ms, 0.95)", " 95"),
            ("{by: [k], values: {a: first(f)}}", "rows come in any order, so 'first' has a value and what it goes by; write first(price, time): the "
             "price at the least time", ")"),
            ("{by: [k], values: {a: 'last(f, i, t)'}}", "rows come in any order, so 'last' has a value and what it goes by; write last(price, time): "
             "the price at the greatest time", ", t"),
            ("{by: [k], values: {a: 'last(f, )'}}", "there is nothing that 'last' goes by; name a column, or write an expression", " )"),
            ("{by: [k], values: {a: 'first(f, j)'}}", "there is no column 'j'", "j)"),
            ("{by: [k], values: {a: 'first(, i)'}}", "'first' has nothing in its brackets", ", i)"),
            ("{by: [k], values: {a: quantile(f)}}", "a quantile has a number from 0 to 1 behind the values", ")"),
            ("{by: [k], values: {}}", "'values'", "{}"),
        ]:
            line = f"  - {{name: group, kind: rows.group, inputs: [rows], params: {params}}}"
            path = self.file("bad.yaml", f"stages:\n  - {source}\n{line}\n  - {{name: out, kind: table.write, inputs: [group]}}\n")
            result = self.weir("check", path)
            self.assert_exit(2, result)
            self.assertIn(message, result.stderr)
            shown = result.stderr.splitlines()
            at = next(i for i, text in enumerate(shown) if "name: group" in text)
            marked = shown[at + 1].index("^")
            self.assertTrue(shown[at][marked:].startswith(under), (under, shown[at][marked:], params))

    def test_the_columns_that_come_out_are_known_before_the_run(self):
        self.write_table([])
        result = self.weir("check", self.config({"by": ["k", "b"], "values": {"rows": "count()", "mean": "avg(i)", "last": "max(t)", "most": "max(i)"}}))
        self.assert_exit(0, result)
        self.assertIn("Rows(k text, b bool, rows int, mean float, last text, most int)", result.stdout)


if __name__ == "__main__":
    unittest.main()
