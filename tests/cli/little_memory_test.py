"""With little memory a run ends with a message that says what is missing: it never hangs, and never dies silently."""

import resource
import subprocess
import unittest

from weir_command import PATIENCE, WEIR, CommandTest

MIB = 1 << 20


def weir_below(limit, *args):
    """Runs the command to its end with a limit of address space in bytes, as `ulimit -v` sets it."""
    return subprocess.run([WEIR, *map(str, args)], stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace", timeout=PATIENCE,
                          preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (limit, limit)))


SMALLEST = """
pipeline: smallest
workers: 1
stages:
  - {name: items, kind: synthetic.items, params: {count: 10}}
  - {name: out, kind: synthetic.discard, inputs: [items]}
"""


def product(size, replicas=1):
    return f"""
pipeline: product
workers: {replicas}
stages:
  - {{name: blocks, kind: matrix.blocks, params: {{a: {{random: {{rows: {size}, cols: {size}}}}}, b: {{random: {{rows: {size}, cols: {size}}}}}}}}}
  - {{name: product, kind: matrix.multiply, inputs: [blocks], replicas: {replicas}}}
  - {{name: checksum, kind: matrix.checksum, inputs: [product]}}
  - {{name: out, kind: table.write, inputs: [checksum]}}
"""


class LittleMemoryTest(CommandTest):
    def least(self):
        """The address space that the smallest run needs: below it the dynamic linker ends the process, or threads cannot start."""
        path, limit = self.file("smallest.yaml", SMALLEST), 8 * MIB
        while weir_below(limit, "run", "--progress", "never", path).returncode != 0:
            limit += 4 * MIB
        return limit

    def endings(self, config, steps):
        """Runs the config with increasing address space. Returns the limits in MiB, each with the result."""
        path, least = self.file("pipeline.yaml", config), self.least()
        found = []
        for step in steps:
            limit = least + step * MIB
            with self.subTest(MiB=limit / MIB):
                result = weir_below(limit, "run", "--progress", "never", path)
                self.assertIn(result.returncode, (0, 1), result.stderr)
                if result.returncode == 1:
                    self.assertRegex(result.stderr, r"(?m)^weir: error: .*memory", result.stderr)
                found.append((limit // MIB, result))
        return found

    def test_a_product_ends_at_any_limit(self):
        found = self.endings(product(400), [0, 2, 4, 8, 16, 24, 32, 40, 48, 64, 96, 128, 144, 160, 176, 192, 224, 256, 320, 400])
        self.assertEqual(0, found[-1][1].returncode, found[-1][1].stderr)
        errors = "\n".join(result.stderr for _, result in found)
        self.assertRegex(errors, r"stage 'product', replica 0: there is not enough memory for the buffers of OpenBLAS under this process's limit of [0-9.]+ "
                                 r"MiB \(ulimit -v\): each product that is computed at the same time takes 128.0 MiB of address space, and 0 of 1 "
                                 r"fit; raise the limit, or compute with fewer replicas")

    def test_a_matrix_that_does_not_fit_is_named_with_its_size(self):
        found = self.endings(product(8000), [400])
        self.assertRegex(found[0][1].stderr, r"stage 'blocks', replica 0: random: a matrix of 8000 x 8000 elements of f64 takes 488.3 MiB, and there is not so "
                                             r"much memory under this process's limit of [0-9.]+ MiB \(ulimit -v\)")

    def test_primes_that_do_not_fit_are_named_by_their_range(self):
        found = self.endings(f"""
pipeline: primes
workers: 1
stages:
  - {{name: segments, kind: primes.segments, params: {{from: 0, to: 400000000, segment_size: 100000000}}}}
  - {{name: sieve, kind: primes.sieve, inputs: [segments], params: {{emit: primes}}}}
  - {{name: out, kind: primes.write, inputs: [sieve], params: {{path: "{self.folder / 'primes'}"}}}}
""", [16, 32, 48])
        for _, result in found:
            self.assertRegex(result.stderr, r"stage 'sieve', replica 0: there is not enough memory under this process's limit of [0-9.]+ MiB \(ulimit -v\) "
                                            r"for the primes from \d+ to \d+; a smaller segment_size, fewer replicas or a smaller queue_depth hold "
                                            r"fewer at once, and emit: counts none")

    def test_more_replicas_take_more_or_say_so(self):
        found = self.endings(product(600, replicas=4), [160, 300, 450, 600, 1200])
        self.assertEqual(0, found[-1][1].returncode, found[-1][1].stderr)


if __name__ == "__main__":
    unittest.main()
