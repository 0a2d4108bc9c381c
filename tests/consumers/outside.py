"""Builds and runs projects outside weir, in fresh folders, that use it as installed."""

import os
import pathlib
import shutil
import subprocess
import unittest

SOURCE = pathlib.Path(os.environ["WEIR_SOURCE_DIR"])
BUILD = pathlib.Path(os.environ["WEIR_BUILD_DIR"])  # the static build that the tests belong to
WORK = pathlib.Path(os.environ["WEIR_WORK_DIR"])  # everything that is made here
CXX = os.environ["WEIR_CXX"]
LAUNCHER = os.environ["WEIR_LAUNCHER"].replace("|", ";")

# weir is built in folders beside the release build. A launcher that keeps objects has those of that build already, if the commands and all
# relative paths are the same: so they are for the shared libraries, but not within a host's build, which is compiled as fast as can be.
SHARED_OPTIMISATION = "-O3" if LAUNCHER else "-O1"
HOST_OPTIMISATION = "-O0"


def weir_itself(optimisation):
    return ["-DCMAKE_BUILD_TYPE=Release", f"-DCMAKE_CXX_FLAGS_RELEASE={optimisation} -DNDEBUG", "-DWEIR_WARNINGS_AS_ERRORS=ON",
            f"-DCMAKE_UNITY_BUILD={os.environ['WEIR_UNITY']}", f"-DCMAKE_UNITY_BUILD_BATCH_SIZE={os.environ['WEIR_UNITY_BATCH']}"]


SHARED_BUILD = BUILD.with_name(BUILD.name + "-shared")
HOST_BUILD = BUILD.with_name(BUILD.name + "-host")
INSTALLED = {"static": WORK / "static", "shared": WORK / "shared"}


def clean_environment(**more):
    """The environment without variables that would help a program to find what it must find by itself."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LD_", "CMAKE_", "PKG_CONFIG", "WEIR_", "CXXFLAGS"))}
    return {**kept, **more}


def run(*command, folder=None, environment=None, fails=False):
    """The output of a command (stdout, then stderr), which has to succeed, or to fail."""
    command = [str(word) for word in command]
    done = subprocess.run(command, cwd=folder, env=environment or clean_environment(), text=True, capture_output=True)
    if (done.returncode != 0) != fails:
        raise AssertionError(f"{' '.join(command)}\nexit code {done.returncode}\n{done.stdout}\n{done.stderr}")
    return done.stdout + done.stderr


def fresh(folder):
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def configure(source, build, *settings):
    return run("cmake", "-S", source, "-B", build, "-G", "Ninja", f"-DCMAKE_CXX_COMPILER={CXX}",
               f"-DCMAKE_CXX_COMPILER_LAUNCHER={LAUNCHER}", *settings)


def build_project(name, build, *settings):
    """Configures and builds one of the projects beside this file in a fresh folder, and returns that folder."""
    fresh(build)
    configure(pathlib.Path(__file__).parent / name, build, *settings)
    run("cmake", "--build", build)
    return build


def installed_file(prefix, name):
    found = sorted(prefix.rglob(name))
    assert len(found) == 1, f"{name} in {prefix}: {found}"
    return found[0]


class OutsideTest(unittest.TestCase):
    maxDiff = None
