"""`jsonl.read` from YAML alone, and `jsonl` of `table.write`, beside Python's json module."""

import json
import random
import subprocess
import unittest

from weir_command import PATIENCE, ROOT, WEIR, CommandTest

EVENTS = "data/events.jsonl"


def events():
    return [json.loads(line) for line in (ROOT / EVENTS).read_text(encoding="utf-8").splitlines()]


def no_constant(name):
    raise ValueError(name)


def has_surrogate(value):
    if isinstance(value, dict):
        return any(has_surrogate(key) or has_surrogate(below) for key, below in value.items())
    if isinstance(value, list):
        return any(map(has_surrogate, value))
    return isinstance(value, str) and any(0xD800 <= ord(c) < 0xE000 for c in value)


def as_python_reads(line):
    """The object of a line of bytes, or nothing. JSON has no NaN; text in UTF-8 has no half of a surrogate pair."""
    try:
        value = json.loads(line.decode("utf-8"), parse_constant=no_constant)
    except ValueError:
        return None
    return value if isinstance(value, dict) and not has_surrogate(value) else None


def as_text(value):
    """What a column of text has of a value, with lists and objects as Python reads them."""
    return json.dumps(value) if isinstance(value, (dict, list, bool)) else value


def random_value(chance, depth=0):
    kind = chance.randrange(12 if depth < 4 else 9)
    if kind < 2:
        return chance.choice([0, 1, -1, 7, 10**15, 2**63 - 1, -2**63, 2**63, 10**30, chance.randrange(-1000, 1000)])
    if kind < 4:
        return chance.choice([0.5, -1e-7, 1e300, 123456.789, chance.random()])
    if kind < 7:
        return "".join(chance.choice(["a", "bc", "\"", "\\", "\n", "\t", "\0", "ä", "€", "😀", "{", "}", "[", ",", ":", " ", "\u2028"])
                       for _ in range(chance.randrange(6)))
    if kind < 8:
        return chance.choice([True, False])
    if kind < 9:
        return None
    if kind < 10:
        return [random_value(chance, depth + 1) for _ in range(chance.randrange(4))]
    return {chance.choice(["a", "b", "c", "ä", "x y", "\\", "\""]): random_value(chance, depth + 1) for _ in range(chance.randrange(4))}


def random_line(chance):
    value = {chance.choice("abcdx"): random_value(chance) for _ in range(chance.randrange(6))}
    return json.dumps(value, ensure_ascii=chance.random() < 0.5, separators=chance.choice([(",", ":"), (", ", ": "), (" ,\t", " : ")])).encode()


def mutated(chance, line):
    """A line in which something is amiss, or perhaps is not."""
    line = bytearray(line)
    for _ in range(chance.randrange(1, 3)):
        at = chance.randrange(len(line) + 1)
        how = chance.randrange(4)
        if how == 0:
            del line[at:at + chance.randrange(1, 4)]
        elif how == 1:
            line[at:at] = chance.choice([b'"', b"\\", b"{", b"}", b"[", b"]", b",", b":", b"0", b"-", b".", b"e", b"true", b"null", b" ", b"\xff",
                                         b"\xc3", b"\\u12", b"\\ud800", b"\\udc00", b"\x01", b"NaN", b"'", b'"a":1,', b"01", b"/", b"\\x"])
        elif how == 2 and at < len(line):
            line[at] = chance.choice(b'{}[]",:0123456789eE+-.tfn\\u \t')
        else:
            line[at:at] = line[max(0, at - 4):at]
    return bytes(line).replace(b"\n", b" ").replace(b"\r", b" ")


class JsonlTest(CommandTest):
    def pipeline(self, params, stages="", last="events", out="format: jsonl"):
        return self.file("jsonl.yaml", f"stages:\n  - {{name: events, kind: jsonl.read, params: {{{params}}}}}\n{stages}"
                                       f"  - {{name: out, kind: table.write, inputs: [{last}], params: {{{out}}}}}\n")

    def rows(self, params, stages="", last="events", out="format: jsonl", stdin=None):
        result = self.weir("run", self.pipeline(params, stages, last, out), stdin=stdin)
        self.assert_exit(0, result)
        return [json.loads(line) for line in result.stdout.split("\n")[:-1]]

    def test_names_and_types_are_those_of_the_file(self):
        text = self.weir("check", self.pipeline(f"paths: [{EVENTS}]")).stdout
        self.assertIn("\n  events: Rows(id int, at time, kind text, user.name text, user.country text, ms float, tags text, amount float)\n", text)

    def test_what_is_read_is_written_again_with_its_objects_and_lists(self):
        expected = [{**{"amount": None}, **event} for event in events()]
        self.assertEqual(expected, self.rows(f"paths: [{EVENTS}]", out="format: jsonl, json: [tags]"))
        expected = [{**event, "tags": json.dumps(event["tags"])} for event in expected]
        self.assertEqual(expected, self.rows(f"paths: [{EVENTS}]"))

    def test_columns_are_paths_with_types(self):
        expected = [{"amount": event.get("amount"), "user": {"country": event["user"]["country"]}, "id": str(event["id"])} for event in events()]
        self.assertEqual(expected, self.rows(f"paths: [{EVENTS}], columns: {{amount: float, user.country: text, id: text}}"))

    def test_every_kind_of_value_in_every_type(self):
        values = ["1", "-0", "1.0", "1e2", "9223372036854775807", "9223372036854775808", "1e400", "true", "null", '"x"', '"1"', '"true"', '""',
                  '"2024-01-31T12:00:00Z"', '"2024-13-01"', "[1, 2]", '{"a" : 1}']
        text = "".join(f'{{"v":{value}}}\n' for value in values)
        good = {"int": {"1": 1, "-0": 0, "9223372036854775807": 2**63 - 1}, "bool": {"true": True},
                "float": {"1": 1, "-0": 0, "1.0": 1, "1e2": 100, "9223372036854775807": 2**63, "9223372036854775808": 2**63},
                "time": {'"2024-01-31T12:00:00Z"': "2024-01-31T12:00:00Z"},
                "text": {value: json.loads(value) if value[0] == '"' else value for value in values if value != "null"}}
        for type_name, expected in good.items():
            expected = {**expected, "null": None}
            read = self.rows(f"paths: ['-'], on_malformed: skip, columns: {{v: {type_name}}}", stdin=text)
            self.assertEqual([expected[value] for value in values if value in expected], [row["v"] for row in read])
            read = self.rows(f"paths: ['-'], bad_values: null, columns: {{v: {type_name}}}", stdin=text)
            self.assertEqual([expected.get(value) for value in values], [row["v"] for row in read])

    def test_lines_are_taken_or_refused_as_python_does(self):
        chance = random.Random(8259)
        lines = [random_line(chance) for _ in range(12_000)]
        lines += [mutated(chance, chance.choice(lines)) for _ in range(24_000)]
        path = self.file("lines.jsonl", b"".join(line + chance.choice([b"\n", b"\r\n", b"\n\n", b"\n \t\n"]) for line in lines))
        rejected = self.folder / "rejected"
        names = {"a": ["a"], "b.c": ["b", "c"], "c": ["c"], "'\"x\"'": ["x"]}
        columns = ", ".join(f"{name}: text" for name in names)
        stages = f"  - {{name: bad, kind: table.write, inputs: [events.rejected], params: {{path: {rejected}, format: jsonl}}}}\n"
        read = self.rows(f"paths: [{path}], on_malformed: skip, bad_values: null, columns: {{{columns}}}", stages)
        expected, refused = [], []
        for line in lines:
            value = as_python_reads(line)
            if value is None:
                refused.append(line)
                continue
            below = value.get("b")
            expected.append([as_text(value.get("a")), as_text(below.get("c")) if isinstance(below, dict) else None,
                             as_text(value.get("c")), as_text(value.get("x"))])
        self.assertGreater(len(expected), 14_000)
        refused = [line for line in refused if line.strip(b" \t")]
        self.assertGreater(len(refused), 8_000)
        got = [[row["a"], row["b"]["c"], row["c"], row["x"]] for row in read]
        self.assertEqual(len(expected), len(got))
        for mine, theirs in zip(got, expected):
            if mine != theirs:  # text of a value, not text
                self.assertEqual(list(map(self.loaded, mine)), list(map(self.loaded, theirs)))
        self.assertEqual([line.decode("utf-8", "replace") for line in refused], self.texts_of(rejected))

    def texts_of(self, rejected):
        return [json.loads(line)["text"] for line in rejected.read_text(encoding="utf-8").split("\n")[:-1]]

    def loaded(self, text):
        if not isinstance(text, str):
            return text
        try:
            return json.loads(text)
        except ValueError:
            return text

    def test_the_place_and_the_reason_of_what_is_malformed(self):
        text = ('{"a": 1}\n\n[1]\n{"a": 1} {}\n{"a": 1\n{"a": tru}\n{"a": "x}\n{"a": "\\ud800"}\n{"a": "\t"}\n'
                '{"a": 1.5}\n{"b": 5}\n{"a": 9223372036854775808}\n' + '{"x": ' * 600 + "1" + "}" * 600 + "\n")
        out = self.folder / "bad"
        stages = f"  - {{name: bad, kind: table.write, inputs: [events.rejected], params: {{path: {out}, format: jsonl}}}}\n"
        self.rows("paths: ['-'], on_malformed: skip, columns: {a: int, b.c: text}", stages, stdin=text)
        self.assertEqual(
            [(3, "the line is not an object"), (4, "the line goes on behind the object"),
             (5, "the line is not JSON: it does not end with the object"), (6, "the line is not JSON: 'tru', at column 7"),
             (7, "the line has a string that is not closed"), (8, "the line has an escape that stands for no character, at column 7"),
             (9, "the line has a control character in a string"), (10, "column 'a': '1.5' is not an int of 64 bits"),
             (11, "column 'b.c': '5' is not an object"), (12, "column 'a': '9223372036854775808' is not an int of 64 bits"),
             (13, "the line has more than 500 objects and arrays within each other")],
            [(row["line"], row["reason"]) for row in map(json.loads, out.read_text().splitlines())])
        result = self.weir("run", self.pipeline("paths: ['-'], columns: {a: int}"), stdin='{"a": 1}\n{"a": "x"}\n')
        self.assert_exit(1, result)
        self.assertIn("-:2: column 'a': '\"x\"' is not an int of 64 bits; with on_malformed: skip the rest is read", result.stderr)

    def test_bytes_that_are_not_utf8_are_malformed_wherever_they_are(self):
        for line in (b'{"a": "\xff"}', b'{"a": 1, "b": "\xc3"}', b'{"\xed\xa0\x80": 1}', b'{"a": 1}\xff'):
            path = self.file("bad.jsonl", b'{"a": 1}\n' + line + b"\n")
            result = self.weir("run", self.pipeline(f"paths: [{path}], columns: {{a: int}}"))
            self.assert_exit(1, result)
            self.assertIn(f"{path}:2: the line is not UTF-8", result.stderr)

    def test_of_a_key_that_comes_twice_the_last_counts(self):
        text = '{"a": 1, "a": 2}\n{"a": "x", "a": 3}\n{"b": {"c": "x"}, "b": {}}\n{"b": {"c": "x", "c": "y"}}\n{"\\u0061": 5}\n'
        self.assertEqual([json.loads(line).get("a") for line in text.splitlines()],
                         [row["a"] for row in self.rows("paths: ['-'], columns: {a: int, b.c: text}", stdin=text)])
        self.assertEqual([None, None, None, "y", None], [row["b"]["c"] for row in self.rows("paths: ['-'], columns: {a: int, b.c: text}", stdin=text)])

    def test_a_key_that_the_first_lines_do_not_show_is_not_lost(self):
        path = self.file("late.jsonl", "".join(f'{{"id": {i}, "user": {{"name": "x"}}}}\n' for i in range(5000)) + '{"id": 1, "user": {"nam": 2}}\n')
        result = self.weir("run", self.pipeline(f"paths: [{path}]"))
        self.assert_exit(1, result)
        self.assertIn(f"{path}:5001: 'user.nam' is not among the columns, which the first lines show; name it in columns", result.stderr)
        self.assertEqual(5001, len(self.rows(f"paths: [{path}], columns: {{id: int, user.name: text}}")))

    def test_columns_that_cannot_be_seen_are_asked_for(self):
        for paths, why in [("'-'", "the columns of the standard input cannot be seen before the run; name them, with their types"),
                           (self.file("empty.jsonl", ""), "the beginning of the files shows no object with a key; name them"),
                           (self.file("list.jsonl", "[1]\n{}\n"), "the beginning of the files shows no object with a key; name them"),
                           ("nothing.jsonl", "nothing.jsonl")]:
            result = self.weir("check", self.pipeline(f"paths: [{paths}]"))
            self.assert_exit(2, result)
            self.assertIn(why, result.stderr)
        first = self.file("empty.jsonl", "\n")
        second = self.file("some.jsonl", '\ufeff{"a": 1, "b": {}, "c": {"d": []}, "e": {"f": 1}}\r\n{"a": 1.5, "e": 5, "g.h": "", "": null}')
        check = self.weir("check", self.pipeline(f"paths: [{first}, {second}]")).stdout
        self.assertIn('  events: Rows(a float, b text, c.d text, e text, "g.h" text, "" text)\n', check)
        self.assertEqual([{"a": 1, "b": "{}", "c": {"d": "[]"}, "e": '{"f": 1}', "g.h": None, "": None},
                          {"a": 1.5, "b": None, "c": {"d": None}, "e": "5", "g.h": "", "": None}], self.rows(f"paths: [{first}, {second}]"))

    def test_names_that_are_no_paths_are_refused(self):
        result = self.weir("check", self.pipeline("paths: ['-'], columns: {a..b: int, c: int, '\"c\"': text}"))
        self.assert_exit(2, result)
        self.assertIn("param 'columns.a..b': 'a..b' is not a path of keys; put dots between keys", result.stderr)
        self.assertIn("another column has the same path; take one of them away", result.stderr)

    def test_lines_are_cut_anywhere(self):
        chance = random.Random(4)
        rows = [{"id": i, "text": "x" * chance.choice([0, 1, 50, 2000, 70_000 if i % 500 == 0 else 3]) + chance.choice(["", "\n", "ä"])} for i in range(4000)]
        path = self.file("long.jsonl", "\n".join(json.dumps(row) for row in rows))
        for size in ("1KiB", "4KiB", "256KiB"):
            self.assertEqual(rows, self.rows(f"paths: [{path}], slice_size: {size}"))
        with open(path, "rb") as file:
            piped = subprocess.run([WEIR, "run", "--quiet", self.pipeline("paths: ['-'], columns: {id: int, text: text}")],
                                   input=file.read(), capture_output=True, timeout=PATIENCE)
        self.assertEqual(rows, [json.loads(line) for line in piped.stdout.splitlines()])

    def test_a_line_that_is_too_long_is_malformed_and_the_others_are_read(self):
        for end, last in (("\n", [{"a": 2}]), ("", [])):
            path = self.folder / "huge.jsonl"
            with open(path, "w") as file:
                file.write('{"a": 1}\n{"a": "')
                for _ in range(200):
                    file.write("x" * (1 << 20))
                file.write('"}' + end)
                file.write("".join(json.dumps(row) + "\n" for row in last))
            out = self.folder / "bad"
            stages = f"  - {{name: bad, kind: table.write, inputs: [events.rejected], params: {{path: {out}, format: jsonl}}}}\n"
            self.assertEqual([{"a": 1}, *last], self.rows(f"paths: [{path}], on_malformed: skip, columns: {{a: int}}", stages))
            [bad] = map(json.loads, out.read_text().splitlines())
            self.assertEqual((2, "the line has more than 64MiB", '{"a": "' + "x" * 1017), (bad["line"], bad["reason"], bad["text"]))

    def test_a_table_that_was_no_json_gets_objects_where_names_are_paths(self):
        path = self.file("flat.csv", 'a.b,c,a.d.e,a.d.f,x,x.y,.z,"""q.r"""\n1,2,3,4,5,6,7,8\n')
        stages = f"stages:\n  - {{name: rows, kind: csv.read, params: {{paths: [{path}]}}}}\n"
        result = self.weir("run", "--quiet", self.file("flat.yaml", stages + "  - {name: out, kind: table.write, inputs: [rows], params: {format: jsonl}}\n"))
        self.assertEqual('{"a":{"b":1,"d":{"e":3,"f":4}},"c":2,"x":5,"x.y":6,".z":7,"q.r":8}\n', result.stdout)

    def test_json_of_table_write_is_checked(self):
        text = '{"a": "[1,\\n2]", "b": "[1"}\n'
        columns = "paths: ['-'], columns: {a: text, b: text}"
        self.assertEqual([{"a": [1, 2], "b": "[1"}], self.rows(columns, out="format: jsonl, json: [a]", stdin=text))
        result = self.weir("run", self.pipeline(columns, out="format: jsonl, json: [b]"), stdin=text)
        self.assert_exit(1, result)
        self.assertIn("column 'b': '[1' is not JSON; leave the column out of json", result.stderr)
        result = self.weir("check", self.pipeline("paths: ['-'], columns: {a: int}", out="format: csv, json: [a, b]"))
        self.assertIn("param 'json': only jsonl has JSON in it; write format: jsonl, or take it away", result.stderr)
        result = self.weir("check", self.pipeline("paths: ['-'], columns: {a: int}", out="format: jsonl, json: [a, b]"))
        self.assertIn("param 'json': 'a' is int, not text; name a column of text", result.stderr)
        self.assertIn("param 'json': there is no column 'b' in Rows(a int)", result.stderr)


if __name__ == "__main__":
    unittest.main()
