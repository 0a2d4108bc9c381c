"""Reads a .npy file as its specification says it must be written, and prints type, shape and the elements' bytes in hexadecimal."""
import ast
import struct
import sys

with open(sys.argv[1], "rb") as file:
    data = file.read()
assert data[:8] == b"\x93NUMPY\x01\x00", "magic or version"
(length,) = struct.unpack("<H", data[8:10])
assert (10 + length) % 64 == 0, "alignment"
text = data[10 : 10 + length].decode("ascii")
assert text.endswith("\n"), "newline"
header = ast.literal_eval(text)
assert list(header) == ["descr", "fortran_order", "shape"], "keys in order"
assert header["fortran_order"] is False, "C order"
rows, cols = header["shape"]
size = {"<f4": 4, "<f8": 8}[header["descr"]]
assert len(data) == 10 + length + rows * cols * size, "size"
print(header["descr"], rows, cols, data[10 + length :].hex())
