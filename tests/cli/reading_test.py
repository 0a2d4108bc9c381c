"""Which files paths, folders and patterns select, compared with Python's glob and os.walk."""

import csv
import glob
import itertools
import json
import os
import pathlib
import random
import subprocess
import unittest

from weir_command import PATIENCE, WEIR, CommandTest

# Without these two capabilities, permissions bind root like any other user.
AS_ANYBODY = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] if os.geteuid() == 0 else []

SEED = 9


def yaml_of(kind_params):
    return "stages:\n" + "".join(f"  - {json.dumps(stage)}\n" for stage in [
        {"name": "paths", "kind": "text.paths", "params": kind_params},
        {"name": "out", "kind": "table.write", "inputs": ["paths"], "params": {"path": "-", "format": "jsonl"}}])


def files_below(folder, hidden):
    for place, folders, files in os.walk(folder):
        if not hidden:
            folders[:] = [name for name in folders if name[0] != "."]
        yield from (os.path.join(place, name) for name in files if hidden or name[0] != ".")


def python_finds(root, pattern, hidden):
    found = set()
    for match in glob.glob(pattern, root_dir=root, recursive=True, include_hidden=hidden):
        path = os.path.join(root, match)
        found.update(files_below(path, hidden) if os.path.isdir(path) else [path])
    return sorted((os.path.relpath(path, root) for path in found), key=os.fsencode)


class ReadingTest(CommandTest):
    def run_paths(self, params, cwd=None, before=()):
        config = self.file("paths.yaml", yaml_of(params))
        return subprocess.run([*before, WEIR, "run", "-q", config], stdin=subprocess.DEVNULL, capture_output=True, cwd=cwd or self.folder,
                              timeout=PATIENCE, check=False, encoding="utf-8")

    def paths(self, params, cwd=None):
        result = self.run_paths(params, cwd)
        self.assert_exit(0, result)
        return [json.loads(line)["value"] for line in result.stdout.splitlines()]

    def error(self, params, cwd=None, before=()):
        result = self.run_paths(params, cwd, before)
        self.assert_exit(1, result)
        self.assertEqual("", result.stdout)
        return result.stderr

    def tree(self, *files):
        root = self.folder / "tree"
        for file in files:
            path = root / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("words\n")
        return root

    def test_patterns_find_what_pythons_glob_finds(self):
        chance = random.Random(SEED)
        folders = [""] + ["/".join(parts) for n in (1, 2, 3) for parts in itertools.product(["a", "b", ".h"], repeat=n)]
        names = ["a.txt", "b.txt", "ab", ".x", ".x.txt", "new\nline", "-dash", "\u00e9.txt", "c d"]
        root = self.tree(*{f"{chance.choice(folders)}/{chance.choice(names)}".lstrip("/") for _ in range(60)})
        segments = ["*", "**", "?", "a*", "[ab]", "[!a]*", "*.txt", ".*", "**", "a", "b", "?.txt", "*a*", ".h", "[a-b]*.t?t"]
        found = 0
        for number in range(60):
            pattern = "/".join(chance.choice(segments) for _ in range(chance.randint(1, 4)))
            hidden = chance.choice([True, False])
            with self.subTest(pattern=pattern, hidden=hidden, number=number):
                expected = python_finds(root, pattern, hidden)
                if not glob.has_magic(pattern):
                    continue
                result = self.run_paths({"paths": [pattern], "hidden": hidden}, root)
                self.assertEqual(expected, [json.loads(line)["value"] for line in result.stdout.splitlines()])
                self.assertEqual(0 if expected else 1, result.returncode)
                found += bool(expected)
        self.assertGreater(found, 20)

    def test_exclude_leaves_out_what_pythons_match_matches(self):
        chance = random.Random(SEED + 1)
        folders = ["/".join(parts) for n in (1, 2, 3) for parts in itertools.product(["a", "b", ".h"], repeat=n)]
        root = self.tree("keep", *{f"{chance.choice(folders)}/{chance.choice(['a.txt', 'b.txt', 'ab', '.x', 'c'])}" for _ in range(40)})
        everything = [pathlib.PurePath(os.path.relpath(path, self.folder)) for path in files_below(root, True)]
        segments = ["*", "?", "a*", "[ab]", "[!a]*", "*.txt", ".*", "a", "b", ".h", "b.txt"]
        left_out = 0
        for number in range(40):
            exclude = ["/".join(chance.choice(segments) for _ in range(chance.randint(1, 3))) for _ in range(chance.randint(1, 2))]
            with self.subTest(exclude=exclude, number=number):
                expected = [path for path in everything
                            if not any(place.match(pattern) for pattern in exclude for place in [path, *path.parents[:-2]])]
                result = self.run_paths({"paths": ["tree"], "exclude": exclude})
                self.assertEqual(sorted(map(str, expected)), [json.loads(line)["value"] for line in result.stdout.splitlines()])
                left_out += len(everything) - len(expected)
        self.assertGreater(left_out, 100)

    def test_a_folder_is_read_whole_beside_os_walk(self):
        root = self.tree("a", "b/c", "b/.d", ".e/f", "b/g/h")
        everything = sorted(os.path.relpath(path, self.folder) for path in files_below(root, True))
        self.assertEqual(everything, self.paths({"paths": ["tree"]}))
        self.assertEqual(["tree/a", "tree/b/c", "tree/b/g/h"], self.paths({"paths": ["tree"], "hidden": False}))
        self.assertEqual(["tree/.e/f", "tree/a", "tree/b/.d"], self.paths({"paths": ["tree"], "exclude": ["c", "g/"]}))

    def test_a_relative_path_is_looked_for_in_the_current_directory_and_the_error_says_where(self):
        there = self.folder / "there"
        there.mkdir()
        self.assertEqual("weir: error: stage 'paths', replica 0: there is no file or directory 'data/x' (looked in " + str(there.resolve()) + ")\n",
                         self.error({"paths": ["data/x"]}, there))
        self.assertEqual("weir: error: stage 'paths', replica 0: no file matches 'data/*' (looked in " + str(there.resolve()) + ")\n",
                         self.error({"paths": ["data/*"]}, there))

    def test_a_nul_in_a_path_is_pointed_at(self):
        self.file("nulp", "words\n")
        result = self.weir("check", self.file("nul.yaml", 'stages:\n  - {name: t, kind: text.paths, params: {paths: [a, "nulp\\0.txt"]}}\n'
                                              "  - {name: out, kind: table.write, inputs: [t]}\n"))
        self.assert_exit(2, result)
        self.assertIn('nul.yaml:2:53: error: stage \'t\': param \'paths\': the path "nulp\\x00.txt" holds a NUL character; take it away\n',
                      result.stderr)

    def test_folders_that_may_not_be_entered_are_errors_that_name_them(self):
        root = self.tree("open/a.txt", "closed/below/b.txt", "closed/c.txt")
        for mode, folder in [(0o000, "closed"), (0o000, "closed/below"), (0o644, "closed")]:
            with self.subTest(mode=oct(mode), folder=folder):
                path = root / folder
                path.chmod(mode)
                try:
                    for pattern in ["tree", "tree/*/*.txt", "tree/**/*.txt", "tree/**", "tree/*/below/*.txt", "*", "tree/closed/*/b.txt", "tree/closed/**"]:
                        if folder == "closed/below" and pattern == "tree/*/*.txt":
                            continue  # does not lead there
                        error = self.error({"paths": [pattern]}, before=AS_ANYBODY)
                        self.assertIn(f"'tree/{folder}", error, pattern)
                        self.assertTrue(error.endswith(": Permission denied\n"), error)
                finally:
                    path.chmod(0o755)

    def test_with_skip_a_folder_that_may_not_be_entered_is_counted_and_the_rest_is_read(self):
        root = self.tree("open/a.txt", "closed/c.txt", "unreadable.txt")
        config = self.file("skip.yaml", """
stages:
  - {name: text, kind: text.read, params: {paths: [tree, tree/**/*.txt], on_unreadable: skip}}
  - {name: count, kind: words.count, inputs: [text]}
  - {name: out, kind: table.write, inputs: [count], params: {path: '-', format: csv}}
""")
        report = self.folder / "report.json"
        (root / "closed").chmod(0)
        (root / "unreadable.txt").chmod(0)
        try:
            result = subprocess.run([*AS_ANYBODY, WEIR, "run", "-q", config, "--report", report], stdin=subprocess.DEVNULL, capture_output=True,
                                    cwd=self.folder, timeout=PATIENCE, check=False, encoding="utf-8")
        finally:
            (root / "closed").chmod(0o755)
        self.assertEqual((1, "word,count\nwords,1\n"), (result.returncode, result.stdout), result.stderr)
        told = json.loads(report.read_text())["stages"][0]
        self.assertEqual({"files_skipped": 2}, told["counters"])
        self.assertEqual("".join(f"weir: stage 'text': {line}\n" for line in told["missing"]), result.stderr)

    def test_folders_and_files_that_may_not_be_looked_at_are_passed_on_skipped_or_the_end_as_asked(self):
        root = self.tree("open/a.txt", "closed/c.txt", "blind/d.txt")
        config = self.file("pass.yaml", """
stages:
  - {name: paths, kind: text.paths, params: {paths: [tree], on_unreadable: pass_on}}
  - {name: text, kind: text.read_each, inputs: [paths]}
  - {name: count, kind: words.count, inputs: [text]}
  - {name: out, kind: table.write, inputs: [count], params: {path: '-', format: csv}}
  - {name: bad, kind: table.write, inputs: [text.rejected], params: {path: bad.csv, format: csv}}
""")

        def run(*sets):
            return subprocess.run([*AS_ANYBODY, WEIR, "run", config, *(word for change in sets for word in ("--set", change))],
                                  stdin=subprocess.DEVNULL, capture_output=True, cwd=self.folder, timeout=PATIENCE, check=False, encoding="utf-8")
        (root / "closed").chmod(0)
        (root / "blind").chmod(0o644)
        try:
            passed = run()
            with open(self.folder / "bad.csv", newline="", encoding="utf-8") as file:
                bad = [(row["value"], row["origin"], row["reason"]) for row in csv.DictReader(file)]
            stopped = run("text.on_error=stop")
            skipped = run("paths.params.on_unreadable=skip")
            ended = run("paths.params.on_unreadable=stop")
        finally:
            (root / "closed").chmod(0o755)
            (root / "blind").chmod(0o755)
        self.assertEqual((0, "word,count\nwords,1\n"), (passed.returncode, passed.stdout), passed.stderr)
        self.assertEqual([("tree/blind/d.txt", "tree/blind/d.txt", "cannot read 'tree/blind/d.txt': Permission denied"),
                          ("tree/closed", "tree/closed", "cannot list the directory 'tree/closed': Permission denied")], bad)
        self.assertRegex(passed.stderr, r"\nbalance +3 read.* 2 rejected\n")
        self.assertEqual(1, stopped.returncode)
        self.assertIn("weir: error: stage 'text', replica 0: cannot read 'tree/blind/d.txt': Permission denied\n", stopped.stderr)
        self.assertEqual((1, "word,count\nwords,1\n"), (skipped.returncode, skipped.stdout), skipped.stderr)
        self.assertIn("weir: stage 'paths': cannot list the directory 'tree/closed': Permission denied; skipped\n", skipped.stderr)
        self.assertIn("\npaths: 2 files_skipped\n", skipped.stderr)
        self.assertEqual(1, ended.returncode)
        self.assertIn("weir: error: stage 'paths', replica 0: cannot ", ended.stderr)

    def test_an_unreadable_folder_can_be_excluded(self):
        root = self.tree("open/a.txt", "closed/c.txt")
        (root / "closed").chmod(0)
        try:
            result = self.run_paths({"paths": ["tree", "tree/**/*.txt"], "exclude": ["closed"]}, before=AS_ANYBODY)
        finally:
            (root / "closed").chmod(0o755)
        self.assert_exit(0, result)
        self.assertEqual('{"value":"tree/open/a.txt"}\n', result.stdout)

    def test_links_in_circles_and_to_nowhere_are_passed_over(self):
        root = self.tree("a.txt", "d/b.txt")
        (root / "loop").symlink_to("loop")
        (root / "d/up").symlink_to("..", target_is_directory=True)
        (root / "d/nowhere").symlink_to("missing")
        os.mkfifo(root / "d/pipe")
        for path in ["tree", "tree/**", "tree/**/*", "tree/*"]:
            with self.subTest(path):
                self.assertEqual(["tree/a.txt", "tree/d/b.txt"], [p.replace("/d/up", "") for p in self.paths({"paths": [path]})])

    def test_a_million_ways_to_one_file_find_it_once(self):
        deep = pathlib.Path(*["d"] * 60)
        self.tree(deep / "file")
        self.assertEqual([str("tree" / deep / "file")], self.paths({"paths": ["tree/" + "**/d/" * 12 + "**/*"]}))

    def test_what_a_path_of_a_folder_finds_can_be_read_one_by_one(self):
        self.tree("a[1]", "*", "-", "new\nline", "~x", " ", "ä")
        config = self.file("each.yaml", """
stages:
  - {name: paths, kind: text.paths, params: {paths: ['**']}}
  - {name: text, kind: text.read_each, inputs: [paths], replicas: 2}
  - {name: count, kind: words.count, inputs: [text]}
  - {name: top, kind: words.top, inputs: [count]}
  - {name: out, kind: table.write, inputs: [top], params: {path: '-', format: csv}}
""")
        result = self.weir("run", "-q", config, cwd=self.folder / "tree")
        self.assert_exit(0, result)
        self.assertEqual("word,count\nwords,7\n", result.stdout)


if __name__ == "__main__":
    unittest.main()
