"""`--plugin` and the key `plugins`, with the plugins of tests/plugin."""

import json
import os
import pathlib
import shutil
import struct
import unittest

from weir_command import ROOT, CommandTest

PLUGINS = pathlib.Path(os.environ.get("WEIR_PLUGINS", str(ROOT / "build/release/tests/plugin/plugins")))
GOOD = str(PLUGINS / "good.so")
# The same without weir linked in: it takes what it needs from the command.
LINKS_NOTHING = str(PLUGINS / "links_nothing.so")

STAGES = """stages:
  - {name: in, kind: mine.numbers}
  - {name: scale, kind: mine.scale, inputs: [in], params: {factor: 5}}
  - {name: out, kind: table.write, inputs: [scale], params: {format: tsv}}
"""
CHECKED = """stages:
  - {name: in, kind: mine.numbers}
  - {name: check, kind: mine.checked, inputs: [in], batch_size: 1}
  - {name: out, kind: table.write, inputs: [check]}
"""


def end_of_segments(elf):
    """Where the last segment that the loader maps ends (ELF specification: 64 bits, little-endian)."""
    offset, = struct.unpack_from("<Q", elf, 32)
    size, count = struct.unpack_from("<HH", elf, 54)
    headers = [struct.unpack_from("<IIQQQQ", elf, offset + i * size) for i in range(count)]
    return max(start + length for kind, _, start, _, _, length in headers if kind == 1)


class PluginsTest(CommandTest):
    maxDiff = None

    def test_inlets_and_outlets_are_refused_where_no_program_could_reach_them(self):
        file = self.file("p.yaml", "stages:\n  - {name: in, kind: host.numbers}\n  - {name: out, kind: host.results, inputs: [in]}\n")
        plugin = str(PLUGINS / "meets_host.so")
        self.assert_exit(0, self.weir("check", file, "--plugin", plugin))
        result = self.weir("run", file, "--plugin", plugin)
        self.assert_exit(2, result)
        self.assertIn("p.yaml:2:22: error: stage 'in': key 'kind': host.numbers is an inlet, into which a program pushes; it runs only in such a program",
                      result.stderr)
        self.assertIn("p.yaml:3:23: error: stage 'out': key 'kind': host.results is an outlet, from which a program pulls", result.stderr)

    def test_a_stage_of_a_plugin_runs(self):
        for plugin in [GOOD, LINKS_NOTHING]:
            with self.subTest(plugin):
                in_file = self.weir("run", "-q", self.file("p.yaml", f"plugins: [{plugin}]\n" + STAGES))
                by_option = self.weir("run", "-q", self.file("q.yaml", STAGES), "--plugin", plugin)
                by_both = self.weir("run", "-q", self.file("p.yaml", f"plugins: [{plugin}]\n" + STAGES), "--plugin", plugin)
                by_override = self.weir("run", "-q", self.file("q.yaml", STAGES), "--set", f"plugins=[{plugin}]")
                for result in [in_file, by_option, by_both, by_override]:
                    self.assert_exit(0, result)
                    self.assertEqual(("value\n5\n10\n15\n", ""), (result.stdout, result.stderr))

    def test_what_a_stage_of_a_plugin_throws_ends_the_run(self):
        for plugin in [GOOD, LINKS_NOTHING]:
            with self.subTest(plugin):
                result = self.weir("run", "-q", self.file("p.yaml", CHECKED), "--plugin", plugin)
                self.assert_exit(1, result)
                self.assertEqual("weir: error: stage 'check', replica 0: 2 is no good\n", result.stderr)

    def test_check_and_graph_know_the_kinds_of_a_plugin(self):
        file = self.file("p.yaml", STAGES)
        for command in ["check", "graph"]:
            with self.subTest(command):
                result = self.weir(command, file, "--plugin", GOOD)
                self.assert_exit(0, result)
                self.assertIn("mine.scale", result.stdout)

    def test_the_kinds_of_a_plugin_are_listed_and_explained(self):
        listed = self.weir("kinds", "--plugin", GOOD)
        self.assert_exit(0, listed)
        self.assertRegex(listed.stdout, r"(?m)^mine\n  mine\.checked .*\n  mine\.numbers .*\n  mine\.scale +transform +Multiplies numbers\.$")
        self.assertRegex(listed.stdout, r"(?m)^  words\.count ")
        page = self.weir("kinds", "mine.scale", "--plugin", GOOD)
        self.assertIn("  factor: number; at least 0; default 2\n", page.stdout)
        nearest = self.weir("kinds", "mine.scales", "--plugin", GOOD)
        self.assert_exit(2, nearest)
        self.assertEqual("weir: error: unknown kind 'mine.scales'; did you mean 'mine.scale'?\n", nearest.stderr)

    def test_the_schema_knows_the_kinds_of_a_plugin(self):
        result = self.weir("schema", "--plugin", GOOD)
        self.assert_exit(0, result)
        schema = json.loads(result.stdout)
        self.assertEqual(["string", "number", "boolean"], schema["properties"]["plugins"]["items"]["anyOf"][0]["type"])
        stage = schema["$defs"]["stage"]
        self.assertIn("mine.scale", [kind["const"] for kind in stage["properties"]["kind"]["anyOf"][0]["oneOf"]])
        rules = next(rule["then"] for rule in stage["allOf"] if rule["if"]["properties"]["kind"]["const"] == "mine.scale")
        factor = rules["properties"]["params"]["properties"]["factor"]
        number = factor["anyOf"][0]  # or a variable
        self.assertEqual(("number", 0, 2), (number["type"], number["minimum"], factor["default"]))

    def test_a_plugin_that_cannot_be_loaded_is_an_error_at_its_place(self):
        shutil.copy(PLUGINS / "no_plugin.so", self.folder)
        file = self.file("p.yaml", "plugins: [./no_plugin.so]\n" + STAGES.replace("tsv", "tsw"))
        for command in ["run", "check", "graph"]:
            with self.subTest(command):
                result = self.weir(command, file, "--plugin", "missing.so", cwd=self.folder)
                self.assert_exit(2, result)
                self.assertEqual("", result.stdout)
                self.assertEqual(
                    f"{file}:1:11: error: key 'plugins': plugin './no_plugin.so': is a shared library but not a weir plugin: it has no function weir_plugin\n"
                    " 1 | plugins: [./no_plugin.so]\n"
                    "   |           ^\n"
                    f"{file}:5:70: error: stage 'out': param 'format': expected text, csv, tsv or jsonl, found 'tsw'; did you mean 'tsv'?\n"
                    " 5 |   - {name: out, kind: table.write, inputs: [scale], params: {format: tsw}}\n"
                    "   |                                                                      ^\n"
                    f"--plugin:1:1: error: key 'plugins': plugin 'missing.so': no such file in the working directory, '{os.path.realpath(self.folder)}'\n"
                    " 1 | missing.so\n"
                    "   | ^\n", result.stderr)

    def test_kinds_and_schema_tell_of_every_plugin_that_cannot_be_loaded(self):
        for command in ["kinds", "schema"]:
            with self.subTest(command):
                result = self.weir(command, "--plugin", "missing.so", "--plugin", GOOD, "--plugin", "/")
                self.assert_exit(2, result)
                self.assertEqual("", result.stdout)
                self.assertEqual(
                    f"--plugin:1:1: error: plugin 'missing.so': no such file in the working directory, '{ROOT}'\n"
                    " 1 | missing.so\n"
                    "   | ^\n"
                    "--plugin:1:1: error: plugin '/': is a directory; name the shared library in it\n"
                    " 1 | /\n"
                    "   | ^\n", result.stderr)

    def test_a_plugin_built_with_other_strings_is_refused_though_the_command_exports_its_own(self):
        result = self.weir("kinds", "--plugin", "other_abi.so", cwd=PLUGINS)
        self.assert_exit(2, result)
        self.assertRegex(result.stderr, r"it has .*, libstdc\+\+ with C\+\+98 strings.*; the program has .*, libstdc\+\+ with C\+\+11 strings")

    def test_a_list_that_cannot_be_read_does_not_hide_what_an_option_adds(self):
        file = self.file("p.yaml", "plugins: {}\n" + STAGES.replace("mine.scale", "other.scale"))
        result = self.weir("check", file, "--plugin", GOOD)
        self.assert_exit(2, result)
        self.assertEqual(f"{file}:1:10: error: key 'plugins': expected a list, found a map\n"
                         " 1 | plugins: {}\n"
                         "   |          ^\n", result.stderr)

    def test_a_plugin_that_is_cut_short_is_an_error_or_loads_and_never_a_crash(self):
        whole = pathlib.Path(GOOD).read_bytes()
        needed = end_of_segments(whole)
        self.assertLess(needed, len(whole))  # the names of sections and symbols come after
        points = {len(whole) * i // 25 for i in range(26)} | {1, 3, 15, 16, 63, 64, 65, needed - 1, needed, needed + 1}
        for size in sorted(points):
            with self.subTest(size=size, of=len(whole), needed=needed):
                cut = self.folder / f"cut_{size}.so"
                cut.write_bytes(whole[:size])
                result = self.weir("kinds", "mine.scale", "--plugin", cut)
                if size >= needed:
                    self.assert_exit(0, result)
                    self.assertIn("Multiplies numbers.", result.stdout)
                    continue
                self.assert_exit(2, result)
                short = f"is cut short: {size} bytes long, while its headers speak of [0-9]+; copy or build it again"
                self.assertRegex(result.stderr, f"error: plugin '[^']*': ({short}|is empty; it was perhaps never written whole)\n")

    def test_every_command_explains_the_option(self):
        for command in ["run", "check", "graph", "kinds", "schema"]:
            with self.subTest(command):
                self.assertRegex(self.weir(command, "--help").stdout, r"--plugin PATH \.\.\. +a shared library with more kinds; repeatable")


if __name__ == "__main__":
    unittest.main()
