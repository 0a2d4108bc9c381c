"""Writes tables as CSV with Python's csv module. The file given has frames: for each table its options, separated by `|`, and its
cells. Each table comes out as one frame."""

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


def written(delimiter, line_end, quoting, width, cells):
    out = io.StringIO(newline='')
    writer = csv.writer(out, delimiter=delimiter, lineterminator=line_end, quoting=quoting)
    for i in range(0, len(cells), width):
        writer.writerow(cells[i:i + width])
    return out.getvalue().encode()


with open(sys.argv[1], 'rb') as file:
    parts = frames(file.read())
for options in parts:
    delimiter, line_end, quoting, width, count = options.decode().split('|')
    cells = [next(parts).decode() for _ in range(int(count))]
    text = written(delimiter, line_end, int(quoting), int(width), cells)
    sys.stdout.buffer.write(struct.pack('<I', len(text)) + text)
