"""`weir test`: cases that stand in a config, or beside it."""

import unittest

from weir_command import ROOT, CommandTest

STAGES = """
stages:
  - {name: orders, kind: csv.read, params: {paths: [no/such.csv], columns: {id: int, amount: float, at: time, note: text, paid: bool}}}
  - {name: large, kind: rows.where, inputs: [orders], params: {that: amount > 100}}
  - {name: few, kind: rows.select, inputs: [large], params: {columns: [id, amount, at, note, paid]}}
  - {name: out, kind: table.write, inputs: [few], params: {path: FOLDER/out.csv}}
"""
WORDS = """
stages:
  - {name: text, kind: text.read, params: {paths: [no/such.txt]}}
  - {name: count, kind: words.count, inputs: [text], replicas: 4}
  - {name: top, kind: words.top, inputs: [count]}
  - {name: out, kind: table.write, inputs: [top]}
"""


class CasesTest(CommandTest):
    def config(self, tests, stages=STAGES, name="p.yaml"):
        return self.file(name, stages.replace("FOLDER", str(self.folder)) + "tests:\n" + "".join(f"  - {test}\n" for test in tests))

    def outcome(self, tests, *args, stages=STAGES):
        return self.weir("test", self.config(tests, stages), *args)

    def passes(self, *tests, stages=STAGES):
        result = self.outcome(tests, stages=stages)
        self.assert_exit(0, result)
        self.assertEqual("", result.stderr)
        self.assertEqual([*(["ok"] * len(tests)), str(len(tests))], [line.split()[0] for line in result.stdout.splitlines()])

    def fails(self, test, shown, stages=STAGES):
        result = self.outcome([test], stages=stages)
        self.assert_exit(1, result)
        self.assertEqual("", result.stderr)
        lines = result.stdout.splitlines()
        self.assertTrue(lines[0].startswith("FAILED  "), lines[0])
        self.assertEqual("1 case, 1 failed", lines[-1])
        self.assertEqual(shown, [line.removeprefix("        ") for line in lines[1:-1]])

    def wrong(self, test, *messages, stages=STAGES):
        """Each message begins with its place, in the line of the test, which is the last."""
        result = self.outcome([test], stages=stages)
        self.assert_exit(2, result)
        self.assertEqual("", result.stdout)
        told = [line.partition(":")[2] for line in result.stderr.splitlines() if ": error: " in line]
        line = len(stages.splitlines()) + 2
        self.assertEqual([message.replace("@", str(line)) for message in messages], told, result.stderr)

    def test_rows_go_in_and_others_are_expected(self):
        self.passes("{name: 100 is not large, given: {orders: [{id: 1, amount: 100}, {id: 2, amount: 100.5}]}, expect: {out: [{id: 2}]}}",
                    "{name: none, given: {orders: []}, expect: {out: [], large: []}}",
                    "{name: in the middle, given: {few: [{id: 7, amount: 1, at: null, note: a, paid: true}]}, expect: {out: [{id: 7, amount: 1}]}}",
                    "{name: two places, given: {orders: [{id: 1, amount: 500}]}, expect: {large: [{amount: 500}], few: [{id: 1, note: null}]}}")
        self.assertFalse((self.folder / "out.csv").exists())

    def test_a_text_is_what_a_file_would_hold(self):
        text = '"id,amount,at,note,paid\\n1,101.5,2026-01-31,\\"a, b\\",true\\n2,5,,,\\n"'
        self.passes(f"{{name: text, given: {{orders: {text}}}, expect: {{out: [{{id: 1, amount: 101.5, at: 2026-01-31T00:00:00Z, note: 'a, b', paid: true}}]}}}}",
                    f"{{name: CSV into a stage, given: {{large: {{text: {text}, columns: {{id: int, amount: float, at: time, note: text, paid: bool}}}}}}, expect: {{out: [{{id: 1}}]}}}}")
        self.passes("{name: words, given: {text: 'b a b'}, expect: {out: [{word: b, count: 2}, {word: a, count: 1}]}}",
                    "{name: text into a stage, given: {count: b}, expect: {top: [{word: b, count: 1}]}}", stages=WORDS)

    def test_values_are_read_as_what_their_column_holds(self):
        given = "given: {few: [{id: 1000, amount: 0.1, at: 2026-01-31T12:30:00Z, note: '5', paid: false}]}"
        for cells in ("id: 1e3, amount: 1e-1, at: '2026-01-31 12:30', note: 5, paid: FALSE", "id: 1000.0, amount: 0.10, at: 2026-01-31T13:30:00+01:00, note: '5', paid: false"):
            self.passes(f"{{name: a, {given}, expect: {{out: [{{{cells}}}]}}}}")
        wanted = '{id: "1000", amount: 0.2, at: 2026-02-01T00:00:00Z, note: "", paid: null}'
        self.fails(f"{{name: a, {given}, expect: {{out: [{{id: '1000', amount: 0.2, at: 2026-02-01, note: '', paid: null}}]}}}}",
                   ["out: expected 1 row, and 1 came", f"row  {'expected':{len(wanted)}}  came",
                    f'  1  {wanted}  {{id: 1000, amount: 0.1, at: 2026-01-31T12:30:00Z, note: "5", paid: false}}'])

    def test_types_that_are_not_said_are_those_that_values_show(self):
        stages = "\nstages:\n  - {name: in, kind: csv.read, params: {paths: [no/such]}}\n  - {name: all, kind: rows.limit, inputs: [in], params: {rows: 9}}\n" \
                 "  - {name: out, kind: table.write, inputs: [all]}\n"
        given = "{i: 1, f: 1, b: true, t: 2026-01-31, s: x, q: '1', n: null, z: 007}, {i: -5, f: 2.5, b: null, t: 2026-01-31 12:00, s: 5, extra: 1}"
        self.passes(f"{{name: a, given: {{in: [{given}]}}, expect: {{out: [{{i: 1, f: 1.0, b: true, s: x, q: 1, n: null, z: '007', extra: null}},"
                    " {i: -5, f: 2.5, b: null, s: '5', q: null, n: null, z: null, extra: 1}]}}", stages=stages)

    def test_differences_are_shown_side_by_side_without_what_is_the_same(self):
        given = "given: {few: [" + ", ".join(f"{{id: {i}, amount: 1}}" for i in range(1, 7)) + "]}"
        def expected(*ids):
            return "expect: {few: [" + ", ".join(f"{{id: {i}}}" for i in ids) + "]}"
        stages = STAGES.replace("columns: [id, amount, at, note, paid]", "columns: [id, amount]")
        self.fails(f"{{name: a, {given}, {expected(1, 2, 9, 4, 5, 6)}}}", ["few: expected 6 rows, and 6 came", "row  expected  came", "  3  {id: 9}   {id: 3}"], stages=stages)
        self.fails(f"{{name: a, {given}, {expected(1, 2, 4, 5, 6)}}}", ["few: expected 5 rows, and 6 came", "row  expected  came", "  3  -         {id: 3}"], stages=stages)
        self.fails(f"{{name: a, {given}, expect: {{few: {{any_order: true, rows: [{{id: 6}}, {{id: 6}}, {{id: 1}}]}}}}}}",
                   ["few: expected 3 rows, and 6 came", "expected  came", "{id: 6}   {id: 2}", "-         {id: 3}", "-         {id: 4}", "-         {id: 5}"], stages=stages)
        self.fails(f"{{name: a, {given}, {expected(*range(20, 40))}}}", ["few: expected 20 rows, and 6 came", "row  expected  came",
                   *(f"{i - 19:3}  {{id: {i}}}  {f'{{id: {i - 19}}}' if i < 26 else '-'}" for i in range(20, 30)), "and 10 more"], stages=stages)

    def test_rejects_are_expected_by_their_output(self):
        stages = STAGES.replace("params: {that: amount > 100}}", "params: {that: 1000 / cast(note as int) > 0}}\n  - {name: bad, kind: table.write, inputs: [large.rejected]}")
        text = "id,amount,at,note,paid\\n1,1,,5,\\n2,1,,x,\\n"
        self.passes(f"{{name: a, given: {{orders: \"{text}\"}}, expect: {{large.rejected: [{{stage: large, origin: 'orders:3', id: 2}}], large: [{{id: 1}}]}}}}",
                    f"{{name: b, given: {{orders: \"{text}\"}}, expect: {{bad: [{{item_id: 2}}]}}}}".replace("item_id", "id"),
                    f"{{name: what nobody looks at is still read, given: {{orders: \"{text}\"}}, expect: {{few: [{{id: 1}}]}}}}", stages=stages)
        result = self.outcome([f"{{name: a, given: {{orders: \"{text}\"}}, expect: {{large: []}}}}"], "--set", "bad.enabled=false", stages=stages)
        self.assert_exit(1, result)
        self.assertIn("the run failed: stage 'large'", result.stdout)
        self.assertIn("orders:3", result.stdout)

    def test_a_source_may_run_with_other_params(self):
        stages = "\nstages:\n  - {name: segments, kind: primes.segments, params: {to: 1000000000000}}\n  - {name: sieve, kind: primes.sieve, inputs: [segments], params: {emit: counts}}\n" \
                 "  - {name: total, kind: primes.count, inputs: [sieve]}\n  - {name: out, kind: table.write, inputs: [total]}\n"
        self.passes("{name: a, given: {segments: {params: {to: 1000}}}, expect: {out: [{count: 168}]}}", stages=stages)
        self.wrong("{name: a, expect: {out: [{count: 168}]}}",
                   "@:24: error: key 'tests.expect': this depends on the source 'segments', for which the case gives nothing; give it rows, text or params", stages=stages)

    def test_a_table_that_is_looked_up_is_read(self):
        stages = STAGES.replace("{name: few, kind: rows.select, inputs: [large], params: {columns: [id, amount, at, note, paid]}}",
                                "{name: few, kind: rows.lookup, inputs: [large], params: {table: data/rates.csv, on: note, key: currency}}")
        self.passes("{name: a, given: {orders: [{id: 1, amount: 500, note: EUR}]}, expect: {few: [{id: 1, euros: 1}]}}", stages=stages)

    def test_order_counts_where_it_is_certain_and_must_not_where_it_is_not(self):
        given = "given: {text: 'a b'}"
        self.passes(f"{{name: a, {given}, expect: {{count: {{any_order: true, rows: [{{word: b}}, {{word: a}}]}}}}}}", f"{{name: b, {given}, expect: {{top: [{{word: a}}, {{word: b}}]}}}}", stages=WORDS)
        self.wrong(f"{{name: a, {given}, expect: {{count: [{{word: b}}, {{word: a}}]}}}}",
                   "@:46: error: key 'tests.expect': in which order these rows come is not certain: 'count' works in several replicas; write {any_order: true, rows: […]}", stages=WORDS)

    def test_all_that_is_wrong_with_cases_is_told_at_its_place(self):
        self.wrong("{nam: a, given: {ordres: []}, expect: {out: []}}", "@:6: error: key 'tests.nam': unknown; did you mean 'name'?")
        self.wrong("{name: a, given: {ordres: []}, expect: {out: []}}", "@:23: error: key 'tests.given': no stage is named 'ordres'; did you mean 'orders'?")
        self.wrong("{name: a, given: {orders: []}, expect: {fwe: []}}", "@:45: error: key 'tests.expect': no stage is named 'fwe'; did you mean 'few'?")
        self.wrong("{name: a, given: {orders: [], few: []}, expect: {out: []}}", "@:23: error: key 'tests.given': nothing that the case expects depends on this; take it away")
        self.wrong("{name: a, given: {orders: [{id: x, amuont: 5}]}, expect: {out: [{idd: 1}]}}", "@:37: error: stage 'orders': key 'id': expected a whole number, found 'x'",
                   "@:40: error: stage 'orders': there is no column 'amuont'; did you mean 'amount'?")
        self.wrong("{name: a, given: {orders: []}, expect: {out: [{idd: 1}]}}", "@:52: error: key 'tests.expect': 'out' has no column 'idd'; did you mean 'id'?")
        self.wrong("{name: a, given: {orders: []}, expect: {out: [{id: 1}, {amount: 1}]}}",
                   "@:60: error: key 'tests.expect.out': the row has no 'id', which the first one has; all rows that are expected name the same columns; a null is null",
                   "@:61: error: key 'tests.expect.out': the first row has no 'amount'; all rows that are expected name the same columns; a null is null")
        self.wrong("{name: a, given: {orders: {rows: [], text: a}}, expect: {}}", "@:31: error: key 'tests.given.orders': one of rows, text and params says what is given",
                   "@:61: error: key 'tests.expect': a case that expects nothing cannot fail")
        self.wrong("{name: a, given: {orders: [5, {id: }, {id: [1]}]}, expect: {out: 5}}", "@:32: error: key 'tests.given.orders': expected a row, such as {id: 1, name: Ann}, found '5'",
                   "@:36: error: key 'tests.given.orders.id': nothing stands behind the column; write null, or '' for an empty text",
                   "@:48: error: key 'tests.given.orders.id': expected one value, found a list", "@:70: error: key 'tests.expect.out': expected a list of rows, found '5'")
        self.wrong("{name: a, given: {large: {params: {}}}, expect: {out: []}}",
                   "@:39: error: key 'tests.given': 'large' is not a source, so it cannot run without what it reads; give rows or text")

    def test_check_looks_at_the_form_of_cases_and_a_run_passes_over_them(self):
        good = STAGES.replace("no/such.csv", "data/orders.csv").replace(", columns: {id: int, amount: float, at: time, note: text, paid: bool}", "").replace(", paid]", "]")
        result = self.weir("check", self.config(["{name: a, expects: {}}"], good))
        self.assert_exit(2, result)
        self.assertIn("key 'tests.expects': unknown; did you mean 'expect'?", result.stderr)
        self.assert_exit(0, self.weir("run", self.config(["{name: a, given: {orders: []}, expect: {nobody: []}}"], good)))

    def test_cases_may_stand_beside_the_config_and_go_over_it(self):
        config = self.file("p.yaml", STAGES.replace("FOLDER", str(self.folder)) + "tests: [{name: a, given: {orders: []}, expect: {out: []}}, {name: b, given: {orders: []}, expect: {out: []}}]\n")
        self.file("p_test.yaml", "stages: [{name: large, params: {that: amount > 5}}]\ntests:\n  - {name: b, given: {orders: [{id: 1, amount: 6}]}, expect: {out: [{id: 1}]}}\n  - {name: c, given: {orders: []}, expect: {large: []}}\n")
        result = self.weir("test", config, "--list")
        self.assertEqual((0, "a\nb\nc\n"), (result.returncode, result.stdout))
        self.assert_exit(0, self.weir("test", config))
        result = self.weir("test", config, "--case", "b", "--set", "large.params.that=amount > 6")
        self.assert_exit(1, result)
        self.assertTrue(result.stdout.startswith("FAILED  b ("), result.stdout)
        result = self.weir("test", config, "--case", "d")
        self.assertEqual((2, "weir: error: --case: no case is called 'd'; --list shows all\n"), (result.returncode, result.stderr))

    def test_a_file_without_cases_is_an_error(self):
        config = self.file("p.yaml", STAGES)
        result = self.weir("test", config)
        self.assertEqual((2, f"weir: error: '{config}' has no cases: 'tests' is where they stand\n"), (result.returncode, result.stderr))

    def test_what_is_left_out_cannot_be_expected(self):
        result = self.outcome(["{name: a, given: {orders: []}, expect: {out: []}}"], "--set", "out.enabled=false")
        self.assert_exit(2, result)
        self.assertIn("8:45: error: key 'tests.expect': nothing comes to 'out', which is not enabled\n", result.stderr)
        result = self.outcome(["{name: a, given: {orders: []}, expect: {large: [], few: []}}"], "--set", "few.enabled=false", "--set", "large.enabled=false")
        self.assert_exit(0, result)
        result = self.outcome(["{name: a, given: {text: ''}, expect: {top: [], count: []}}"], "--set", "count.enabled=false", stages=WORDS)
        self.assert_exit(2, result)
        self.assertIn("nothing is left to run", result.stderr)
        self.assert_exit(0, self.outcome(["{name: a, given: {orders: [{id: 5, amount: 1}]}, expect: {out: [{id: 5}]}}"], "--set", "large.enabled=false"))


class ShippedCasesTest(CommandTest):
    def test_the_cases_of_the_configs_pass(self):
        for path in sorted((ROOT / "configs").glob("*.yaml")):
            with self.subTest(path.name):
                self.assert_exit(0, self.weir("test", path))


if __name__ == "__main__":
    unittest.main()
