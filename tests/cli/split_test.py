"""`rows.split` and `rows.match` from YAML alone, beside Python: str.partition, re and datetime."""

import datetime
import json
import random
import re
import unittest

from weir_command import ROOT, CommandTest

LINES = "stages:\n  - {name: lines, kind: lines.read, params: {paths: ['-']}}\n"


def quoted(text):
    """As YAML has it in single quotes."""
    return "'" + text.replace("'", "''") + "'"


def as_partition_splits(text, begin, fields):
    """The texts of fields, each a pair of a name and what follows it; nothing when it does not fit."""
    if not text.startswith(begin):
        return None
    rest, values = text[len(begin):], {}
    for name, separator in fields:
        value, found, rest = rest.partition(separator) if separator else (rest, True, "")
        if not found and separator:
            return None
        if name:
            values[name] = value
    return None if rest else values


class SplitTest(CommandTest):
    def run_rows(self, stage, text, out="[rows]", stages=LINES, code=0):
        """The rows that come out, and the reasons of those that are rejected."""
        rejected = self.folder / "rejected"
        stages += f"  - {{name: rows, {stage}}}\n"
        stages += f"  - {{name: bad, kind: table.write, inputs: [rows.rejected], params: {{path: {rejected}, format: jsonl}}}}\n"
        stages += f"  - {{name: out, kind: table.write, inputs: {out}, params: {{format: jsonl}}}}\n"
        result = self.weir("run", self.file("split.yaml", stages), stdin=text)
        self.assert_exit(code, result)
        return list(map(json.loads, result.stdout.splitlines())), [json.loads(line)["reason"] for line in rejected.read_text().splitlines()]

    def split(self, params, text, keys=""):
        return self.run_rows(f"kind: rows.split, inputs: [lines], {keys}params: {{{params}}}", text)

    def match(self, params, text, keys=""):
        return self.run_rows(f"kind: rows.match, inputs: [lines], {keys}params: {{{params}}}", text)

    def test_random_patterns_split_random_lines_as_partition_does(self):
        chance = random.Random(6)
        letters = ["a", "b", "ab", " ", "  ", ",", "\"", "] [", "ä", "{", "}", ":", "\\"]
        fitting = 0
        for _ in range(60):
            begin = chance.choice(["", "", "[", "ä{"])
            fields = [(chance.choice(["", f"f{i}"]), chance.choice(letters[3:])) for i in range(chance.randrange(1, 6))]
            fields.append(("last", chance.choice(["", "", "]", "}"])))
            escaped = [(f"{{{name}}}", separator.replace("{", "{{").replace("}", "}}")) for name, separator in fields]
            pattern = begin.replace("{", "{{") + "".join(field + separator for field, separator in escaped)
            lines = []
            for _ in range(200):
                if chance.random() < 0.7:
                    parts = ["".join(chance.choices(letters[:6], k=chance.randrange(4))) + separator for _, separator in fields]
                    lines.append(begin + "".join(parts))
                else:
                    lines.append("".join(chance.choices(letters, k=chance.randrange(12))))
            expected = [as_partition_splits(line, begin, fields) for line in lines]
            got, rejected = self.split(f"nulls: [], pattern: {quoted(pattern)}", "\n".join(lines) + "\n")
            self.assertEqual([row for row in expected if row is not None], got)
            self.assertEqual(expected.count(None), len(rejected))
            fitting += len(got)
        self.assertGreater(fitting, 4000)

    def test_types_are_those_of_csv_and_a_bad_value_rejects_its_row_alone(self):
        text = "1 2.5 true x 2024-01-31\n 7 1e3 FALSE y 2024-01-31T12:30+01:00\nx 1 true z 2024-01-31\n1 y true z 2024-01-31\n1 1 2 z 2024-01-31\n1 1 true z now\n"
        pattern = "pattern: '{i: int} {f: float} {b: bool} {t:text} {at : time}'"
        rows, rejected = self.split(pattern, text.replace(" 7", "7"))
        self.assertEqual([{"i": 1, "f": 2.5, "b": True, "t": "x", "at": "2024-01-31T00:00:00Z"},
                          {"i": 7, "f": 1000, "b": False, "t": "y", "at": "2024-01-31T11:30:00Z"}], rows)
        self.assertEqual(["column 'i': 'x' is not an int of 64 bits", "column 'f': 'y' is not a float", "column 'b': '2' is neither true nor false",
                          "column 'at': 'now' is not a time as 2024-01-31T12:00:00Z"], rejected)
        rows, rejected = self.split(pattern + ", bad_values: null", text.replace(" 7", "7"))
        self.assertEqual([[1, 7, None, 1, 1, 1], []], [[row["i"] for row in rows], rejected])

    def test_the_reason_says_what_is_not_there(self):
        rows, rejected = self.split("pattern: '<{a}> {} [{b}]'", "<x> y [z]\nx\n<x\n<x> y\n<x> y [z\n<x> y [z] more\n\n")
        self.assertEqual([{"a": "x", "b": "z"}], rows)
        self.assertEqual(["column 'line': 'x' does not begin with '<'", "column 'line': '<x' has no '> ' behind 'a'",
                          "column 'line': '<x> y' has no ' [' behind field 2", "column 'line': '<x> y [z' has no ']' behind 'b'",
                          "column 'line': '<x> y [z] more' goes on behind the end of the pattern, with ' more'",
                          "column 'line': '' does not begin with '<'"], rejected)

    def test_new_columns_come_after_the_others_and_take_the_place_of_the_text(self):
        stages = LINES.replace("['-']", "['-'], number: true, file: true")
        for keep, columns in (("false", "file text, number int, x text"), ("true", "line text, file text, number int, x text")):
            path = self.file("columns.yaml", stages + f"  - {{name: rows, kind: rows.split, inputs: [lines], params: {{pattern: '{{x}}', keep: {keep}}}}}\n"
                                                      "  - {name: out, kind: table.write, inputs: [rows]}\n")
            self.assertIn(f"\n  rows: Rows({columns})\n", self.weir("check", path).stdout)
        rows, _ = self.run_rows("kind: rows.split, inputs: [lines], params: {pattern: '{line} {}'}", "a b\n", stages=stages)
        self.assertEqual([{"file": "-", "number": 1, "line": "a"}], rows)

    def test_what_is_null_stays_null_and_nulls_are_chosen(self):
        stages = LINES + "  - {name: some, kind: rows.set, inputs: [lines], params: {values: {line: \"nullif(line, 'none')\"}}}\n"
        rows, rejected = self.run_rows("kind: rows.split, inputs: [some], params: {pattern: '{a: int},{b}'}", "1,x\nnone\n,\n", stages=stages)
        self.assertEqual(([{"a": 1, "b": "x"}, {"a": None, "b": None}, {"a": None, "b": None}], []), (rows, rejected))
        rows, _ = self.split("nulls: ['?', nil], pattern: '{a: int},{b}'", "?,nil\n1,\n")
        self.assertEqual([{"a": None, "b": None}, {"a": 1, "b": ""}], rows)

    def test_the_logs_of_web_servers_are_read_as_python_reads_them(self):
        chance = random.Random(7)
        expected, lines = [], []
        for _ in range(3000):
            at = datetime.datetime(chance.randrange(1970, 2100), chance.randrange(1, 13), chance.randrange(1, 29), chance.randrange(24), chance.randrange(60),
                                   chance.randrange(60), tzinfo=datetime.timezone(datetime.timedelta(minutes=chance.randrange(-12 * 60, 14 * 60))))
            row = {"ip": f"192.0.2.{chance.randrange(256)}", "ident": None, "user": chance.choice([None, "ann", "a b"]), "time": at, "method": "GET",
                   "path": chance.choice(["/", "/x?y=%20", "/ä", "/a\\\"b"]), "protocol": "HTTP/1.1", "status": chance.randrange(100, 600),
                   "bytes": chance.choice([None, 0, 10**12]), "referer": chance.choice([None, "http://x/?a=\\\"b\\\""]),
                   "agent": chance.choice([None, "curl", "a \\\\\\\" b", "ends \\\\"])}
            text = {key: "-" if value is None else value for key, value in row.items()}
            lines.append('{ip} {ident} {user} [{time:%d/%b/%Y:%H:%M:%S %z}] "{method} {path} {protocol}" {status} {bytes} "{referer}" "{agent}"'.format(**text))
            expected.append({**row, "time": at.astimezone(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")})
        rows, rejected = self.split("preset: combined", "".join(line + "\n" for line in lines))
        self.assertEqual((expected, []), (rows, rejected))
        common = [re.sub(r' "(?:[^"\\]|\\.)*" "(?:[^"\\]|\\.)*"$', "", line) for line in lines]
        rows, rejected = self.split("preset: common", "".join(line + "\n" for line in common))
        self.assertEqual(([{key: row[key] for key in list(row)[:9]} for row in expected], []), (rows, rejected))

    def test_requests_that_are_none_do_not_fit_a_web_log(self):
        log = '192.0.2.1 - - [31/Jan/2024:12:00:00 +0000] {} 400 150 "-" "x y z"\n'
        requests = ['"-"', '"\\x16\\x03"', '""', '"GET /"', '"GET / HTTP/1.1"']
        rows, rejected = self.split("preset: combined", "".join(log.format(request) for request in requests))
        self.assertEqual([1, 4], [len(rows), len(rejected)])
        pattern = "'{} {} {} [{time: time}] \"{request}\" {status: int} {}'"
        rows, _ = self.split(f"pattern: {pattern}", "".join(log.format(request) for request in requests))
        self.assertEqual([request[1:-1] or None for request in requests], [row["request"] for row in rows])

    def test_lines_of_a_syslog(self):
        text = ("Jan 31 12:30:05 host cron[123]: (root) CMD\nFeb  9 01:02:03 host kernel: [ 0.00] up\nFeb 29 00:00:00 h -- MARK --\n"
                "2024-01-31T12:30:05.25+01:00 h a/b::c[7]: x: y\nDec 31 23:59:59 h last message\nJan  1 00:00:00 h x[y]: z\nJan  1 00:00:00 h tag:\n"
                "Jan 32 00:00:00 h a: b\nJan 1 00:00:00 h a: b\nshort\nJan 31 12:30:05 host\nJan  1 00:00:00 h : x\n")
        rows, rejected = self.split("preset: syslog, year: 2024", text)
        names = ("time", "host", "program", "pid", "message")
        self.assertEqual([("2024-01-31T12:30:05Z", "host", "cron", 123, "(root) CMD"), ("2024-02-09T01:02:03Z", "host", "kernel", None, "[ 0.00] up"),
                          ("2024-02-29T00:00:00Z", "h", None, None, "-- MARK --"), ("2024-01-31T11:30:05.250000Z", "h", "a/b::c", 7, "x: y"),
                          ("2024-12-31T23:59:59Z", "h", None, None, "last message"), ("2024-01-01T00:00:00Z", "h", None, None, "x[y]: z"),
                          ("2024-01-01T00:00:00Z", "h", "tag", None, None), ("2024-01-01T00:00:00Z", "h", None, None, ": x")],
                         [tuple(row[name] for name in names) for row in rows])
        self.assertEqual(["column 'time': 'Jan 32 00:00:00' is not a time as 2024-01-31T12:00:00Z",
                          "column 'line': 'Jan 1 00:00:00 h a: b' has no ' ' behind 'time'", "column 'line': 'short' has no ' ' behind 'time'",
                          "column 'line': 'Jan 31 12:30:05 host' has no ' ' behind 'host'"], rejected)

    def test_a_time_without_a_year_is_in_the_latest_that_is_not_ahead(self):
        now = datetime.datetime.now(datetime.timezone.utc)
        for days in (0, -1, -40, -300, -360, 3, 40, 200):
            at = now + datetime.timedelta(days=days)
            if (at.month, at.day) == (2, 29):
                continue
            [row], _ = self.split("preset: syslog", at.strftime("%b ") + f"{at.day:2}" + at.strftime(" %H:%M:%S h a: b\n"))
            self.assertEqual(at.year - (days > 1), int(row["time"][:4]), str(at))

    def test_random_expressions_match_random_lines_as_re_does(self):
        chance = random.Random(8)
        parts = [r"(\d+)", r"(?:a|b)", r"[^ ]*", r"(?P<@>\w+)", r"(?P<@>[a-c]*)", r"(?P<@>(x)|y)?", r"\(", r"[(\]]?", r" ", r"( )?", r".", r"(a(b(?P<@>c?)))?",
                 r"(?P<@>\S+?)", "ä?", r"[)]*", r"\\?"]
        letters = ["a", "b", "c", "1", "42", " ", "(", ")", "x", "y", "ä", "\\", "]", "_"]
        matching = 0
        for _ in range(80):
            pattern = "".join(part.replace("@", f"g{i}") for i, part in enumerate(chance.choices(parts, k=chance.randrange(1, 7))))
            pattern = chance.choice(["", "^"]) + pattern + "(?P<end>x?)" + chance.choice(["", "$"])
            lines = ["".join(chance.choices(letters, k=chance.randrange(9))) for _ in range(150)]
            found = [re.search(pattern, line, re.ASCII) for line in lines]
            rows, rejected = self.match(f"nulls: [], pattern: {quoted(pattern)}", "\n".join(lines) + "\n")
            self.assertEqual([match.groupdict() for match in found if match], rows, pattern)
            self.assertEqual([f"column 'line': '{line}' does not match the pattern" for line, match in zip(lines, found) if not match], rejected)
            matching += len(rows)
        self.assertGreater(matching, 3000)

    def test_groups_have_types(self):
        pattern = r"^(?P<book>\d?[A-Za-z]+)(?P<chapter>\d+):(?P<verse>\d+) (?P<words>.*)$"
        lines = (ROOT / "data/book.txt").read_text(encoding="utf-8", errors="replace").splitlines()[:500]
        rows, rejected = self.match(f"pattern: {quoted(pattern)}, types: {{chapter: int, verse: int}}", "\n".join(lines) + "\n")
        found = [match.groupdict() for match in map(re.compile(pattern).search, lines) if match]
        self.assertEqual([{**row, "chapter": int(row["chapter"]), "verse": int(row["verse"])} for row in found], rows)
        self.assertEqual(len(lines) - len(found), len(rejected))
        self.assertGreater(len(found), 400)
        rows, rejected = self.match(r"pattern: '(?P<a>\S+)', types: {a: int}, keep: true", "1\nx\n")
        self.assertEqual(([{"line": "1", "a": 1}], ["column 'a': 'x' is not an int of 64 bits"]), (rows, rejected))

    def test_the_same_rows_at_any_replicas(self):
        text = (ROOT / "data/web.log").read_text() * 200
        expected = self.split("preset: combined", text)
        self.assertEqual(24_000, len(expected[0]))
        self.assertEqual(expected, self.split("preset: combined", text, "replicas: 3, ordered: true, "))

    def test_mistakes_are_shown_inside_the_pattern(self):
        cases = [("rows.split", "pattern: '{a} {b: itn}'", 80, "there is no type 'itn'; did you mean 'int'?"),
                 ("rows.split", "pattern: '{a}{b}'", 75, "nothing separates this field from the one before; write what stands between them in the text"),
                 ("rows.split", "pattern: '{a} {a}'", 77, "there are two fields 'a'; give one of them another name, or none: {}"),
                 ("rows.split", "pattern: '{a} {b'", 76, "'{' is not closed; write {name}, or {{ for a brace"),
                 ("rows.split", "pattern: '{a} } {b}'", 76, "'}' closes nothing; write }} for a brace"),
                 ("rows.split", "pattern: 'a {} b'", 72, "there is no field in it; write {name} where a column is"),
                 ("rows.split", "pattern: '{: int}'", 73, "a field with a type needs a name; write {name: int}, or {} for what is passed over"),
                 ("rows.split", "pattern: '{line} {b}', keep: true", 73, "there is a column 'line' already"),
                 ("rows.match", "pattern: '(?P<a>x'", 72, "the pattern is wrong: missing ): (?P<a>x"),
                 ("rows.match", "pattern: 'a (?<a>x)'", 74, "the pattern is wrong: invalid perl operator: (?<; write (?P<name>...)"),
                 ("rows.match", "pattern: 'a(b)'", 72, "there is no named group in it; write (?P<name>...) around what is to be a column"),
                 ("rows.match", "pattern: '(?P<abc>x)', types: {abd: int}", 72, "the pattern has no group of that name; did you mean 'abc'?"),
                 ("rows.match", "pattern: '(?P<line>x)', keep: true", 76, "there is a column 'line' already")]
        for kind, params, column, text in cases:
            path = self.file("wrong.yaml", LINES + f"  - {{name: rows, kind: {kind}, inputs: [lines], params: {{{params}}}}}\n"
                                                   "  - {name: out, kind: table.write, inputs: [rows]}\n")
            result = self.weir("check", path)
            self.assert_exit(2, result)
            with self.subTest(params):
                self.assertEqual(1, result.stderr.count("error: "))
                self.assertIn(f"{path}:3:{column}: error: stage 'rows': param ", result.stderr)
                self.assertIn(text, result.stderr)
        for params, text in [("", "param 'pattern': it is missing"), ("pattern: '{a}', preset: common", "param 'pattern': there is a preset, too"),
                             ("column: lin, pattern: '{a}'", "param 'column': there is no column 'lin' in Rows(line text, number int); did you mean 'line'?"),
                             ("column: number, pattern: '{a}'", "param 'column': 'number' is int, not text; name a column of text")]:
            result = self.weir("check", self.file("wrong.yaml", LINES.replace("['-']", "['-'], number: true") +
                                                  f"  - {{name: rows, kind: rows.split, inputs: [lines], params: {{{params}}}}}\n"
                                                  "  - {name: out, kind: table.write, inputs: [rows]}\n"))
            self.assertIn(text, result.stderr)


if __name__ == "__main__":
    unittest.main()
