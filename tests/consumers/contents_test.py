"""What was installed: headers, exported names, paths, the command with its examples."""

import os
import re
import shutil
import sys
import unittest

from outside import INSTALLED, SHARED_BUILD, SOURCE, WORK, OutsideTest, fresh, installed_file, run

sys.path.append(str(SOURCE / "tests/docs"))
from code_blocks import links_of  # noqa: E402: the path has to be set first


class ContentsTest(OutsideTest):
    def test_every_header_alone(self):
        run("cmake", "--build", SHARED_BUILD, "--target", "all_verify_interface_header_sets")

    def test_headers_name_nothing_foreign(self):
        headers = sorted((INSTALLED["static"] / "include").rglob("*.hpp"))
        self.assertGreater(len(headers), 15)
        for header in headers:
            text = header.read_text()
            self.assertNotRegex(text, r'#\s*include\s*[<"](tbb|oneapi|yaml-cpp|fmt|nlohmann|CLI|utf8proc|re2|simdjson|sqlite3|isa-l|libdeflate|zstd|lzma|bzlib|lz4)|\b(tbb|YAML|fmt|nlohmann|re2|simdjson)::', str(header))
            # What is declared between the two pragmas is visible in a shared library, with GCC and Clang alike.
            opened = re.findall(r"^(.*)\n(namespace.*\bweir\b.*\{)", text, re.MULTILINE)
            self.assertEqual([], [lines for lines in opened if lines != ("#pragma GCC visibility push(default)", "namespace weir {")], str(header))
            self.assertEqual(len(opened), text.count("}  // namespace weir\n#pragma GCC visibility pop\n"), str(header))

    def test_only_weirs_names_are_exported(self):
        for name in ("libweir.so", "libweir_expressions.so", "libweir_stages.so"):
            lines = run("nm", "--dynamic", "--defined-only", installed_file(INSTALLED["shared"], name)).splitlines()
            names = {line.split()[-1] for line in lines}
            # Mangled: a name in weir, with its type information, its virtual tables and its static variables.
            self.assertEqual([], sorted(n for n in names if not re.match(r"_Z(T[ISTV]|GV)?Z?N[KO]?4weir", n)))
            self.assertGreater(len(names), 20)
        text = run("nm", "--dynamic", "--defined-only", "--demangle", installed_file(INSTALLED["shared"], "libweir.so"))
        for hidden in ("nearest_name", "Engine", "parse_yaml"):
            self.assertNotIn(hidden, text)

    def test_no_absolute_path(self):
        for prefix in INSTALLED.values():
            texts = [*prefix.rglob("*.cmake"), *prefix.rglob("*.pc")]
            self.assertGreater(len(texts), 5)
            for file in texts:
                text = file.read_text()
                for path in (str(SOURCE), str(WORK)):
                    self.assertNotIn(path, text, str(file))
                self.assertNotRegex(text, r"/usr/lib\S*\.(so|a)\b", str(file))

    def test_links_of_the_pages_lead_somewhere(self):
        for prefix in INSTALLED.values():
            pages = sorted((prefix / "share/doc/weir").rglob("*.md"))
            names = {str(page.relative_to(prefix / "share/doc/weir")) for page in pages}
            self.assertLessEqual({"README.md", "CONTRIBUTING.md", "docs/configuration.md", "docs/design.md", "examples/README.md"}, names)
            dead = [f"{page}: {target}" for page in pages for target in links_of(page) if not (page.parent / target).exists()]
            self.assertEqual([], dead)
            self.assertGreater(sum(len(links_of(page)) for page in pages), 40)

    def test_the_readmes_first_pipeline_runs_beside_it(self):
        for prefix in INSTALLED.values():
            counted = run(prefix / "bin/weir", "run", "--quiet", "configs/word_count.yaml", "--set", "top.params.limit=1",
                          folder=prefix / "share/doc/weir")
            self.assertEqual("word  count\nthe   16898\n", counted)

    def test_what_the_command_says_of_itself_is_installed(self):
        for name, prefix in INSTALLED.items():
            zsh = {"static": "site-functions", "shared": "vendor-completions"}[name]  # where Debian has it below /usr
            for file, words in {"bash-completion/completions/weir": "completion bash", f"zsh/{zsh}/_weir": "completion zsh",
                                "fish/vendor_completions.d/weir.fish": "completion fish", "man/man1/weir.1": "man",
                                "weir/weir.schema.json": "schema"}.items():
                with self.subTest(f"{name}: {file}"):
                    self.assertEqual(run(prefix / "bin/weir", *words.split()), (prefix / "share" / file).read_text())

    def test_command_runs_the_examples(self):
        for name, prefix in INSTALLED.items():
            examples = fresh(WORK / f"examples_{name}") / "examples"
            shutil.copytree(prefix / "share/weir/examples", examples)
            weir = prefix / "bin/weir"
            self.assertEqual(f"weir {os.environ['WEIR_VERSION']}\n", run(weir, "--version"))
            for config in sorted((examples / "configs").glob("*.yaml")):
                run(weir, "check", config, folder=examples)
            counted = run(weir, "run", "--quiet", "configs/word_count.yaml", "--set", "top.params.limit=2", folder=examples)
            self.assertEqual("word  count\nthe   16898\nand   14347\n", counted)


if __name__ == "__main__":
    unittest.main()
