"""public_headers_test.py ROOT

Only the framework and the tests of its engine include the headers in framework/include/weir/detail.
"""
import pathlib
import re
import sys

root = pathlib.Path(sys.argv[1])
private = {header.name for header in (root / "framework/include/weir/detail").glob("*.hpp")}
allowed = [root / folder for folder in ("framework", "tests/runtime", "tests/simulation")]
rooms = ("benchmarks", "cli", "docs", "examples", "expressions", "framework", "processor", "stages", "tests")
files = [path for room in rooms for path in (root / room).rglob("*") if path.suffix in (".cpp", ".hpp", ".md")]


def includes(path):
    return [name for name in re.findall(r"#include [<\"]weir/detail/(.+?)[>\"]", path.read_text(encoding="utf-8")) if name in private]


found = {path: names for path in files if (names := includes(path))}
wrong = {path: names for path, names in found.items() if not any(folder in path.parents for folder in allowed)}
for path, names in wrong.items():
    print(f"{path}: includes weir/detail/{', '.join(names)}, which is the framework's own")
if len(found) == len(wrong):
    print("no header of the framework's own is included anywhere: this test looks in the wrong place")
sys.exit(1 if wrong or len(found) == len(wrong) else 0)
