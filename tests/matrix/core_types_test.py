"""Runs the tests of a product's bits under the code for every family of processors that OpenBLAS has and this machine can execute.

Usage: core_types_test.py PROGRAM: the program of matrix_bits_test.cpp.
"""

import os
import platform
import re
import subprocess
import sys
import unittest

AVX512 = {"avx512f", "avx512cd", "avx512bw", "avx512dq", "avx512vl"}
# OPENBLAS_CORETYPE, and what the kernel must list among the processor's flags.
CORE_TYPES = {
    "Prescott": {"pni"},
    "Nehalem": {"sse4_2"},
    "Sandybridge": {"avx"},
    "Haswell": {"avx2", "fma"},
    "Zen": {"avx2", "fma"},
    "SkylakeX": AVX512,
    "Cooperlake": AVX512 | {"avx512_bf16"},
    "SapphireRapids": AVX512 | {"avx512_bf16", "amx_tile", "amx_bf16"},
}


def processor_flags():
    with open("/proc/cpuinfo", encoding="utf-8", errors="replace") as file:
        found = re.search(r"^flags\s*:(.*)$", file.read(), re.MULTILINE)
    return set(found.group(1).split()) if found else set()


class CoreTypes(unittest.TestCase):
    def bits(self, core_type):
        """The core whose code OpenBLAS took, after the tests have passed."""
        environment = {name: value for name, value in os.environ.items() if not name.startswith("OPENBLAS_")}
        if core_type:
            environment["OPENBLAS_CORETYPE"] = core_type
        result = subprocess.run([PROGRAM, "~[any processor]"], env={**environment, "OPENBLAS_VERBOSE": "2"}, capture_output=True, text=True, timeout=900)
        self.assertEqual(0, result.returncode, f"OPENBLAS_CORETYPE={core_type}\n{result.stdout[-4000:]}\n{result.stderr[-1000:]}")
        self.assertIn("All tests passed", result.stdout)
        return re.search(r"^Core: (.*)$", result.stderr, re.MULTILINE).group(1)

    def test_bits_of_a_product_under_the_code_that_openblas_picks(self):
        print("picked:", self.bits(None))

    @unittest.skipUnless(platform.machine() == "x86_64", "other processors have other names of code")
    def test_bits_of_a_product_under_every_code_that_this_processor_executes(self):
        flags = processor_flags()
        self.assertIn("fpu", flags, "/proc/cpuinfo has no flags of the processor")
        for core_type, needed in CORE_TYPES.items():
            with self.subTest(core_type):
                if missing := needed - flags:
                    print(f"{core_type}: not on this processor, which lacks {', '.join(sorted(missing))}")
                    continue
                taken = self.bits(core_type)
                print(f"{core_type}: passed, on OpenBLAS's code for {taken}")
                if core_type in ("Prescott", "Nehalem", "Sandybridge", "Haswell", "Zen", "SkylakeX"):
                    self.assertEqual(core_type.lower(), taken.lower())


if __name__ == "__main__":
    PROGRAM = sys.argv.pop(1)
    unittest.main()
