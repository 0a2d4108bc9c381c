"""`weir completion SHELL` and `weir man`: what is made from the declarations."""

import os
import pathlib
import re
import shutil
import subprocess
import unittest

from weir_command import PATIENCE, WEIR, CommandTest

COMMANDS = ["run", "check", "test", "graph", "kinds", "schema", "new", "completion", "man", "help"]


def run(*command, cwd=None, **more):
    done = subprocess.run(list(map(str, command)), stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=PATIENCE, cwd=cwd,
                          env={**os.environ, "LC_ALL": "C.UTF-8", **more})
    return done.returncode, done.stdout, done.stderr


class Completions(CommandTest):
    """What each shell has to offer; `complete` returns the words that it offers after those before."""

    shell = ""

    def setUp(self):
        super().setUp()
        result = self.weir("completion", self.shell)
        self.assert_exit(0, result)
        self.script = self.file(f"weir.{self.shell}", result.stdout)
        for name in ["a.yaml", "b.yml", "c.txt", "lib.so", "two words.yaml"]:
            self.file(name, "")
        (self.folder / "sub").mkdir()

    def kinds(self):
        return re.findall(r"^  ([a-z_]+\.[a-z_]+) ", self.weir("kinds").stdout, re.MULTILINE)

    def families(self):
        return {kind.split(".")[0] for kind in self.kinds()}

    def assert_offers(self, wanted, *words):
        self.assertEqual(set(wanted), set(self.complete(*words)), words)

    def check_words(self):
        self.assert_offers(COMMANDS, "")
        self.assert_offers(["check", "completion"], "c")
        self.assert_offers(["stage", "project"], "new", "")
        self.assert_offers(COMMANDS, "help", "")
        self.assert_offers(["bash", "zsh", "fish"], "completion", "")
        self.assert_offers(["auto", "always", "never"], "run", "--progress", "")
        self.assert_offers(["auto", "always", "never"], "--color", "")
        self.assert_offers(["source", "sink"], "new", "stage", "x", "--role", "s")
        self.assert_offers([], "run", "a.yaml", "--workers", "")

    def check_options(self):
        offered = set(self.complete("run", "--"))
        help_text = self.weir("run", "--help").stdout + self.weir("--help").stdout
        self.assertEqual(set(re.findall(r"(?<![\w-])--[a-z-]+", help_text.split("Examples")[0])) - {"--version"} | {"--color"}, offered - {"--version"})
        self.assert_offers(["--takes"], "kinds", "--t")
        self.assert_offers(["--role"], "new", "stage", "--r")

    def check_kinds(self):
        self.assert_offers([*self.kinds(), *self.families()], "kinds", "")
        self.assert_offers([kind for kind in ["words", *self.kinds()] if kind.startswith("words")], "kinds", "words")
        self.assertIn("TextSlice", self.complete("kinds", "--takes", "T"))

    def check_files(self):
        for words in [["run", ""], ["check", "a.yaml", ""], ["graph", "--format", "dot", ""], ["-C", ".", "run", "--set", "x=1", ""]]:
            with self.subTest(words):
                self.assertEqual({"a.yaml", "b.yml", "two words.yaml", "sub"}, {word.rstrip("/").replace("\\", "") for word in self.complete(*words)})
        self.assertEqual({"lib.so", "sub"}, {word.rstrip("/") for word in self.complete("kinds", "--plugin", "")})
        self.assertEqual({"sub"}, {word.rstrip("/") for word in self.complete("new", "project", "")})


class BashTest(Completions):
    shell = "bash"

    def complete(self, *words):
        code, out, error = run("bash", "--norc", "-c", 'source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _weir; printf "%s\n" "${COMPREPLY[@]}"',
                               "bash", self.script, "weir", *words, cwd=self.folder)
        self.assertEqual((0, ""), (code, error))
        return [word for word in out.splitlines() if word]

    def test_words(self):
        self.check_words()

    def test_options(self):
        self.check_options()

    def test_kinds(self):
        self.check_kinds()

    def test_files(self):
        self.check_files()

    def test_values_after_an_equals_sign_which_bash_takes_for_a_word(self):
        self.assert_offers(["always"], "run", "--progress", "=", "al")
        self.assert_offers(["auto", "always", "never"], "run", "--progress", "=")

    def test_it_is_registered_for_the_command(self):
        code, out, _ = run("bash", "--norc", "-c", 'source "$1"; complete -p weir', "bash", self.script)
        self.assertEqual((0, "complete -F _weir weir\n"), (code, out))


class FishTest(Completions):
    shell = "fish"

    def complete(self, *words):
        line = " ".join(["weir", *words])
        code, out, error = run("fish", "--no-config", "-c", "source $argv[1]; complete -C $argv[2]", self.script, line, cwd=self.folder, HOME=str(self.folder))
        self.assertEqual((0, ""), (code, error))
        return [row.split("\t")[0] for row in out.splitlines()]

    def test_words(self):
        self.check_words()

    def test_options(self):
        self.check_options()

    def test_kinds(self):
        self.check_kinds()

    def test_files(self):
        self.check_files()


class ZshTest(Completions):
    """zsh completes only on a terminal, so it gets one of its own; the candidates are caught where completion would show them."""

    shell = "zsh"

    def complete(self, *words):
        harness = self.file("harness.zsh", ZSH_HARNESS)
        (self.folder / "functions").mkdir(exist_ok=True)
        shutil.copy(self.script, self.folder / "functions/_weir")
        code, out, error = run("zsh", "-f", harness, self.folder / "functions", " ".join(["weir", *words]), cwd=self.folder)
        self.assertEqual((0, ""), (code, error))
        return sorted({word for word in out.replace("\r", "").splitlines() if word})

    def test_words(self):
        self.check_words()

    def test_kinds(self):
        self.check_kinds()

    def test_options(self):
        self.assertIn("--workers", self.complete("run", "--w"))
        self.assertIn("--color", self.complete("run", "--c"))
        self.assertIn("--takes", self.complete("kinds", "--t"))


# Loads the completions in a shell on a terminal, presses the key, and prints what compadd is asked to add.
ZSH_HARNESS = r"""
zmodload zsh/zpty
zpty weir zsh -f -i
receive() { zpty -r weir out "*$1*" }
zpty -w weir "PROMPT=; fpath=($1 \$fpath); autoload -Uz compinit && compinit -u -D"
zpty -w weir 'compadd() {
  if [[ ${@[1,(i)(-|--)]} == *-(O|A|D)\ * ]]; then builtin compadd "$@"; return; fi
  typeset -a found; builtin compadd -A found "$@"
  (( $#found )) && print -rl -- $'"'"'\x02'"'"'${^found}$'"'"'\x03'"'"'
  builtin compadd "$@"
}
list() { compstate[insert]=; compstate[list]=; _main_complete; print -r -- $'"'"'\x04'"'"' }
zle -C list complete-word list
bindkey "^I" list
print rea""dy'
receive ready
zpty -w -n weir "$2"$'\t'
text=
while zpty -r weir chunk; do
  text+=$chunk
  [[ $chunk == *$'\x04'* ]] && break
done
print -r -- $text | grep -ao $'\x02[^\x03]*' | tr -d '\002'
exit 0
"""


class ManPageTest(CommandTest):
    def setUp(self):
        super().setUp()
        result = self.weir("man")
        self.assert_exit(0, result)
        self.page = result.stdout
        self.path = self.file("weir.1", result.stdout)

    def test_it_has_every_command_option_and_example_that_the_help_has(self):
        text = self.page.replace("\\-", "-").replace("\\&", "").replace("\\e", "\\")
        for words in [*([command] for command in COMMANDS if command != "new"), ["new", "stage"], ["new", "project"]]:
            with self.subTest(words):
                section = text.split(f".SS {' '.join(['weir', *words])}\n")[1].split("\n.SS ")[0]
                head, examples = self.weir(*words, "--help").stdout.split("Examples:\n")
                for option in set(re.findall(r"(?m)^  (?:-\w,)?(--\w+)", head)) - {"--help"}:
                    self.assertIn(f"\\fB{option}\\fR", section)
                for line in examples.splitlines():
                    self.assertIn(line, section)

    def test_it_names_the_version(self):
        version = self.weir("--version").stdout.strip()
        self.assertEqual(f'.TH WEIR 1 "" "{version}" "User Commands"', self.page.splitlines()[0])

    def test_man_has_no_warnings(self):
        self.assertEqual((0, ""), run("man", "--warnings", "-E", "UTF-8", "-l", "-Tutf8", "-Z", self.path, MANROFFSEQ="", MANWIDTH="80")[::2])

    def test_groff_shows_examples_as_they_are(self):
        code, out, error = run("groff", "-man", "-k", "-Tutf8", "-P-cbou", "-rLL=140n", self.path)
        self.assertEqual((0, ""), (code, error))
        self.assertIn("weir run configs/primes.yaml --set segments.params.to=1000000 --workers 2", out)


del Completions

if __name__ == "__main__":
    unittest.main()
