"""The files of docs/coming_from.md print what is below them."""

import os
import pathlib
import re
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
WEIR = os.environ.get("WEIR", str(ROOT / "build/release/weir"))
PATIENCE = 300  # seconds; far longer than any of these takes
EXAMPLE = re.compile(r"^## (?P<title>.*?)$.*?^```sh$.*?^```yaml\n(?P<file>.*?)^```$.*?^```text\n(?P<output>.*?)^```$", re.MULTILINE | re.DOTALL)


class ComingFromTest(unittest.TestCase):
    def test_each_file_prints_what_the_page_shows(self):
        page = (ROOT / "docs/coming_from.md").read_text(encoding="utf-8")
        examples = list(EXAMPLE.finditer(page))
        self.assertEqual(page.count("\n## "), len(examples))
        self.assertEqual(11, len(examples))
        for example in examples:
            with self.subTest(example["title"]), tempfile.TemporaryDirectory() as folder:
                path = pathlib.Path(folder, "pipeline.yaml")
                path.write_text(example["file"], encoding="utf-8")
                result = subprocess.run([WEIR, "run", "--quiet", str(path)], cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True,
                                        encoding="utf-8", timeout=PATIENCE)
                self.assertEqual((0, ""), (result.returncode, result.stderr))
                self.assertEqual(example["output"], result.stdout)


if __name__ == "__main__":
    unittest.main()
