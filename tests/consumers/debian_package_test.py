"""The .deb of the shared build."""

import os
import re
import unittest

from outside import SHARED_BUILD, WORK, OutsideTest, fresh, run


class DebianPackageTest(OutsideTest):
    def test_package(self):
        folder = fresh(WORK / "debian")
        run("cpack", "--config", SHARED_BUILD / "CPackConfig.cmake", "-B", folder)
        [package] = folder.glob("*.deb")
        root = folder / "root"
        run("dpkg-deb", "-x", package, root)
        weir, examples = root / "usr/bin/weir", root / "usr/share/weir/examples"
        self.assertEqual(f"weir {os.environ['WEIR_VERSION']}\n", run(weir, "--version"))
        counted = run(weir, "run", "--quiet", "configs/word_count.yaml", "--set", "top.params.limit=1", folder=examples)
        self.assertEqual("word  count\nthe   16898\n", counted)
        for file in ("bash-completion/completions/weir", "zsh/vendor-completions/_weir", "fish/vendor_completions.d/weir.fish", "man/man1/weir.1",
                     "weir/weir.schema.json", "doc/weir/README.md", "doc/weir/docs/configuration.md", "doc/weir/configs/primes.yaml"):
            self.assertTrue((root / "usr/share" / file).is_file(), file)
        self.assert_dependencies(package, root)

    def assert_dependencies(self, package, root):
        """The package depends on every other package from which the loader takes a library."""
        named = {words.split()[0] for words in run("dpkg-deb", "--field", package, "Depends").split(",")}
        libraries = sorted(root.rglob("libweir*.so.0.1"))
        self.assertEqual(["libweir.so.0.1", "libweir_expressions.so.0.1", "libweir_stages.so.0.1"], [path.name for path in libraries])
        found = self.loaded_by(root / "usr/bin/weir")
        own = sorted(name for name, path in found if str(root) in path)
        self.assertEqual(["libweir.so.0.1", "libweir_expressions.so.0.1", "libweir_stages.so.0.1"], own)
        found += self.loaded_by(libraries[1])
        needed = {self.package_of(name) for name, path in found if str(root) not in path}
        self.assertIn("libtbb12", needed)
        self.assertEqual(needed | {"libopenblas0-pthread"}, named)

    def loaded_by(self, program):
        """What the loader takes for it: names with paths."""
        return re.findall(r"^\s*(\S+) => (/\S+)", run("ldd", program), re.MULTILINE)

    def package_of(self, library):
        [package] = {line.split(":")[0] for line in run("dpkg-query", "--search", f"*lib/*-linux-gnu*/{library}").splitlines()}
        return package


if __name__ == "__main__":
    unittest.main()
