"""Says of each .npy header in a corpus whether it is right, by Python's own reading of its literal.

The corpus is frames: a length of 4 bytes, little-endian, and so many bytes of a file. Prints a line a frame:
`no`, or type, order, rows, columns and offset of the first element.
"""
import ast
import struct
import sys
import warnings

warnings.simplefilter("ignore")


def verdict(data):
    if data[:6] != b"\x93NUMPY" or data[6:8] not in (b"\x01\x00", b"\x02\x00", b"\x03\x00"):
        return "no"
    form = "<H" if data[6] == 1 else "<I"
    start = 8 + struct.calcsize(form)
    if len(data) < start:
        return "no"
    (length,) = struct.unpack(form, data[8:start])
    offset = start + length
    if offset > len(data):
        return "no"
    try:
        text = data[start:offset].decode("utf-8" if data[6] == 3 else "latin-1")
        header = ast.literal_eval(text.strip(" \n"))
    except (SyntaxError, ValueError, TypeError, MemoryError, RecursionError):
        return "no"
    if not isinstance(header, dict) or set(header) != {"descr", "fortran_order", "shape"}:
        return "no"
    descr, fortran, shape = header["descr"], header["fortran_order"], header["shape"]
    if descr not in ("<f4", "<f8") or not isinstance(fortran, bool) or not isinstance(shape, tuple):
        return "no"
    if len(shape) != 2 or any(type(n) is not int or n < 0 for n in shape):
        return "no"
    if offset + shape[0] * shape[1] * int(descr[2]) > len(data):
        return "no"
    return f"{descr} {'columns' if fortran else 'rows'} {shape[0]} {shape[1]} {offset}"


with open(sys.argv[1], "rb") as corpus:
    while prefix := corpus.read(4):
        print(verdict(corpus.read(struct.unpack("<I", prefix)[0])))
