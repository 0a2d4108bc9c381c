"""Writes or reads CSV with Python's csv module. The file given has frames, each a number of bytes (32 bits, the lowest byte first) and then
so many bytes. The first says what to do:

write: for each table come its delimiter, line end, quoting, width and number of cells, and then its cells. Each table comes out as CSV.
read: a delimiter and a text in turn. Of each text come out the number of its records and, for each of them, the number of its cells and
    the cells.
"""

import csv
import io
import struct
import sys


def frames(data):
    at = 0
    while at < len(data):
        (size,) = struct.unpack_from('<I', data, at)
        yield data[at + 4:at + 4 + size].decode()
        at += 4 + size


def put(text):
    text = str(text).encode()
    sys.stdout.buffer.write(struct.pack('<I', len(text)) + text)


def write(parts):
    for delimiter in parts:
        line_end, quoting, width, count = next(parts), int(next(parts)), int(next(parts)), int(next(parts))
        out = io.StringIO(newline='')
        writer = csv.writer(out, delimiter=delimiter, lineterminator=line_end, quoting=quoting)
        for _ in range(count // width):
            writer.writerow([next(parts) for _ in range(width)])
        put(out.getvalue())


def read(parts):
    for delimiter in parts:
        records = [record for record in csv.reader(io.StringIO(next(parts), newline=''), delimiter=delimiter) if record]
        put(len(records))
        for record in records:
            put(len(record))
            for cell in record:
                put(cell)


with open(sys.argv[1], 'rb') as file:
    all_parts = frames(file.read())
{'write': write, 'read': read}[next(all_parts)](all_parts)
