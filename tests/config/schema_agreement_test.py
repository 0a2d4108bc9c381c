"""The JSON Schema and the reader agree: what the reader accepts the schema accepts, and what the schema can express and the reader refuses
the schema refuses. Judged by jsonschema, on texts as YAML 1.2 reads them.

The classes of errors that a schema cannot express are listed in BEYOND_A_SCHEMA, each with the message that tells it.
"""

import json
import os
import pathlib
import re
import subprocess
import sys
import unittest

try:
    import jsonschema
    import yaml
except ImportError:  # they are packages of Debian's, which only Debian's own interpreter sees
    if sys.executable == "/usr/bin/python3":
        raise
    os.execv("/usr/bin/python3", ["/usr/bin/python3", *sys.argv])

ROOT = pathlib.Path(__file__).resolve().parents[2]
TOOL = os.environ.get("WEIR_AGREEMENT_TOOL", str(ROOT / "build/release/tests/config/weir_agreement_tool"))
WEIR = os.environ.get("WEIR", str(ROOT / "build/release/weir"))
PATIENCE = 300
SEPARATOR = "\x1e"

# What a schema sees is one value at a time, without its place, its spelling or what other values name.
BEYOND_A_SCHEMA = {
    "names that refer to other places": r"names no stage|has no output|is below; inputs name stages above|cannot be its own input",
    "variables": r"has no value",
    "names that are taken": r"the name is taken|is given twice",
    "which stages are read by which": r"no stage reads its output|since nothing reads what|is a sink",
    "types of items": r"takes .*, but '|cannot be copied|has no columns|all inputs must have one item type",
    "limits and steps of durations and sizes":
        r"is too (small|large); the (smallest|largest) is (about )?\d+(ns|us|ms|s|m|h|d|[kKMGT]?i?B)$"
        r"|cannot be counted in steps|is not a whole number of",
    "rules over several params": r"cannot stand beside|must not be below",
    "spellings of numbers that YAML reads":
        r"has a leading zero|too close to 0|(number( or auto)?|a share such as 1 %), found '[-+]?(0[xo][0-9a-fA-F]+|\d+\.([eE].*)?|\.\d+([eE].*)?)'"
        r"|found '[-+]?[0-9.]+[eE]-[0-9]{3,}'|expected dark, true or 5, found '(True|TRUE|\+5|5\.)'",
    "numbers that JSON does not have": r"found '[-+]?\.(nan|NaN|NAN|inf|Inf|INF)'",
    "a key with nothing behind it, which is null to YAML": r"nothing stands behind the key",
    "a byte order mark that some readers of YAML pass over": r"contains U\+FEFF",
    "anchors, aliases, tags and documents": r"alias|anchor|the tag|second YAML document|nest deeper",
    "what is left of the stages that are enabled": r"nothing is left to run",
}


class CoreLoader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
    """PyYAML reads YAML 1.1, where `1_000`, `010` and `yes` are not strings. This one resolves what YAML 1.2's core schema does."""

    yaml_implicit_resolvers = {}


def resolve(tag, pattern, first, construct):
    CoreLoader.add_implicit_resolver(tag, re.compile(pattern), first)
    CoreLoader.add_constructor(tag, lambda loader, node: construct(loader.construct_scalar(node)))


def integer(text):
    sign, digits = (-1 if text.startswith("-") else 1), text.lstrip("+-")
    return sign * int(digits[2:] if digits[:2] in ("0x", "0o") else digits, {"0x": 16, "0o": 8}.get(digits[:2], 10))


def floating(text):
    return float(text.lower().replace(".inf", "inf").replace(".nan", "nan"))


NUMBER = list("-+.0123456789")
resolve("tag:yaml.org,2002:null", r"^(~|null|Null|NULL|)$", ["~", "n", "N", ""], lambda text: None)
CoreLoader.add_implicit_resolver("tag:yaml.org,2002:merge", re.compile("^<<$"), ["<"])
resolve("tag:yaml.org,2002:bool", r"^(true|True|TRUE|false|False|FALSE)$", list("tTfF"), lambda text: text.lower() == "true")
resolve("tag:yaml.org,2002:int", r"^([-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+)$", NUMBER, integer)
resolve("tag:yaml.org,2002:float",
        r"^([-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN))$", NUMBER, floating)


def run(*arguments, stdin=""):
    return subprocess.run(arguments, input=stdin.encode(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT, timeout=PATIENCE,
                          check=False)


def errors_of(configs):
    """The reader's messages for each text, without their places and excerpts."""
    output = run(TOOL, "read", stdin=SEPARATOR.join(configs)).stdout.decode()
    return [re.findall(r"^(?:[^ ].*?:\d+:\d+: )?error: (.*)$", text, re.MULTILINE) for text in output.split(SEPARATOR)]


def is_beyond(message):
    return any(re.search(pattern, message) for pattern in BEYOND_A_SCHEMA.values())


# Values of every kind, as they stand in a file.
VALUES = """
0 1 -1 2 3 4 5 +5 1.0 1.5 -0 -0.0 1e3 1E3 1e+3 1e-1 1500e-2 1_000 010 00 0x10 0o17 .5 5. 00.5 1e300 -1e300 1e999 -1e999 1e-999
127 128 -128 -129 255 256 300 301 65536 4294967295 4294967296 18446744073709551615 18446744073709551616 -9223372036854775808
-9223372036854775809 1024 1025 1000000 1000001 1000000000 1000000001 .inf -.inf .nan 0.1 3.4028235e38 1e39 true false True TRUE FALSE
yes on Yes null ~ Null "" '' "5" '5' "1.5" "true" "auto" auto Auto "null" word Word _word 1word wo-rd defaults "wo rd" "a\\0b" "a\\n" "5ms\\n"
"word\\n" ${X} 0s 0ms 0.0s 5ms "5ms" '1s' 2s 1s 1h30m 1d12h 1m30s 1s500ms 30m1h 1h1h 1.5s 1.5h30m 1h1.5m 1e3ms +5ms -5ms 05ms 5MS 0.5ns
1.0ns 106751d 106752d 1d1h1m1s1ms1us1ns 64KiB 64kib "64KiB" 64 64K 1.5MiB 1B 0B 1024B 2MiB 1KiB512B 1e3B 01B 1GB 1kB red green "red" Red
dark "true" a text b
[] [1] [0] [1,2] [a] [""] [null] [true] ["5"] [1.0] [text] [text,text] [a,a] [[1]] [[]] [{x:\\ 1}] [{}] {} {x:\\ 1} {x:\\ 1,y:\\ 2}
{x:\\ 1,y:\\ -1} {x:\\ a} {x:\\ 1,y:\\ null} {x:\\ null} {y:\\ 1} {x:\\ 1,z:\\ 1} {batch_size:\\ 5} {batch_size:\\ auto} {workers:\\ 5}
stop skip Stop "skip" {retry:\\ 0} {retry:\\ 3} {retry:\\ 3.0} {retry:\\ -1} {retry:\\ 4294967295} {retry:\\ 4294967296} {retry:\\ auto}
{retry:\\ 3,then:\\ skip} {retry:\\ 3,then:\\ stop} {retry:\\ 0,then:\\ stop} {retry:\\ 0,then:\\ skip} {retry:\\ 3,then:\\ go} {then:\\ skip}
{retry:\\ 3,backoff:\\ 5ms} {retry:\\ 3,backoff:\\ 0s} {retry:\\ 3,backoff:\\ 5} {retry:\\ 3,backoff:\\ -5ms} {retry:\\ 3,wait:\\ 5ms} {retry:\\ null}
0% 1% 100% 0.1\\ % 1.50% 05% 1\\ \\ % "1\\ %" 100.0% 100.1% 101% 1000% 0100% -1% +1% .5% 5.% 1e1% 1_0% nan% 1%% 1%x [1%] "" "1\\t%"
text.rejected [text.rejected] [text.rejected,text] [text.Rejected] [text.] [.rejected] [text.re-jected] [text.rejected.x] [text.rejected,text.rejected]
"""


def values():
    found = re.findall(r"""(?:"(?:[^"\\]|\\.)*"|(?:[^\s"\\]|\\[ ])+|"[^"]*")+""", VALUES)
    texts = [text.replace("\\ ", " ").replace("\\\\", "\\") for text in found]
    return texts + ["", "5 ms", "two words", "# nothing"]


# A config with one value to fill in, at each kind of place.
SOURCE = "stages:\n  - {name: text, kind: text.read, params: {paths: [a.txt]}}\n"
SINK = "  - {name: out, kind: synthetic.discard, inputs: [text]}\n"
PLACES = {key: f"{key}: @\n" + SOURCE + SINK for key in ["pipeline", "workers", "timeout", "memory", "defaults"]}
PLACES["stages"] = "stages: @\n"
PLACES["x-any"] = "x-any: @\n" + SOURCE + SINK
PLACES |= {f"defaults.{key}": f"defaults:\n  {key}: @\n" + SOURCE + SINK for key in ["batch_size", "queue_depth"]}
PLACES |= {f"stage.{key}": SOURCE + f"  - name: count\n    kind: words.count\n    inputs: [text]\n    {key}: @\n" +
                           SINK.replace("text", "count")
           for key in ["enabled", "replicas", "batch_size", "queue_depth", "memory", "ordered", "batch_wait", "on_error", "max_errors", "params", "unknown"]}
PLACES |= {f"source.{key}": f"stages:\n  - name: text\n    kind: camera.frames\n    {key}: @\n" + SINK
           for key in ["inputs", "replicas", "batch_size", "queue_depth", "memory", "ordered", "batch_wait", "on_error", "max_errors", "params"]}
PLACES |= {f"sink.{key}": SOURCE + f"  - name: out\n    kind: synthetic.discard\n    inputs: [text]\n    {key}: @\n"
           for key in ["replicas", "ordered", "on_error", "max_errors", "params"]}
# A kind whose calls may be made again, and a limit beside what ends the run.
SIEVE = """stages:
  - {name: text, kind: primes.segments, params: {to: 9}}
  - {name: sieve, kind: primes.sieve, inputs: [text], on_error: @}
  - {name: out, kind: primes.count, inputs: [sieve]}
"""
PLACES["repeatable.on_error"] = SIEVE
PLACES["repeatable.on_error beside max_errors"] = SIEVE.replace("on_error: @", "max_errors: 5, on_error: @")
PLACES["outputs"] = """stages:
  - {name: start, kind: text.read, params: {paths: [a.txt]}}
  - {name: text, kind: words.count, inputs: [start]}
  - {name: out, kind: synthetic.discard, inputs: [text]}
  - {name: bad, kind: synthetic.discard, inputs: @}
"""
PLACES["name"] = "stages:\n  - name: @\n    kind: text.read\n    params: {paths: [a.txt]}\n"
PLACES["kind"] = "stages:\n  - name: text\n    kind: @\n    params: {paths: [a.txt]}\n" + SINK
PLACES["inputs"] = SOURCE + "  - name: out\n    kind: synthetic.discard\n    inputs: @\n"


def params(schema):
    """The schema of each param of the kind `every.type`."""
    rules = schema["$defs"]["stage"]["allOf"]
    every = next(rule["then"] for rule in rules if rule["if"]["properties"]["kind"]["const"] == "every.type")
    return every["properties"]["params"]["properties"]


class AgreementTest(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.schema = json.loads(run(TOOL, "schema").stdout)
        jsonschema.Draft202012Validator.check_schema(cls.schema)
        cls.validator = jsonschema.Draft202012Validator(cls.schema)
        # Each param alone, which is quicker; that the schema has them at their place, `test_every_bad_config` shows.
        cls.param_validators = {f"params.{name}": jsonschema.Draft202012Validator({**param, "$defs": cls.schema["$defs"]})
                                for name, param in params(cls.schema).items()}

    def accepts(self, place, text):
        try:
            config = yaml.load(text, CoreLoader)
        except yaml.YAMLError:
            return False  # an editor says so without a schema
        if place not in self.param_validators:
            return self.validator.is_valid(config)
        return self.param_validators[place].is_valid(config["stages"][0]["params"][place.removeprefix("params.")])

    def disagreements(self, configs):
        for (place, text), messages in zip(configs, errors_of([text for _, text in configs])):
            accepted = self.accepts(place, text)
            if not messages and not accepted:
                yield f"{place}: only the schema refuses:\n{text}"
            if accepted and not all(is_beyond(message) for message in messages):
                yield f"{place}: only the reader refuses, {messages}:\n{text}"

    def test_every_value_at_every_place(self):
        every = "stages:\n  - name: text\n    kind: every.type\n    params:\n      NAME: @\n" + SINK
        places = PLACES | {f"params.{name}": every.replace("NAME", name) for name in params(self.schema)}
        configs = [(place, text.replace("@", value)) for place, text in places.items() for value in values()]
        self.assertGreater(len(configs), 5000)
        found = list(self.disagreements(configs))
        self.assertEqual([], found[:50], f"{len(found)} disagreements")

    def test_every_bad_config(self):
        files = [path for path in sorted((ROOT / "tests/bad_configs").glob("*.yaml")) if not path.with_suffix(".set").exists()]
        configs = []
        for path in files:
            try:
                configs.append((path.name, path.read_bytes().decode().removeprefix("\ufeff")))
            except UnicodeDecodeError:
                pass  # no editor would show it
        self.assertGreater(len(configs), 100)
        self.assertEqual([], list(self.disagreements(configs)))

    def test_each_class_beyond_a_schema_is_met(self):
        messages = [line for path in (ROOT / "tests/bad_configs").glob("*.expected")
                    for line in path.read_text(encoding="utf-8", errors="replace").splitlines()]
        unmet = [name for name, pattern in BEYOND_A_SCHEMA.items() if not any(re.search(pattern, line) for line in messages)]
        self.assertEqual([], unmet)


class ConfigsTest(unittest.TestCase):
    """The pipelines of the repository, and its command."""

    def test_the_schema_accepts_every_config_that_the_command_accepts(self):
        validator = jsonschema.Draft202012Validator(json.loads(run(WEIR, "schema").stdout))
        files = sorted((ROOT / "configs").glob("*.yaml"))
        self.assertGreater(len(files), 3)
        for path in files:
            with self.subTest(path.name):
                self.assertEqual(0, run(WEIR, "check", str(path)).returncode)
                self.assertEqual([], [error.message for error in validator.iter_errors(yaml.load(path.read_text(), CoreLoader))])


if __name__ == "__main__":
    unittest.main()
