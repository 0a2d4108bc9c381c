"""The command multiplies matrices of any type of NumPy's, from files and from pipes. The oracle is Python's own arithmetic."""

import os
import signal
import struct
import subprocess
import threading
import unittest

from weir_command import PATIENCE, ROOT, WEIR, CommandTest


def npy(descr, code, rows, by_columns=False):
    """A .npy file, written by hand: the elements of `rows` in struct's `code`."""
    head = f"{{'descr': '{descr}', 'fortran_order': {by_columns}, 'shape': ({len(rows)}, {len(rows[0])}), }}".encode()
    head += b" " * (-(len(head) + 11) % 64) + b"\n"
    lines = zip(*rows) if by_columns else rows
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(head)) + head + b"".join(struct.pack(code, x) for line in lines for x in line)


def read_npy(path):
    data = path.read_bytes()
    (length,) = struct.unpack("<H", data[8:10])
    return [x for (x,) in struct.iter_unpack("<d", data[10 + length:])]


A = [[(7 * i + 3 * k) % 19 for k in range(40)] for i in range(300)]
B = [[(5 * k + 11 * j) % 23 for j in range(30)] for k in range(40)]
PRODUCT = [float(sum(x * y for x, y in zip(row, column))) for row in A for column in zip(*B)]


class MatrixFilesTest(CommandTest):
    def config(self, a, b, block_rows=7):
        return self.file("product.yaml", f"""
pipeline: product
stages:
  - {{name: blocks, kind: matrix.blocks, params: {{a: {{path: "{a}"}}, b: {{path: "{b}"}}, block_rows: {block_rows}}}}}
  - {{name: product, kind: matrix.multiply, inputs: [blocks], replicas: 2}}
  - {{name: out, kind: matrix.write, inputs: [product], params: {{path: "{self.folder / 'c.npy'}"}}}}
""")

    def run_product(self, a, b, stdin=None):
        result = subprocess.run([WEIR, "run", "--progress", "never", self.config(a, b)], capture_output=True, cwd=ROOT, timeout=PATIENCE,
                                **({"stdin": subprocess.DEVNULL} if stdin is None else {"input": stdin}))
        return result.returncode, result.stderr.decode()

    def pipe(self, name, content):
        """A named pipe, and a thread that writes the content into it once it is read."""
        path = self.folder / name
        os.mkfifo(path)

        def write():
            try:
                path.write_bytes(content)
            except BrokenPipeError:
                pass  # the command had seen enough

        writer = threading.Thread(target=write, daemon=True)
        writer.start()
        return str(path)

    def assert_product(self, result):
        self.assertEqual(0, result[0], result[1])
        self.assertEqual(PRODUCT, read_npy(self.folder / "c.npy"))

    def test_every_type_and_byte_order(self):
        b = self.file("b.npy", npy("<f8", "<d", B))
        for descr, code in [("<f8", "<d"), (">f8", ">d"), ("=f8", "<d"), ("float64", "<d"), ("<i8", "<q"), (">i8", ">q"), ("<u8", "<Q"), ("<i4", "<i"),
                            (">i4", ">i"), ("<u4", "<I"), (">i2", ">h"), ("<u2", "<H"), ("|i1", "b"), ("|u1", "B"), ("int", "<q")]:
            for by_columns in (False, True):
                with self.subTest(descr=descr, by_columns=by_columns):
                    self.assert_product(self.run_product(self.file("a.npy", npy(descr, code, A, by_columns)), b))

    def test_half_precision_is_read_as_single(self):
        code, error = self.run_product(self.file("a.npy", npy("<f2", "<e", A)), self.file("b.npy", npy(">f4", ">f", B)))
        self.assertEqual(0, code, error)
        data = (self.folder / "c.npy").read_bytes()
        self.assertIn(b"'descr': '<f4'", data[:128])
        self.assertEqual(PRODUCT, [x for (x,) in struct.iter_unpack("<f", data[128:])])

    def test_the_left_factor_from_the_standard_input(self):
        b = self.file("b.npy", npy("<f8", "<d", B))
        for path in ("-", "/dev/stdin"):
            for by_columns in (False, True):
                with self.subTest(path=path, by_columns=by_columns):
                    self.assert_product(self.run_product(path, b, npy(">i2", ">h", A, by_columns)))

    def test_the_right_factor_from_the_standard_input(self):
        self.assert_product(self.run_product(self.file("a.npy", npy("<f8", "<d", A)), "-", npy("<f8", "<d", B)))

    def test_both_factors_from_named_pipes(self):
        self.assert_product(self.run_product(self.pipe("a", npy("<f8", "<d", A)), self.pipe("b", npy("<f8", "<d", B))))

    def test_what_follows_the_elements_in_a_pipe_is_not_looked_at(self):
        self.assert_product(self.run_product("-", self.file("b.npy", npy("<f8", "<d", B)), npy("<f8", "<d", A) + b"more" * 100))

    def test_a_pipe_that_ends_too_early_is_an_error(self):
        b = self.file("b.npy", npy("<f8", "<d", B))
        whole = npy("<f8", "<d", A)
        for cut, message in [
            (0, "it is empty, not a .npy file"),
            (5, "it is not a .npy file: it does not begin with \\x93NUMPY"),
            (100, "its header of 118 bytes goes beyond the end of the file"),
            (128, "it is cut short: its header says 300 x 40 elements of 8 bytes, and it ended 0 bytes into those from row 0 on"),
            (128 + 8 * 40 * 14 + 9, "it is cut short: its header says 300 x 40 elements of 8 bytes, and it ended 9 bytes into those from row 14 on"),
        ]:
            with self.subTest(cut=cut):
                code, error = self.run_product("-", b, whole[:cut])
                self.assertEqual((1, f"weir: error: stage 'blocks', replica 0: the standard input: {message}"), (code, error.splitlines()[0]))
                self.assertFalse((self.folder / "c.npy").exists())

    def test_an_integer_beyond_what_f64_holds_is_named_with_its_place(self):
        rows = [[1, 2], [3, 2**53 + 1]]
        b = self.file("b.npy", npy("<f8", "<d", [[1.0], [1.0]]))
        message = "its element in row 1, column 1 (from 0) is 9007199254740993, which f64 cannot hold exactly; round it yourself: array.astype('<f8')"
        path = self.file("a.npy", npy("<i8", "<q", rows))
        self.assertIn(f"stage 'blocks', replica 0: {path}: {message}", self.run_product(path, b)[1])
        self.assertIn(f"stage 'blocks', replica 0: the standard input: {message}", self.run_product("-", b, npy("<i8", "<q", rows))[1])

    def test_one_standard_input_is_not_two_factors(self):
        code, error = self.run_product("-", "/dev/stdin", npy("<f8", "<d", A))
        self.assertNotEqual(0, code)
        self.assertIn("standard input", error)
        self.assertFalse((self.folder / "c.npy").exists())

    def test_a_pipe_that_nobody_writes_does_not_hold_a_run_against_a_signal(self):
        silent = self.folder / "silent"
        os.mkfifo(silent)
        process = self.start_running(self.config(silent, self.file("b.npy", npy("<f8", "<d", B))))
        process.send_signal(signal.SIGTERM)
        code, _ = self.ends(process)
        self.assertNotEqual(0, code)
        self.assertFalse((self.folder / "c.npy").exists())


if __name__ == "__main__":
    unittest.main()
