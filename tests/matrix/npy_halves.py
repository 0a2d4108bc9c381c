"""Reads the half-precision elements of a .npy file with Python's struct, and prints each one exactly, or nan."""
import struct
import sys

with open(sys.argv[1], "rb") as file:
    data = file.read()
(length,) = struct.unpack("<H", data[8:10])
for (value,) in struct.iter_unpack("<e", data[10 + length :]):
    print("nan" if value != value else value.hex())
