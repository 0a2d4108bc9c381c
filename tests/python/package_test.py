"""The Debian package and the wheel of the module, each used where it is put."""

import base64
import csv
import hashlib
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest
import venv
import zipfile

BUILD = pathlib.Path(os.environ["WEIR_BUILD_DIR"])
SOURCE = pathlib.Path(__file__).parents[2]
VERSION = os.environ["WEIR_VERSION"]
USE = """
import weir, weir.compat
assert weir.__version__ == {version!r}, weir.__version__
assert weir.__file__.startswith({folder!r}), weir.__file__
assert weir.compat.OptimizedParallelProcessor(2).parallel_find_primes(10) == [2, 3, 5, 7]
stages = [{{"name": "a", "kind": "text.paths", "params": {{"paths": ["/dev/null"]}}}},
          {{"name": "b", "kind": "table.write", "inputs": ["a"], "params": {{"path": "/dev/null"}}}}]
pipeline = weir.Pipeline.from_dict({{"pipeline": "p", "stages": stages}})
assert pipeline.run()["finished"]
"""


def run(*command, **environment):
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    ended = subprocess.run([str(word) for word in command], capture_output=True, text=True, cwd="/", env={**kept, **environment})
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout


class PackageTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="weir-python-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name).resolve()

    def test_debian_package(self):
        run("cpack", "--config", BUILD / "python/CPackConfig.cmake", "-B", self.folder)
        [package] = self.folder.glob("python3-weir_*.deb")
        root = self.folder / "root"
        run("dpkg-deb", "-x", package, root)
        modules = root / "usr/lib/python3/dist-packages"
        self.assertEqual([path.name for path in root.rglob("*") if path.is_file() and modules / "weir" not in path.parents], [])
        run(sys.executable, "-c", USE.format(version=VERSION, folder=str(root)), PYTHONPATH=str(modules))
        named = {words.split()[0] for words in run("dpkg-deb", "--field", package, "Depends").split(",")}
        self.assertLessEqual({"python3", "libtbb12", "libstdc++6", "libopenblas0-pthread"}, named)

    def test_wheel(self):
        run("cmake", "--install", BUILD, "--component", "python", "--prefix", self.folder / "installed")
        [module] = (self.folder / "installed").rglob("weir/__init__.py")
        wheel = run(sys.executable, SOURCE / "python/wheel.py", module.parents[1], VERSION, self.folder / "wheels").strip()
        place = self.folder / "venv"
        venv.create(place)
        [modules] = place.glob("lib/python3*/site-packages")
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(modules)
        [record] = modules.glob("weir-*.dist-info/RECORD")
        for name, digest, _ in csv.reader(record.read_text().splitlines()):
            found = base64.urlsafe_b64encode(hashlib.sha256((modules / name).read_bytes()).digest()).rstrip(b"=").decode()
            self.assertIn(digest, ("", f"sha256={found}"))
        run(place / "bin/python", "-c", USE.format(version=VERSION, folder=str(place)))


if __name__ == "__main__":
    unittest.main()
