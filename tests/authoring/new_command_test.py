"""`weir new`: what it writes, and that this builds, passes its own tests and runs, against weir as it is installed."""

import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

WEIR = os.environ["WEIR"]
PATIENCE = 1500
ROLES = ["source", "transform", "expander", "sink"]


class NewTest(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="weir new ")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def run_in(self, folder, *command):
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("LD_", "CMAKE_", "WEIR_"))}
        return subprocess.run([str(word) for word in command], cwd=folder, env=kept, capture_output=True, text=True, timeout=PATIENCE,
                              check=False)

    def succeeds(self, folder, *command):
        result = self.run_in(folder, *command)
        self.assertEqual(0, result.returncode, result.stdout + result.stderr)
        return result.stdout

    def refused(self, message, folder, *words):
        before = self.contents()
        result = self.run_in(folder, WEIR, "new", *words)
        self.assertEqual((2, "", f"weir: error: {message}\n"), (result.returncode, result.stdout, result.stderr))
        self.assertEqual(before, self.contents())

    def contents(self):
        return {path: path.read_text() if path.is_file() else None for path in self.folder.rglob("*")}


class WrittenTest(NewTest):
    def test_a_project_is_a_folder_with_a_stage_and_says_what_to_do_next(self):
        out = self.succeeds(self.folder, WEIR, "new", "project", "counting things")
        names = {path.name for path in (self.folder / "counting things").iterdir()}
        self.assertEqual({"CMakeLists.txt", "README.md", "check.hpp", "plugin.cpp", "at_least.hpp", "at_least_test.cpp", "pipeline.yaml"}, names)
        self.assertTrue(out.endswith("\nNext:\n  cd 'counting things'\n  cmake -S . -B build\n  cmake --build build\n"
                                     "  ctest --test-dir build\n  weir run pipeline.yaml\n"), out)
        for path, text in self.contents().items():
            for placeholder in ["example_", "Example"]:
                self.assertNotIn(placeholder, text or "", path)

    def test_an_empty_folder_becomes_a_project(self):
        project = self.folder / "here"
        (project / ".git").mkdir(parents=True)
        self.succeeds(project, WEIR, "new", "project", ".")
        self.assertIn("here.at_least", (project / "pipeline.yaml").read_text())

    def test_a_stage_joins_the_project_it_is_made_in(self):
        self.succeeds(self.folder, WEIR, "new", "project", "count")
        project = self.folder / "count"
        out = self.succeeds(project, WEIR, "new", "stage", "show_2", "--role", "sink")
        self.assertIn("plugin.cpp, which adds the kind count.show_2\n", out)
        plugin = (project / "plugin.cpp").read_text()
        self.assertIn('#include "at_least.hpp"\n#include "show_2.hpp"\n', plugin)
        self.assertIn('  registry.add<count_stages::Show2>("count.show_2");\n', plugin)
        self.refused("'show_2.hpp' already exists; nothing was written", project, "stage", "show_2")
        self.refused("the plugin already has a class Show2; choose another name", project, "stage", "show2")
        self.refused("'params' has another meaning in a project; choose another name", project, "stage", "params")

    def test_stages_that_are_made_at_once_all_join(self):
        self.succeeds(self.folder, WEIR, "new", "project", "count")
        project = self.folder / "count"
        commands = [subprocess.Popen([WEIR, "new", "stage", f"made_{n}"], cwd=project, stdout=subprocess.DEVNULL) for n in "abcdef"]
        self.assertEqual([0] * 6, [command.wait(PATIENCE) for command in commands])
        plugin = (project / "plugin.cpp").read_text()
        for n in "abcdef":
            self.assertIn(f'("count.made_{n}");', plugin)

    def test_a_stage_outside_a_project_gets_one(self):
        self.succeeds(self.folder, WEIR, "new", "stage", "halve")
        self.assertIn("my.halve", (self.folder / "halve" / "pipeline.yaml").read_text())

    def test_nothing_is_overwritten(self):
        (self.folder / "full").mkdir()
        (self.folder / "full" / "plugin.cpp").write_text("mine")
        (self.folder / "file").write_text("mine")
        self.refused("the folder 'full' is not empty; name a new one for the project", self.folder, "project", "full")
        self.refused("the plugin.cpp here lacks the comments that tell `weir new stage` where to insert; write the stage by hand, or run this "
                     "in a folder without a plugin.cpp", self.folder / "full", "stage", "halve")
        self.refused("cannot make the folder 'file': File exists", self.folder, "project", "file")

    def test_nothing_is_half_written(self):
        self.succeeds(self.folder, WEIR, "new", "project", "count")
        project = self.folder / "count"
        (project / "halve_test.cpp").write_text("mine")
        self.refused("'halve_test.cpp' already exists; nothing was written", project, "stage", "halve")

    def test_a_name_that_will_not_do_is_mended(self):
        rule = "cannot name a stage: use lower-case letters and digits, a letter first, with _ between words"
        for name, mended in [("AtLeast", "at_least"), ("at-least", "at_least"), ("2nd stage", "nd_stage"), ("a__b", "a_b"), ("../up", "up")]:
            self.refused(f"'{name}' {rule}; did you mean '{mended}'?", self.folder, "stage", name)
        self.refused(f"'7' {rule}", self.folder, "stage", "7")
        self.succeeds(self.folder, WEIR, "new", "project", "text")
        self.refused("the kind 'text.read' already exists; choose another name", self.folder / "text", "stage", "read")


class BuiltTest(NewTest):
    """One project with a stage of every role, built against an installed weir."""

    TABLES = {"pipeline": [3, 4, 5], "a_transform": [3, 4, 5], "a_source": [1, 2, 3], "a_expander": [1, 1, 1, 3, 1, 3, 1, 3, 5]}

    def setUp(self):
        super().setUp()
        prefix = self.folder / "installed"
        self.succeeds(self.folder, "cmake", "--install", os.environ["BUILD"], "--prefix", prefix)
        self.weir = prefix / "bin" / "weir"
        self.succeeds(self.folder, self.weir, "new", "project", "my numbers")
        self.project = self.folder / "my numbers"
        for role in ROLES:
            self.succeeds(self.project, self.weir, "new", "stage", f"a_{role}", "--role", role)
        launcher = os.environ["WEIR_LAUNCHER"].replace("|", ";")
        generator = ["-G", "Ninja"] if shutil.which("ninja") else []
        self.succeeds(self.project, "cmake", "-S", ".", "-B", "build", *generator, f"-DCMAKE_PREFIX_PATH={prefix}",
                      f"-DCMAKE_CXX_COMPILER={os.environ['CXX']}", "-DCMAKE_BUILD_TYPE=Debug", "-DCMAKE_CXX_FLAGS=-Wall -Wextra -Werror",
                      f"-DCMAKE_CXX_COMPILER_LAUNCHER={launcher}")
        self.succeeds(self.project, "cmake", "--build", "build")

    def test_its_own_tests_pass_and_its_pipelines_run(self):
        out = self.succeeds(self.project, "ctest", "--test-dir", "build")
        self.assertIn("100% tests passed, 0 tests failed out of 5", out)
        for name, numbers in self.TABLES.items():
            out = self.succeeds(self.project, self.weir, "run", f"{name}.yaml")
            self.assertEqual(["value", *map(str, numbers)], out.split(), name)
        self.assertEqual("sum 15\n", self.succeeds(self.project, self.weir, "run", "a_sink.yaml"))


if __name__ == "__main__":
    unittest.main()
