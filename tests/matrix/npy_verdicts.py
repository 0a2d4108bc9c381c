"""Says of each .npy header in a corpus whether it is right, by Python's own reading of its literal.

The corpus is frames: a length of 4 bytes, little-endian, and so many bytes of a file. Prints a line a frame:
`no`, or type, order, rows, columns and offset of the first element.
"""
import ast
import re
import struct
import sys
import warnings

warnings.simplefilter("ignore")


# The codes and names of NumPy's dtype() on 64-bit Linux, with the kind and the size that they stand for.
CODES = {"e": "f2", "f": "f4", "d": "f8", "b": "i1", "h": "i2", "i": "i4", "l": "i8", "q": "i8", "p": "i8", "B": "u1", "H": "u2", "I": "u4",
         "L": "u8", "Q": "u8", "P": "u8", "?": "b1"}
CODES.update({code: code for code in ("f2", "f4", "f8", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "b1")})
NAMES = {"float16": "f2", "half": "f2", "float32": "f4", "single": "f4", "float64": "f8", "float": "f8", "double": "f8", "int8": "i1", "byte": "i1",
         "int16": "i2", "short": "i2", "int32": "i4", "intc": "i4", "int64": "i8", "int": "i8", "long": "i8", "longlong": "i8", "intp": "i8",
         "uint8": "u1", "ubyte": "u1", "uint16": "u2", "ushort": "u2", "uint32": "u4", "uintc": "u4", "uint64": "u8", "uint": "u8",
         "ulong": "u8", "ulonglong": "u8", "uintp": "u8", "bool": "b1"}


def element(descr):
    """Order, kind and size, as in <f8, or None."""
    if descr in NAMES:
        return "<" + NAMES[descr]
    found = re.fullmatch(r"([<>=|]?)(.+)", descr)
    if not found or found.group(2) not in CODES:
        return None
    code = CODES[found.group(2)]
    return (">" if found.group(1) == ">" and code[1] != "1" else "<") + code


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
        header = ast.literal_eval(re.sub(r"(?<=[0-9])L", "", text.strip(" \n")))  # a long number of Python 2, as NumPy reads it
    except (SyntaxError, ValueError, TypeError, MemoryError, RecursionError):
        return "no"
    if not isinstance(header, dict) or set(header) != {"descr", "fortran_order", "shape"}:
        return "no"
    descr, fortran, shape = header["descr"], header["fortran_order"], header["shape"]
    descr = element(descr) if isinstance(descr, str) else None
    if descr is None or not isinstance(fortran, bool) or not isinstance(shape, tuple):
        return "no"
    if len(shape) != 2 or any(type(n) is not int or n < 0 for n in shape):
        return "no"
    if offset + shape[0] * shape[1] * int(descr[2]) > len(data):
        return "no"
    return f"{descr} {'columns' if fortran else 'rows'} {shape[0]} {shape[1]} {offset}"


with open(sys.argv[1], "rb") as corpus:
    while prefix := corpus.read(4):
        print(verdict(corpus.read(struct.unpack("<I", prefix)[0])))
