"""`${NAME}` in a config, with the environment of the command. A shell says what each form stands for."""

import json
import os
import subprocess
import unittest

from weir_command import CommandTest, PATIENCE, ROOT, WEIR

COUNT = """
stages:
  - {name: text, kind: text.read, params: {paths: ["${INPUT:?say which text}"]}}  # ${NOTHING}
  - {name: count, kind: words.count, inputs: [text], replicas: ${REPLICAS:-auto}}
  - {name: top, kind: words.top, inputs: [count], params: {limit: ${LIMIT:-2}}}
  - {name: out, kind: table.write, inputs: [top], params: {path: ${OUT:--}, format: ${FORMAT}}}
"""


class VariablesTest(CommandTest):
    def weir_with(self, environment, *arguments):
        return subprocess.run([WEIR, *map(str, arguments)], env={**os.environ, **environment}, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                              cwd=ROOT, timeout=PATIENCE, check=False)

    def test_the_environment_says_what_a_config_runs_on(self):
        config = self.file("count.yaml", COUNT)
        text = self.file("a text, [of] {words}: #1", "a a a b b c\n")
        result = self.weir_with({"INPUT": text, "FORMAT": "csv"}, "run", "-q", config)
        self.assertEqual((0, "word,count\na,3\nb,2\n", ""), (result.returncode, result.stdout, result.stderr))
        out = self.folder / "out.tsv"
        result = self.weir_with({"INPUT": text, "FORMAT": "tsv", "LIMIT": "1", "OUT": str(out), "REPLICAS": "2"}, "run", "-q", config)
        self.assertEqual((0, "word\tcount\na\t3\n"), (result.returncode, out.read_text()))

    def test_forms_stand_for_what_they_do_in_a_shell(self):
        forms = ["${SET}", "${EMPTY}", "${SET:-other}", "${EMPTY:-other}", "${NONE:-other}", "${NONE:-}", "${SET:?why}", "a${SET}b${SET}", "${SET:-a b, c}"]
        environment = {"SET": "some value, and more: [x]", "EMPTY": ""}
        for form in forms:
            with self.subTest(form):
                said = subprocess.run(["sh", "-c", f'printf "%s" "{form}"'], env={**os.environ, **environment}, capture_output=True, text=True, check=True).stdout
                config = self.file("check.yaml", f"stages:\n  - {{name: text, kind: text.paths, params: {{paths: ['{self.folder}/{form}']}}}}\n"
                                   "  - {name: out, kind: table.write, inputs: [text]}\n")
                result = self.weir_with(environment, "run", "-q", config)
                self.assertIn(f"'{self.folder}/{said}'", result.stderr) if said else self.assertEqual(0, result.returncode, result.stderr)

    def test_all_that_is_wrong_is_told_at_once_at_its_place(self):
        config = self.file("wrong.yaml", COUNT)
        result = self.weir_with({"LIMIT": "many", "REPLICAS": "0"}, "check", config)
        self.assert_exit(2, result)
        for place, message in (("3:52", "stage 'text': param 'paths': INPUT: say which text"), ("4:64", "stage 'count': key 'replicas': '0' is too small; the smallest is 1"),
                               ("5:67", "stage 'top': param 'limit': expected a whole number, found 'many'"),
                               ("6:85", "stage 'out': param 'format': the variable FORMAT has no value; ")):
            with self.subTest(place):
                self.assertTrue(any(f"{config}:{place}: error: " in line and message in line for line in result.stderr.splitlines()), result.stderr)

    def test_check_shows_the_values_but_no_secrets(self):
        config = self.file("secret.yaml", "stages:\n  - {name: in, kind: text.paths, params: {paths: ['${WHERE:-data}'], exclude: ['${API_TOKEN}', '${WHO}']}}\n"
                           "  - {name: out, kind: table.write, inputs: [in], params: {path: ${db_password:-hunter2}}}\n")
        environment = {"API_TOKEN": "s3cr3t-t0ken", "WHO": "a\nb"}
        result = self.weir_with(environment, "check", config)
        self.assert_exit(0, result)
        self.assertIn("\nvariables\n  WHERE = data, by default\n  API_TOKEN = (a secret)\n  WHO = a\\nb\n  db_password = (a secret), by default\n", result.stdout)
        result = self.weir_with(environment, "check", "--json", config)
        self.assertEqual([{"name": "WHERE", "value": "data", "default": True, "secret": False},
                          {"name": "API_TOKEN", "value": None, "default": False, "secret": True},
                          {"name": "WHO", "value": "a\nb", "default": False, "secret": False},
                          {"name": "db_password", "value": None, "default": True, "secret": True}], json.loads(result.stdout)["files"][0]["variables"])
        wrong = self.file("wrong.yaml", "workers: ${API_TOKEN}\nstages:\n  - {name: in, kind: x.${API_TOKEN}, params: {paths: [data]}}\n")
        for options in ((), ("--json",)):
            result = self.weir_with(environment, "check", *options, wrong)
            self.assert_exit(2, result)
            self.assertNotIn("s3cr3t", result.stdout + result.stderr)
            self.assertIn("***", result.stdout + result.stderr)

    def test_a_config_without_variables_shows_none(self):
        self.assertNotIn("variables", self.weir_with({}, "check", "configs/word_count.yaml").stdout)


if __name__ == "__main__":
    unittest.main()
