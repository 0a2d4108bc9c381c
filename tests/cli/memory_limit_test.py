"""The kinds of text and words with too little memory: they end, and say for what there was none and how much it takes."""

import pathlib
import re
import resource
import subprocess
import unittest

from weir_command import PATIENCE, ROOT, WEIR, CommandTest

MIB = 1 << 20
SIZE = r"\d+(\.\d+)?([KMG]i)?B"


class MemoryLimitTest(CommandTest):
    def limited(self, config, limit, **more):
        """Runs with so many bytes of address space."""
        path = self.file("p.yaml", config)
        return subprocess.run([WEIR, "run", "-q", path, "--workers", "2"], capture_output=True, cwd=ROOT, timeout=PATIENCE, check=False,
                              encoding="utf-8", errors="replace", preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (limit, limit)), **more)

    def enough(self):
        """About what the command takes by itself."""
        small = "stages:\n  - {name: t, kind: text.generate, params: {size: 1KiB}}\n  - {name: d, kind: synthetic.discard, inputs: [t]}\n"
        return next(limit for limit in range(64 * MIB, 16384 * MIB, 16 * MIB) if self.limited(small, limit).returncode == 0)

    def ends(self, result):
        """With 0, or with 1 and a line that says what was lacking."""
        self.assertIn(result.returncode, (0, 1), result.stderr)
        if result.returncode == 1:
            self.assertNotIn("bad_alloc", result.stderr)
            self.assertRegex(result.stderr, "memory")


if __name__ == "__main__":
    unittest.main()
