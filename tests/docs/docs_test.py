"""All C++ and YAML in the docs is code that compiles, runs or stands in a file that does. And: the check finds what is wrong."""

import os
import pathlib
import shlex
import tempfile
import textwrap
import unittest

from code_blocks import Block, Checker, blocks_of, links_of

ROOT = pathlib.Path(__file__).resolve().parents[2]
INCLUDES = [f"-I{ROOT / folder / 'include'}" for folder in ("framework", "expressions", "stages", "processor")]
COMPILE = [*shlex.split(os.environ.get("WEIR_CXX", "c++")), "-std=c++20", "-fsyntax-only", "-Wall", "-Wextra", "-Werror", *INCLUDES]
WEIR = os.environ.get("WEIR", str(ROOT / "build/release/weir"))
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "examples/README.md", *sorted((ROOT / "docs").rglob("*.md"))]


class DocsTest(unittest.TestCase):
    def test_code_in_the_docs(self):
        checker = Checker(ROOT, COMPILE, WEIR)
        for page in PAGES:
            for block in blocks_of(page):
                with self.subTest(f"{page.relative_to(ROOT)}:{block.line}"):
                    self.assertIsNone(checker.problem(block))

    def test_links_lead_somewhere(self):
        for page in PAGES:
            for target in links_of(page):
                with self.subTest(f"{page.relative_to(ROOT)}: {target}"):
                    self.assertTrue((page.parent / target).exists())


class CheckerTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="weir-docs-")
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)
        for name in ("configs", "examples", "tests"):
            (self.root / name).mkdir()
        (self.root / "examples/one.cpp").write_text("int main() {\n  int a = 1;\n\n  int b = 2;\n  return a - b;\n}\n")
        (self.root / "configs/one.yaml").write_text("stages:\n  - name: a\n    kind: b.c\n")
        self.checker = Checker(self.root, COMPILE, WEIR)

    def problem(self, language, text):
        return self.checker.problem(Block(self.root / "page.md", 1, language, textwrap.dedent(text)))

    def test_whole_files_must_compile(self):
        self.assertIsNone(self.problem("cpp", "#include <weir/weir.hpp>\nint main() { weir::Registry registry; }"))
        self.assertIn("registri", self.problem("cpp", "#include <weir/weir.hpp>\nint main() { weir::Registry registry; registri.kinds(); }"))

    def test_other_code_must_stand_in_a_file(self):
        self.assertIsNone(self.problem("cpp", "int a = 1;\nint b = 2;"))
        self.assertIsNone(self.problem("cpp", "int main() {\n  // ...\n  return a - b;"))
        for wrong in ("int a = 2;", "int b = 2;\nint a = 1;", "int a = 1;\nreturn a - b;", "return a - b;\n// ...\nint a = 1;", ""):
            self.assertIn("no excerpt", self.problem("cpp", wrong))

    def test_yaml_must_be_a_file_that_is_right_or_an_excerpt(self):
        whole = "stages:\n  - {name: a, kind: text.paths, params: {paths: [.]}}\n  - {name: b, kind: table.write, inputs: [a]}"
        self.assertIsNone(self.problem("yaml", "- name: a\n  kind: b.c"))
        self.assertIn("text.pahts", self.problem("yaml", whole.replace("text.paths", "text.pahts")))
        self.assertIn("no excerpt", self.problem("yaml", "- name: a\n  kind: b.d"))

    def test_links_are_found_outside_of_code(self):
        page = self.root / "page.md"
        page.write_text("[a](one.md#part), [b](https://example.org/two.md) and [c](#here); `[](int x) {}` and [`d`](five.md)\n\n```cpp\n[](int three) {}\n```\n![d](four.png)\n")
        self.assertEqual(["one.md", "five.md", "four.png"], links_of(page))

    def test_blocks_are_found_with_their_lines(self):
        page = self.root / "page.md"
        page.write_text("# A\n\n```cpp\nint a;\n\nint b;\n```\n\n- ```yaml\n  no: block\n\n1. A list:\n   ```yaml\n   a: 1\n   ```\n```\nplain\n```\n")
        blocks = blocks_of(page)
        self.assertEqual([("cpp", 4), ("yaml", 14), ("", 17)], [(block.language, block.line) for block in blocks])
        self.assertEqual("int a;\n\nint b;", blocks[0].text)
        page.write_text("```cpp\nint a;\n")
        with self.assertRaisesRegex(ValueError, "page.md:1: the block is not closed"):
            blocks_of(page)


if __name__ == "__main__":
    unittest.main()
