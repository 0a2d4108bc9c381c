"""What runs while its calls fail: each shipped config on a small input, and pipelines that use every kind of output and input."""

import bz2
import contextlib
import dataclasses
import gzip
import lzma
import os
import pathlib
import random
import sqlite3
import struct

ROOT = pathlib.Path(__file__).resolve().parents[2]

FILES = """
pipeline: files
stages:
  - {name: text, kind: text.read, params: {paths: [INPUTS/text], slice_size: 4KiB}}
  - {name: count, kind: words.count, inputs: [text], replicas: 2}
  - {name: top, kind: words.top, inputs: [count], params: {limit: 50}}
  - {name: words, kind: table.write, inputs: [top], params: {path: words.csv, format: csv}}
  - {name: segments, kind: primes.segments, params: {from: 0, to: 20000, segment_size: 2000}}
  - {name: sieve, kind: primes.sieve, inputs: [segments], replicas: 2, ordered: true, params: {emit: primes}}
  - {name: primes, kind: primes.write, inputs: [sieve], params: {path: primes.txt}}
"""

MATRICES = """
pipeline: matrices
stages:
  - {name: blocks, kind: matrix.blocks, params: {a: {path: '-'}, b: {path: INPUTS/b.npy}, block_rows: 8}}
  - {name: product, kind: matrix.multiply, inputs: [blocks], replicas: 2}
  - {name: written, kind: matrix.write, inputs: [product], params: {path: product.npy}}
  - {name: checksum, kind: matrix.checksum, inputs: [product]}
  - {name: out, kind: table.write, inputs: [checksum], params: {path: checksum.jsonl, format: jsonl}}
"""

REJECTS = """
pipeline: rejects
stages:
  - {name: paths, kind: text.paths, params: {paths: [INPUTS/several]}}
  - {name: text, kind: text.read_each, inputs: [paths], on_error: {retry: 1, backoff: 1ms}, params: {slice_size: 1KiB}}
  - {name: count, kind: words.count, inputs: [text]}
  - {name: top, kind: words.top, inputs: [count]}
  - {name: out, kind: table.write, inputs: [top], params: {path: words.tsv, format: tsv}}
  - {name: unread, kind: table.write, inputs: [text.rejected], params: {path: unread.csv, format: csv}}
"""

NPY = """
pipeline: npy
stages:
  - {name: segments, kind: primes.segments, params: {from: 0, to: 30000, segment_size: 3000}}
  - {name: sieve, kind: primes.sieve, inputs: [segments], ordered: true, params: {emit: primes}}
  - {name: out, kind: primes.write, inputs: [sieve], params: {path: primes.npy, format: npy, sync: false}}
"""

ROWS = """
pipeline: rows
stages:
  - name: orders
    kind: csv.read
    params: {paths: ['-'], columns: {id: int, customer: text, amount: float, at: time}, on_malformed: skip}
  - {name: taxed, kind: rows.set, inputs: [orders], params: {values: {tax: 'round(amount * 0.15, 2)', customer: upper(customer)}}}
  - {name: large, kind: rows.where, inputs: [taxed], params: {that: "tax > 5 and at > cast('2026-01-05T00:00:00Z' as time)"}}
  - {name: all, kind: table.write, inputs: [large], params: {path: large.csv, format: csv}}
  - {name: first, kind: rows.limit, inputs: [large], params: {rows: 30}}
  - {name: few, kind: rows.select, inputs: [first], params: {columns: [id, tax, {twice: tax * 2}]}}
  - {name: some, kind: table.write, inputs: [few], params: {path: first.jsonl, format: jsonl}}
  - {name: malformed, kind: table.write, inputs: [orders.rejected], params: {path: malformed.csv, format: csv}}
"""

LINES = """
pipeline: lines
stages:
  - {name: lines, kind: lines.read, params: {paths: [INPUTS/text, '-'], number: true, slice_size: 4KiB}}
  - {name: long, kind: rows.where, inputs: [lines], params: {that: length(line) > 40}}
  - {name: out, kind: table.write, inputs: [long], params: {path: long.tsv, format: tsv}}
"""

FOLLOWED = """
pipeline: followed
stages:
  - {name: lines, kind: lines.read, params: {paths: [INPUTS/text, INPUTS/not_there], follow: true, number: true, slice_size: 4KiB}}
  - {name: first, kind: rows.limit, inputs: [lines], params: {rows: 250}}
  - {name: out, kind: table.write, inputs: [first], params: {path: followed.csv, format: csv}}
"""

APPENDED = """
pipeline: appended
stages:
  - {name: lines, kind: lines.read, params: {paths: [INPUTS/text]}}
  - {name: out, kind: table.write, inputs: [lines], params: {path: lines.csv, format: csv, append: true}}
  - {name: new_out, kind: table.write, inputs: [lines], params: {path: lines.jsonl.gz, format: jsonl, append: true, level: 1}}
"""

EACH = """
pipeline: each
stages:
  - {name: numbers, kind: lines.read, params: {paths: [INPUTS/text], number: true}}
  - {name: named, kind: rows.select, inputs: [numbers], params: {columns: [{key: "'key ' || cast(number % 3 as text)"}, line]}}
  - {name: out, kind: table.write, inputs: [named], params: {path: '{key}.csv', format: csv}}
"""

TABLES = """
pipeline: tables
stages:
  - {name: orders, kind: csv.read, params: {paths: [INPUTS/orders.csv], columns: {id: int, customer: text, amount: float}, on_malformed: skip}}
  - {name: named, kind: rows.rename, inputs: [orders], params: {columns: {customer: name}}}
  - {name: rated, kind: rows.lookup, inputs: [named], params: {table: INPUTS/rates.csv, on: id, unmatched: 'null'}}
  - {name: split, kind: rows.route, inputs: [rated], params: {routes: {large: amount > 60}}}
  - name: groups
    kind: rows.group
    inputs: [split.large]
    replicas: 3
    params: {by: [name], values: {rows: count(), mean: avg(amount), last: max(name), middle: median(amount), kinds: count_distinct(id), first: 'first(name, amount)'}}
  - {name: groups_out, kind: table.write, inputs: [groups], params: {path: groups.csv, format: csv}}
  - {name: sample, kind: rows.sample, inputs: [split], params: {share: 0.5, seed: 3}}
  - {name: sorted, kind: rows.sort, inputs: [sample], params: {by: [-amount]}}
  - {name: short, kind: rows.drop, inputs: [sorted], params: {columns: [name]}}
  - {name: each, kind: rows.distinct, inputs: [short]}
  - {name: each_out, kind: table.write, inputs: [each], params: {path: each.tsv, format: tsv}}
"""

MATCHED = """
pipeline: matched
stages:
  - {name: objects, kind: jsonl.read, params: {paths: ['-'], columns: {id: int, user.name: text, tags: text}, on_malformed: skip}}
  - {name: parts, kind: rows.match, inputs: [objects], on_error: skip, params: {column: user.name, pattern: '(?P<first>[a-z]+) (?P<number>\\d+)', types: {number: int}}}
  - {name: out, kind: table.write, inputs: [parts], params: {path: parts.jsonl, format: jsonl, json: [tags]}}
  - {name: malformed, kind: table.write, inputs: [objects.rejected], params: {path: malformed.csv, format: csv}}
"""

SKIPPING = """
pipeline: skipping
stages:
  - {name: orders, kind: csv.read, params: {paths: [INPUTS/orders.csv, INPUTS/more_orders.csv], on_malformed: skip, on_unreadable: skip}}
  - {name: orders_out, kind: table.write, inputs: [orders], params: {path: all_orders.csv, format: csv}}
  - {name: objects, kind: jsonl.read, params: {paths: [INPUTS/objects.jsonl, INPUTS/more_objects.jsonl], on_malformed: skip, on_unreadable: skip}}
  - {name: objects_out, kind: table.write, inputs: [objects], params: {path: all_objects.csv, format: csv}}
"""

UNFIT = """
pipeline: unfit
stages:
  - {name: lines, kind: lines.read, params: {paths: [INPUTS/text, INPUTS/several/0.txt]}}
  - {name: words, kind: rows.split, inputs: [lines], params: {pattern: '{first} a{second} {rest}'}}
  - {name: out, kind: table.write, inputs: [words], params: {path: words.jsonl, format: jsonl}}
  - {name: unfit, kind: table.write, inputs: [words.rejected], params: {path: unfit.csv, format: csv}}
"""

PROGRAMS = """
pipeline: programs
stages:
  - {name: numbers, kind: exec.read, params: {command: [seq, '3000'], number: true}}
  - {name: out, kind: exec.write, inputs: [numbers], params: {command: [sort, -rn], format: csv, header: false, path: numbers.txt}}
  - {name: few, kind: exec.read, params: {command: [seq, '8']}}
  - {name: runs, kind: exec.run, inputs: [few], params: {command: [echo, '{line}'], stdin: line, jobs: 3}}
  - {name: table, kind: rows.select, inputs: [runs], params: {columns: [line, exit, stdout]}}
  - {name: table_out, kind: table.write, inputs: [table], params: {path: runs.csv, format: csv}}
  - {name: piped, kind: exec.pipe, inputs: [few], params: {command: [sort, -r], format: csv, columns: {line: int}, input_header: false, header: false}}
  - {name: piped_out, kind: table.write, inputs: [piped], params: {path: piped.csv, format: csv}}
"""

LOGGED = """
pipeline: logged
stages:
  - {name: few, kind: exec.read, params: {command: [seq, '8']}}
  - {name: runs, kind: exec.run, inputs: [few], params: {command: [echo, '{line}'], jobs: 3, log: jobs.tsv}}
  - {name: table, kind: rows.select, inputs: [runs], params: {columns: [line, exit, stdout]}}
  - {name: out, kind: table.write, inputs: [table], params: {path: runs.csv, format: csv}}
"""

# What is left of the first run: one program succeeded, another failed, and the line of a third was cut short.
LOG = (b"start\tseconds\texit\tstdin\tcommand\n2026-01-01T00:00:00.000Z\t0.001\t0\t\techo 1\n"
       b"2026-01-01T00:00:00.000Z\t0.001\t1\t\techo 2\n2026-01-01T00:00:00.000Z\t0.0")

MADE_UP = """
pipeline: made_up
stages:
  - {name: text, kind: text.generate, params: {size: 40KiB, words: 300, slice_size: 4KiB}}
  - {name: count, kind: words.count, inputs: [text]}
  - {name: top, kind: words.top, inputs: [count], params: {limit: 20}}
  - {name: words, kind: table.write, inputs: [top], params: {path: words.jsonl, format: jsonl}}
  - {name: items, kind: synthetic.items, params: {count: 300}}
  - {name: work, kind: synthetic.work, inputs: [items], replicas: 2, params: {cost: 1us}}
  - {name: out, kind: synthetic.discard, inputs: [work]}
"""

PIPED = """
pipeline: piped
timeout: 5m
stages:
  - {name: text, kind: text.read, params: {paths: ['-'], slice_size: 1KiB}}
  - {name: count, kind: words.count, inputs: [text], batch_wait: 1ms}
  - {name: top, kind: words.top, inputs: [count], params: {limit: 10}}
  - {name: out, kind: table.write, inputs: [top], params: {path: linked.txt}}
"""


COMPRESSED = """
pipeline: compressed
stages:
  - {name: lines, kind: lines.read, params: {paths: [INPUTS/packed], slice_size: 4KiB}}
  - {name: lines_out, kind: table.write, inputs: [lines], params: {path: lines.csv.gz, format: csv, level: 1}}
  - {name: orders, kind: csv.read, params: {paths: ['-'], columns: {id: int, note: text}, on_malformed: skip}}
  - {name: orders_out, kind: table.write, inputs: [orders], params: {path: orders.tsv, format: tsv, compress: zstd}}
  - {name: objects, kind: jsonl.read, params: {paths: [INPUTS/objects.jsonl.xz], columns: {id: int}, on_malformed: skip}}
  - {name: objects_out, kind: table.write, inputs: [objects], params: {path: objects.bz2, format: jsonl}}
  - {name: segments, kind: primes.segments, params: {from: 0, to: 20000, segment_size: 2000}}
  - {name: sieve, kind: primes.sieve, inputs: [segments], replicas: 2, ordered: true, params: {emit: primes}}
  - {name: primes, kind: primes.write, inputs: [sieve], params: {path: primes.lz4}}
"""


DATABASES = """
pipeline: databases
stages:
  - {name: objects, kind: sqlite.read, params: {path: INPUTS/objects.db, query: 'select id, name, id + 1 as next from objects'}}
  - {name: new, kind: sqlite.write, inputs: [objects], params: {path: new.db, table: copies, key: [id]}}
  - {name: old, kind: sqlite.write, inputs: [objects], params: {path: old.db, table: objects, on_conflict: update}}
  - {name: out, kind: table.write, inputs: [objects], params: {path: objects.csv, format: csv}}
"""


@dataclasses.dataclass
class Case:
    """A run. `outputs` maps the names of the files that it writes to what is there before, or None. The file `linked.txt` has two names."""
    name: str
    arguments: list
    outputs: dict = dataclasses.field(default_factory=dict)
    options: list = dataclasses.field(default_factory=list)  # of `weir run` alone
    left_out: tuple = ()     # classes of calls of which none fails here
    stdin: str = ""          # an input file, read through a pipe
    may_reject: str = ""     # the output that has what a stage could not use
    may_skip: bool = False   # files that cannot be read; the rows of the others come out
    any_order: bool = False  # of the rows of stdout
    may_say: str = ""        # in place of the reason of the system, which SQLite does not always tell
    readers: bool = False    # programs: an EPIPE says that one wants no more, which no system says of one that does

    def prepare(self, folder):
        """Puts the files there that the run finds."""
        for name, before in self.outputs.items():
            if before is not None:
                (folder / name).write_bytes(before)
        if "linked.txt" in self.outputs:
            os.link(folder / "linked.txt", folder / "other_name.txt")


def cases(inputs):
    """All of them, with their inputs made in that folder."""
    make_inputs(inputs)
    own = {}
    for name, text in (("files", FILES), ("matrices", MATRICES), ("rejects", REJECTS), ("npy", NPY), ("rows", ROWS), ("lines", LINES), ("followed", FOLLOWED), ("appended", APPENDED), ("each", EACH),
                       ("tables", TABLES),
                       ("programs", PROGRAMS), ("logged", LOGGED), ("matched", MATCHED), ("skipping", SKIPPING), ("unfit", UNFIT), ("made_up", MADE_UP), ("piped", PIPED),
                       ("compressed", COMPRESSED), ("databases", DATABASES)):
        own[name] = inputs / f"{name}.yaml"
        own[name].write_text(text.replace("INPUTS", str(inputs)))
    text = f"text.params.paths=[{inputs}/text]"
    return {case.name: case for case in [
        shipped("word_count", text, "text.params.slice_size=4KiB"),
        shipped("diamond", text, "text.params.slice_size=4KiB", any_order=True),
        shipped("primes", "segments.params.to=100000", "segments.params.segment_size=10000"),
        shipped("ordered", "millions.params.to=99999", "millions.params.segment_size=10000"),
        shipped("matmul", "blocks.params.a={random: {rows: 30, cols: 20, seed: 1}}",
                "blocks.params.b={random: {rows: 20, cols: 10, seed: 2}}"),
        shipped("orders", f"orders.params.paths=[{ROOT}/data/orders.csv]"),
        shipped("web_log", f"lines.params.paths=[{ROOT}/data/web.log]"),
        shipped("events", f"events.params.paths=[{ROOT}/data/events.jsonl]"),
        shipped("checksums", f"files.params.command=[find,{ROOT}/data,-type,f]"),
        Case("files", [own["files"]], {"words.csv": b"old\n", "primes.txt": None}),
        # The destructor of nlohmann::json allocates (json_value::destroy, 3.11.2), and a lack of memory there ends the process.
        Case("report", [own["npy"], "--set", "out.params.path=again.npy"], {"again.npy": None, "report.json": None},
             ["--report", "report.json"], left_out=("allocation",)),
        Case("matrices", [own["matrices"]], {"product.npy": None, "checksum.jsonl": None}, stdin="a.npy"),
        Case("rejects", [own["rejects"]], {"words.tsv": None, "unread.csv": None}, may_reject="unread.csv"),
        Case("npy", [own["npy"]], {"primes.npy": None}),
        Case("rows", [own["rows"]], {"large.csv": b"old\n", "first.jsonl": None, "malformed.csv": None}, stdin="orders.csv"),
        Case("lines", [own["lines"]], {"long.tsv": None}, stdin="several/0.txt"),
        Case("followed", [own["followed"]], {"followed.csv": b"old\n"}),
        Case("appended", [own["appended"]], {"lines.csv": b"line\nold\n", "lines.jsonl.gz": None}),
        Case("each", [own["each"]], {"key 0.csv": b"old\n", "key 1.csv": None, "key 2.csv": None}),
        Case("tables", [own["tables"]], {"groups.csv": b"old\n", "each.tsv": None}),
        Case("matched", [own["matched"]], {"parts.jsonl": None, "malformed.csv": None}, stdin="objects.jsonl"),
        Case("skipping", [own["skipping"]], {"all_orders.csv": b"old\n", "all_objects.csv": None}, may_skip=True),
        Case("unfit", [own["unfit"]], {"words.jsonl": None, "unfit.csv": None}),
        Case("compressed", [own["compressed"]], {"lines.csv.gz": b"old\n", "orders.tsv": None, "objects.bz2": None, "primes.lz4": None},
             stdin="orders.csv.bz2"),
        Case("databases", [own["databases"]], {"new.db": None, "old.db": (inputs / "old.db").read_bytes(), "objects.csv": None},
             may_say="disk I/O error"),
        Case("programs", [own["programs"]], {"numbers.txt": b"old\n", "runs.csv": None, "piped.csv": None}, readers=True),
        Case("logged", [own["logged"]], {"jobs.tsv": LOG, "runs.csv": None}, ["--resume-failed"]),
        Case("made_up", [own["made_up"]], {"words.jsonl": None}),
        Case("piped", [own["piped"]], {"linked.txt": b"old\n"}, ["--progress", "always"], stdin="text"),
    ]}


def configs_without_a_case(found):
    """The names of shipped configs that none of the cases runs."""
    return sorted({path.stem for path in (ROOT / "configs").glob("*.yaml")} - set(found))


def shipped(name, *sets, any_order=False):
    arguments = [ROOT / "configs" / f"{name}.yaml"]
    for one in sets:
        arguments += ["--set", one]
    return Case(name, arguments, any_order=any_order)


def make_inputs(folder):
    chance = random.Random(7)
    words = ["".join(chance.choices("abcdefghij", k=chance.randint(1, 6))) for _ in range(400)]
    text = "\n".join(" ".join(chance.choices(words, k=12)) for _ in range(300))
    (folder / "text").write_text(text)
    (folder / "orders.csv").write_text(orders(chance))
    (folder / "rates.csv").write_text("id,rate\n" + "".join(f"{i},{i / 8}\n" for i in range(0, 400, 2)))
    (folder / "objects.jsonl").write_text("".join(
        "nonsense\n" if i % 100 == 60 else f'{{"id": {i}, "user": {{"name": "name {chance.randint(0, 99)}"}}, "tags": ["a", {i}]}}\n' for i in range(300)))
    for name in ("orders.csv", "objects.jsonl"):
        (folder / f"more_{name}").write_text((folder / name).read_text())
    (folder / "packed").write_bytes(b"".join(gzip.compress(part.encode()) for part in (text[:3000], "", text[3000:])))
    (folder / "orders.csv.bz2").write_bytes(bz2.compress((folder / "orders.csv").read_bytes()))
    (folder / "objects.jsonl.xz").write_bytes(lzma.compress((folder / "objects.jsonl").read_bytes()))
    for name, rows in (("objects", 300), ("old", 5)):
        with contextlib.closing(sqlite3.connect(folder / f"{name}.db")) as database, database:
            database.execute("create table objects (id integer primary key, name text, next integer)")
            database.executemany("insert into objects values (?, ?, null)", [(i, f"{name} {i}") for i in range(rows)])
    several = folder / "several"
    several.mkdir()
    for i in range(4):
        (several / f"{i}.txt").write_text(text[i * 2000:(i + 1) * 2000])
    (several / "packed.txt").write_bytes(b"\x1f\x8b\x08" + bytes(50))  # damaged: this one is rejected
    for name, rows, cols in (("a", 40, 16), ("b", 16, 12)):
        (folder / f"{name}.npy").write_bytes(npy(rows, cols, [chance.randint(-9, 9) for _ in range(rows * cols)]))


def orders(chance):
    """A table with notes in quotes, and a few lines that are malformed."""
    lines = ["id,customer,country,amount,currency,at,note"]
    for i in range(400):
        amount = "much" if i % 150 == 99 else f"{chance.randint(1, 50000) / 100}"
        note = chance.choice(["", "gift", '"in ""quotes"""', '"on two\nlines"'])
        lines.append(f"{i},Customer {i % 37},{chance.choice(['NZ', 'IE', 'DK'])},{amount},{chance.choice(['NZD', 'EUR', 'DKK'])},"
                     f"2026-01-{1 + i % 28:02}T10:00:00Z,{note}")
    return "\n".join(lines) + "\n"


def npy(rows, cols, numbers):
    """A file of version 1.0 of NumPy's format (numpy.lib.format)."""
    header = f"{{'descr': '<f8', 'fortran_order': False, 'shape': ({rows}, {cols}), }}"
    header += " " * (63 - (10 + len(header)) % 64) + "\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header.encode() + struct.pack(f"<{len(numbers)}d", *numbers)
