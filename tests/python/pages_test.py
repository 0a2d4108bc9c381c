"""Runs the Python code of docs/python.md, block after block in one program, in a folder of its own; and that of the README."""

import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs/python.md"


def blocks_of(text):
    return list(re.finditer(r"^```python\n(.*?)^```$", text, re.MULTILINE | re.DOTALL))


class PagesTest(unittest.TestCase):
    def test_the_code_of_the_readme(self):
        [block] = blocks_of((ROOT / "README.md").read_text(encoding="utf-8"))
        code = block[1] + "assert len(primes) == 78_498 and report['finished']"
        ended = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
        self.assertEqual((ended.returncode, ended.stderr), (0, ""))

    def test_the_code_of_the_page(self):
        text = PAGE.read_text(encoding="utf-8")
        blocks = blocks_of(text)
        self.assertGreater(len(blocks), 6)
        names = {}
        before = os.getcwd()
        self.addCleanup(os.chdir, before)
        with tempfile.TemporaryDirectory() as folder:
            os.chdir(folder)
            for block in blocks:
                lines_above = text.count("\n", 0, block.start(1))
                exec(compile("\n" * lines_above + block[1], str(PAGE), "exec"), names)
            os.chdir(before)


if __name__ == "__main__":
    unittest.main()
