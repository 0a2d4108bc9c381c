"""Programs that use the libraries: found by CMake, by pkg-config, or inside the program's own build; and plugins."""

import json
import os
import pathlib
import shlex
import unittest

from outside import (CXX, HOST_BUILD, HOST_OPTIMISATION, INSTALLED, SOURCE, WORK, OutsideTest, build_project, clean_environment, fresh,
                     installed_file, run, weir_itself)

VERSION = os.environ["WEIR_VERSION"]
PROGRAM_SAYS = f"""\
weir {VERSION}
the 3
the 3
stage out: stage 'out', replica 0: the dam is gone
words.yaml:6:23: error: stage 'top': key 'kind': unknown kind 'words.tip'; did you mean 'words.top'?
 6 |   - {{name: top, kind: words.tip, inputs: [count], params: {{limit: 1}}}}
   |                       ^
"""


class ProgramsTest(OutsideTest):
    def assert_program(self, program):
        self.assertEqual(PROGRAM_SAYS, run(program))

    def find_package(self, name):
        build = build_project("find_package", WORK / f"find_package_{name}", f"-DCMAKE_PREFIX_PATH={INSTALLED[name]}")
        self.assert_program(build / "program")
        self.assertEqual("numbers.square\n", run(build / "framework_only"))
        self.assertEqual("Ann\n", run(build / "expressions_only"))

    def test_find_package_static(self):
        self.find_package("static")

    def test_find_package_shared(self):
        self.find_package("shared")

    def pkg_config(self, name, *options):
        prefix = INSTALLED[name]
        environment = clean_environment(PKG_CONFIG_PATH=str(installed_file(prefix, "weir.pc").parent))
        self.assertEqual(VERSION, run("pkg-config", "--modversion", "weir", environment=environment).strip())
        library_path = installed_file(prefix, "weir.pc").parent.parent
        folder = fresh(WORK / f"pkg_config_{name}")
        for program, package in {"program": "weir-stages", "expressions_only": "weir-expressions"}.items():
            flags = shlex.split(run("pkg-config", "--cflags", "--libs", *options, package, environment=environment))
            run(CXX, "-std=c++20", "-Wall", "-Wextra", "-Wpedantic", "-Wshadow", "-Werror",
                pathlib.Path(__file__).parent / f"{program}.cpp", *flags, f"-Wl,-rpath,{library_path}", "-o", folder / program)
        self.assert_program(folder / "program")
        self.assertEqual("Ann\n", run(folder / "expressions_only"))

    def test_pkg_config_static(self):
        self.pkg_config("static", "--static")

    def test_pkg_config_shared(self):
        self.pkg_config("shared")

    def test_add_subdirectory(self):
        build = build_project("add_subdirectory", HOST_BUILD, f"-DWEIR_SOURCE_DIR={SOURCE}", "-DCMAKE_EXPORT_COMPILE_COMMANDS=ON",
                              *weir_itself(HOST_OPTIMISATION))
        self.assert_program(build / "program")
        commands = json.loads((build / "compile_commands.json").read_text())
        [own] = [entry["command"].split() for entry in commands if entry["file"].endswith("program.cpp")]
        self.assertEqual([HOST_OPTIMISATION], [flag for flag in own if flag.startswith(("-W", "-fvisibility", "-DWEIR", "-DFMT", "-O"))])
        self.assertIn("-std=gnu++23", own)
        prefix = fresh(WORK / "add_subdirectory_installed")
        run("cmake", "--install", build, "--prefix", prefix)
        self.assertEqual([], list(prefix.iterdir()))

    def plugin(self, name):
        """A plugin built against what is installed, loaded by the command that is installed with it."""
        build = build_project("plugin", WORK / f"plugin_{name}", f"-DCMAKE_PREFIX_PATH={INSTALLED[name]}")
        config = pathlib.Path(__file__).parent / "plugin/shouting.yaml"
        weir = INSTALLED[name] / "bin/weir"
        said = run(weir, "run", "--quiet", "--plugin", build / "libshouting.so", config)
        self.assertEqual("text,marks\nHELLO!,1\nHELLO!!,2\nHELLO!!!,3\n", said)
        self.assertIn("shouting.loud", run(weir, "kinds", "--plugin", build / "libshouting.so"))

    def test_plugin_static(self):
        self.plugin("static")

    def test_plugin_shared(self):
        self.plugin("shared")


if __name__ == "__main__":
    unittest.main()
