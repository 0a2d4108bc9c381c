"""Reads CSV with Python's csv module. The file given has frames, a delimiter and a text in turn; of each text come out the number of its
records and, for each of these, that of its cells and the cells themselves, all as frames."""

import csv
import io
import struct
import sys


def frames(data):
    at = 0
    while at < len(data):
        (size,) = struct.unpack_from('<I', data, at)
        yield data[at + 4:at + 4 + size]
        at += 4 + size


def put(text):
    text = text.encode()
    sys.stdout.buffer.write(struct.pack('<I', len(text)) + text)


with open(sys.argv[1], 'rb') as file:
    parts = frames(file.read())
for delimiter in parts:
    text = next(parts).decode()
    records = [record for record in csv.reader(io.StringIO(text, newline=''), delimiter=delimiter.decode()) if record]
    put(str(len(records)))
    for record in records:
        put(str(len(record)))
        for cell in record:
            put(cell)
