"""Installs weir twice, static and shared, for the other tests here."""

import unittest

from outside import BUILD, INSTALLED, SHARED_BUILD, SHARED_OPTIMISATION, SOURCE, WORK, OutsideTest, configure, fresh, run, weir_itself


class InstallTest(OutsideTest):
    def install(self, build, name):
        """Installs to one folder and then moves to another: nothing may depend on the first location."""
        first = fresh(WORK / f"{name}_at_first")
        run("cmake", "--install", build, "--prefix", first)
        fresh(INSTALLED[name]).rmdir()
        first.rename(INSTALLED[name])

    def test_static(self):
        self.install(BUILD, "static")

    def test_shared(self):
        configure(SOURCE, SHARED_BUILD, "-DBUILD_SHARED_LIBS=ON", "-DWEIR_BUILD_TESTS=OFF", "-DCMAKE_VERIFY_INTERFACE_HEADER_SETS=ON",
                  "-DCMAKE_INSTALL_PREFIX=/usr", *weir_itself(SHARED_OPTIMISATION))
        run("cmake", "--build", SHARED_BUILD)
        self.install(SHARED_BUILD, "shared")


if __name__ == "__main__":
    unittest.main()
