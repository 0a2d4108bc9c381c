"""`weir kinds` and `weir schema`."""

import json
import re
import unittest

from weir_command import CommandTest


class KindsTest(CommandTest):
    def kinds(self, *args):
        result = self.weir("kinds", *args)
        self.assert_exit(0, result)
        self.assertEqual("", result.stderr)
        return result.stdout

    def names(self):
        return re.findall(r"^  ([a-z_]+\.[a-z_]+) ", self.kinds(), re.MULTILINE)

    def test_all_kinds_are_listed_by_family_with_role_and_summary(self):
        text = self.kinds()
        for family in ["matrix", "primes", "synthetic", "table", "text", "words"]:
            self.assertRegex(text, rf"(?m)^{family}$")
        self.assertRegex(text, r"(?m)^  words\.count +transform +Counts the words")
        for line in text.splitlines():
            if line.startswith("  "):
                self.assertRegex(line, r"^  \S+ +(source|transform|expander|sink) +\S.*\.$")

    def test_a_family_can_be_listed_alone(self):
        listed = [line.split()[0] for line in self.kinds("words").splitlines()]
        self.assertEqual(["words", "words.count", "words.top"], listed)

    def test_one_kind_is_explained(self):
        text = self.kinds("words.count")
        for part in ["role      transform", "takes     TextSlice", "gives     WordCount", "params", "example"]:
            self.assertIn(part, text)
        self.assertIn("  normalize: letters, lower or none; default letters\n", text)

    def test_ranges_defaults_units_and_what_is_required_are_told(self):
        work = self.kinds("synthetic.work")
        self.assertIn("  cost: duration, such as 5ms or 2s; at least 0s; at most 1h; required\n", work)
        self.assertIn("  jitter: number; at least 0; at most 1; default 0\n", work)
        self.assertIn("  slice_size: size, such as 64KiB or 1MiB; at least ", self.kinds("text.read"))

    def test_outputs_and_what_errors_may_do_are_told(self):
        page = self.kinds("text.read_each")
        self.assertIn("\nrejects   NAME.rejected: Rejected<string>, an item that it could not use, with the reason\n", page)
        self.assertIn("\nretries   on_error: {retry: N} makes a call that failed again\n", page)
        self.assertNotIn("\nretries ", self.kinds("words.count"))
        self.assertNotIn("\nrejects ", self.kinds("table.write"))

    def test_params_inside_params_are_told(self):
        self.assertRegex(self.kinds("matrix.blocks"), r"(?m)^ +rows: integer; .*required$")

    def test_every_kind_has_a_page_with_an_example_of_itself(self):
        for name in self.names():
            with self.subTest(name):
                self.assertRegex(self.kinds(name), rf"(?s)^{name}\n\n\S.*\nexample\n.*kind: {name}\n")

    def test_an_unknown_kind_is_bad_use_with_a_suggestion(self):
        result = self.weir("kinds", "word.count")
        self.assert_exit(2, result)
        self.assertEqual("weir: error: unknown kind 'word.count'; did you mean 'words.count'?\n", result.stderr)
        self.assertEqual("", result.stdout)

    def test_a_kind_like_no_other_is_bad_use_too(self):
        result = self.weir("kinds", "xylophone")
        self.assert_exit(2, result)
        self.assertEqual("weir: error: unknown kind 'xylophone'; `weir kinds` lists all, with --plugin PATH also those of a plugin\n",
                         result.stderr)

    def test_a_kind_that_shares_only_its_family_is_not_suggested(self):
        for name in ["table.filter", "words.split", "text.join"]:
            with self.subTest(name):
                result = self.weir("kinds", name)
                self.assert_exit(2, result)
                self.assertNotIn("did you mean", result.stderr)

    def test_a_misspelt_family_is_suggested(self):
        result = self.weir("kinds", "wrods")
        self.assertEqual("weir: error: unknown kind 'wrods'; did you mean 'words'?\n", result.stderr)

    def test_kinds_can_be_asked_for_by_what_they_take(self):
        for taken, *args in [("TextSlice",), ("TextSlice", "words"), ("WordCount",)]:
            with self.subTest(taken):
                names = re.findall(r"^  (\S+) ", self.kinds("--takes", taken, *args), re.MULTILINE)
                taking = [name for name in self.names() if not args or name.startswith(args[0])]
                # Their pages say it too; a sink of any items takes these as well when they can be printed.
                pages = {name: self.kinds(name) for name in taking}
                wanted = [name for name, page in pages.items() if f"takes     {taken}\n" in page]
                self.assertTrue(set(wanted) <= set(names), (wanted, names))
                for name in set(names) - set(wanted):
                    self.assertIn("takes     any item that can be printed\n", pages[name])
        self.assertIn("  table.write ", self.kinds("--takes", "WordCount"))
        self.assertNotIn("  words.count ", self.kinds("--takes", "WordCount"))

    def test_a_type_that_no_kind_has_is_bad_use_with_a_suggestion(self):
        for message, *args in [("no kind takes or gives items of type 'TextSlise'; did you mean 'TextSlice'?", "--takes", "TextSlise"),
                               ("no kind of primes takes TextSlice", "primes", "--takes", "TextSlice")]:
            result = self.weir("kinds", *args)
            self.assert_exit(2, result)
            self.assertEqual(("", f"weir: error: {message}\n"), (result.stdout, result.stderr))

    def test_json_says_what_the_pages_say(self):
        told = json.loads(self.kinds("--json"))
        self.assertEqual((1, self.names()), (told["version"], [kind["name"] for kind in told["kinds"]]))
        for kind in told["kinds"]:
            with self.subTest(kind["name"]):
                page = self.kinds(kind["name"])
                self.assertIn(f"role      {kind['role']}\n", page)
                self.assertIn(kind["summary"].split()[0], page)
                self.assertEqual(re.findall(r"(?m)^  (\w+): ", page.split("\nparams")[1].split("\nexample")[0]), [p["name"] for p in kind["params"]])
        [read, write] = (json.loads(self.kinds("--json", kind))["kinds"][0] for kind in ["text.read_each", "table.write"])
        self.assertEqual({"rejected": "Rejected<string>"}, read["named_outputs"])
        self.assertEqual({}, write["named_outputs"])
        self.assertEqual((True, False), (read["can_retry"], write["can_retry"]))
        [work] = json.loads(self.kinds("--json", "synthetic.work"))["kinds"]
        cost, jitter = [next(p for p in work["params"] if p["name"] == name) for name in ["cost", "jitter"]]
        self.assertEqual((True, None, "duration", "1h"), (cost["required"], cost["default"], cost["type"], cost["at_most"]))
        self.assertEqual((False, "0", "number", "1"), (jitter["required"], jitter["default"], jitter["type"], jitter["at_most"]))


def without_variables(schema):
    """The same without the choice between a value and a text with `${NAME}` in it, which stands wherever a value may."""
    if isinstance(schema, list):
        return [without_variables(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    schema = {key: without_variables(part) for key, part in schema.items()}
    if schema.get("anyOf", [])[1:] == [{"$ref": "#/$defs/variable"}]:
        schema |= schema.pop("anyOf")[0]
    return schema


class SchemaTest(CommandTest):
    def setUp(self):
        super().setUp()
        result = self.weir("schema")
        self.assert_exit(0, result)
        self.written = json.loads(result.stdout)
        self.schema = without_variables(self.written)

    def rules(self, kind):
        rules = self.schema["$defs"]["stage"]["allOf"]
        return next(rule["then"] for rule in rules if rule["if"]["properties"]["kind"]["const"] == kind)

    def test_it_knows_the_keys_of_the_file(self):
        self.assertEqual("https://json-schema.org/draft/2020-12/schema", self.schema["$schema"])
        self.assertEqual({"pipeline", "workers", "timeout", "memory", "defaults", "plugins", "stages", "tests"}, set(self.schema["properties"]))
        stage = self.schema["$defs"]["stage"]["properties"]
        self.assertEqual({"name", "kind", "enabled", "inputs", "replicas", "batch_size", "queue_depth", "memory", "ordered", "batch_wait", "on_error", "max_errors",
                          "params"},
                         set(stage))

    def test_it_knows_the_limits(self):
        stage = self.schema["$defs"]["stage"]["properties"]
        most = [entry["oneOf"][0]["maximum"] for entry in [self.schema["properties"]["workers"], stage["replicas"], stage["batch_size"],
                                                           stage["queue_depth"]]]
        self.assertEqual([1024, 1024, 10**9, 10**6], most)
        self.assertEqual(64, stage["name"]["maxLength"])

    def test_a_choice_called_null_may_be_the_null_of_yaml(self):
        self.assertEqual(["malformed", "null", None], self.rules("csv.read")["properties"]["params"]["properties"]["bad_values"]["enum"])

    def test_params_may_be_empty_unless_one_is_required(self):
        self.assertEqual(["object", "null"], self.rules("synthetic.discard")["properties"]["params"]["type"])
        self.assertEqual("object", self.rules("synthetic.work")["properties"]["params"]["type"])

    def test_it_knows_every_kind(self):
        kinds = [kind["const"] for kind in self.schema["$defs"]["stage"]["properties"]["kind"]["oneOf"]]
        listed = re.findall(r"^  ([a-z_]+\.[a-z_]+) ", self.weir("kinds").stdout, re.MULTILINE)
        self.assertEqual(listed, kinds)

    def test_it_knows_the_params_of_a_kind(self):
        params = self.rules("synthetic.work")["properties"]["params"]
        self.assertEqual(["cost"], params["required"])
        self.assertEqual({"$ref": "#/$defs/duration"}, {k: v for k, v in params["properties"]["cost"].items() if k == "$ref"})
        jitter = params["properties"]["jitter"]
        self.assertEqual(("number", 0, 1, 0), (jitter["type"], jitter["minimum"], jitter["maximum"], jitter["default"]))
        self.assertFalse(params["additionalProperties"])
        self.assertEqual(["letters", "lower", "none"], self.rules("words.count")["properties"]["params"]["properties"]["normalize"]["enum"])

    def test_a_source_has_no_entrance(self):
        rules = self.rules("text.read")["properties"]
        self.assertEqual((False, False, False), (rules["inputs"], rules["batch_size"], rules["queue_depth"]))

    def test_what_becomes_of_errors_depends_on_the_kind(self):
        source, sink_of_any = (self.rules(kind)["properties"] for kind in ["text.paths", "table.write"])
        self.assertEqual((False, False), (source["on_error"], source["max_errors"]))
        self.assertFalse(sink_of_any["max_errors"])
        self.assertEqual({"const": 0}, self.rules("words.count")["properties"]["on_error"]["properties"]["retry"])
        self.assertNotIn("on_error", self.rules("text.read_each")["properties"])

    def test_a_share_has_a_percent_sign(self):
        share = self.schema["$defs"]["stage"]["properties"]["max_errors"]["oneOf"][1]["pattern"]
        for text in ["1 %", "0%", "0.1 %", "100%", "100.0 %"]:
            self.assertRegex(text, share)
        for text in ["1", "%", "101 %", "100.1 %", ".5 %", "-1 %", "1e1 %", "1 %\n"]:
            self.assertNotRegex(text, share)

    def test_an_input_may_be_an_output_with_a_name(self):
        pattern = self.schema["$defs"]["stage"]["properties"]["inputs"]["items"]["pattern"]
        for text in ["text", "text.rejected", "Text-1.big_ones", "a" * 64]:
            self.assertRegex(text, pattern)
        for text in ["text.", ".rejected", "text.Rejected", "text.a.b", "a" * 65, "text.rejected\n"]:
            self.assertNotRegex(text, pattern)

    def test_every_reference_has_its_definition(self):
        text = json.dumps(self.written)
        self.assertEqual(set(re.findall(r"#/\$defs/([a-z]+)", text)), set(self.written["$defs"]))

    def test_wherever_a_value_stands_a_variable_may_stand(self):
        stage = self.written["$defs"]["stage"]["properties"]
        params = next(rule["then"] for rule in self.written["$defs"]["stage"]["allOf"]
                      if rule["if"]["properties"]["kind"]["const"] == "words.top")["properties"]["params"]["properties"]
        for schema in (stage["replicas"], stage["kind"], stage["inputs"]["items"], params["limit"], self.written["properties"]["timeout"]):
            self.assertEqual({"$ref": "#/$defs/variable"}, schema["anyOf"][1])
        self.assertRegex("out/${DAY}.csv", self.written["$defs"]["variable"]["pattern"])
        self.assertNotRegex("$5 {", self.written["$defs"]["variable"]["pattern"])

    def test_durations_and_sizes_need_a_unit(self):
        duration, size = (self.schema["$defs"][name]["pattern"] for name in ["duration", "size"])
        for text in ["500us", "5ms", "60s", "2m", "1h", "3d", "1h30m", "1d12h", "1m1.5s"]:
            self.assertRegex(text, duration)
        for text in ["64KiB", "1MiB", "4GB", "17B"]:
            self.assertRegex(text, size)
        for text in ["5", "5 ms", "ms", "-5ms", "", "30m1h", "1h1h", "1.5h30m", "05ms", "5ms\n", "01B"]:
            self.assertNotRegex(text, duration)
            self.assertNotRegex(text, size)


if __name__ == "__main__":
    unittest.main()
