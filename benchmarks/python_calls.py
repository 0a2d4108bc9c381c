"""The calls of weir.compat beside a well-made version in Python: a pool of processes that lasts, and NumPy.

    PYTHONPATH=build/release/python python3 benchmarks/python_calls.py

prints a table: milliseconds, the least of several rounds in which both take turns, with lists in and lists out, and how many times weir is
as fast. `objects` is what making the Python objects of the result takes, from an array that is there already.
"""

import collections
import functools
import multiprocessing
import os
import random
import time

import numpy
import weir.compat
from weir.compat import generate_test_data, generate_test_matrix, generate_test_text

CORES = len(os.sched_getaffinity(0))


def cut(data, parts):
    step = -(-len(data) // parts)
    return [data[begin : begin + step] for begin in range(0, len(data), step)]


def items_of(part):
    return part * part + numpy.sin(part) * numpy.cos(part)


def steps_of(part):
    return ((part * 2) + 10) ** 2


def primes_between(small, begin, end):
    sieve = numpy.ones(end - begin, bool)
    for p in small:
        sieve[max(p * p, -(-begin // p) * p) - begin :: p] = False
    return begin + numpy.flatnonzero(sieve)


def words_in(words):
    counts = collections.Counter()
    for word, count in collections.Counter(words).items():
        letters = "".join(filter(str.isalpha, word)).lower()
        if letters:
            counts[letters] += count
    return counts


class WellMade:
    def __init__(self, pool):
        self.pool = pool

    def items(self, data):
        return numpy.concatenate(self.pool.map(items_of, cut(numpy.array(data, float), CORES))).tolist()

    def sum(self, data):
        return int(numpy.array(data).sum())

    def product(self, a, b):
        return (numpy.array(a) @ numpy.array(b)).tolist()

    def primes(self, limit):
        root = int(limit**0.5) + 1
        small = primes_between([p for p in range(2, int(root**0.5) + 1)], 2, root + 1).tolist()
        step = -(-(limit - 2) // CORES)
        parts = [(small, begin, min(begin + step, limit)) for begin in range(2, limit, step)]
        return numpy.concatenate(self.pool.starmap(primes_between, parts)).tolist()

    def words(self, text):
        return dict(functools.reduce(lambda a, b: a.update(b) or a, self.pool.map(words_in, cut(text.split(), CORES))))

    def pipeline(self, data):
        return numpy.concatenate(self.pool.map(steps_of, cut(numpy.array(data), CORES))).tolist()

    def statistics(self, data):
        values = numpy.array(data)
        return {"mean": float(values.mean()), "variance": float(values.var()), "median": float(numpy.median(values))}


def cases(python, weir_):
    data = generate_test_data(100_000)
    draw = random.Random(1)
    measured = [draw.gauss(0, 1) for _ in data]
    matrix = generate_test_matrix(100, 100)
    text = generate_test_text(1_000_000)
    some = data[:10_000]
    floats = numpy.array(data, float)
    primes = numpy.array(weir_.parallel_find_primes(1_000_000))
    return [
        ("100 000 items", lambda: python.items(data), lambda: weir_.process_data_spawn_per_item(data), floats.tolist),
        ("sum of 100 000", lambda: python.sum(data), lambda: weir_.parallel_sum_spawn_many(data), None),
        ("100×100 product", lambda: python.product(matrix, matrix), lambda: weir_.parallel_matrix_multiply(matrix, matrix),
         (numpy.array(matrix) * 1000).tolist),
        ("primes to 10^6", lambda: python.primes(1_000_000), lambda: weir_.parallel_find_primes(1_000_000), primes.tolist),
        ("10^6 words", lambda: python.words(text), lambda: weir_.map_reduce_word_count(text), None),
        ("pipeline of 10 000", lambda: python.pipeline(some), lambda: weir_.run_pipeline(some), (numpy.array(some) ** 2).tolist),
        ("statistics of 100 000", lambda: python.statistics(measured), lambda: weir_.compute_statistics_sequential(measured), None),
    ]


def seconds(call):
    started = time.perf_counter()
    call()
    return time.perf_counter() - started


def same(a, b):
    values = [list(one.values()) if isinstance(one, dict) else one for one in (a, b)]
    return a == b or numpy.allclose(*values, rtol=1e-12)


def main():
    with multiprocessing.get_context("forkserver").Pool(CORES) as pool:
        python, weir_ = WellMade(pool), weir.compat.OptimizedParallelProcessor()
        print(f"| {CORES} cores, ms | Python | weir | times | objects |\n|---|---|---|---|---|")
        for name, plain, ours, objects in cases(python, weir_):
            assert same(plain(), ours()), name
            rounds = [(seconds(plain), seconds(ours), seconds(objects) if objects else 0) for _ in range(60)]
            a, b, c = (1000 * min(column) for column in zip(*rounds))
            print(f"| {name} | {a:.2f} | {b:.2f} | {a / b:.1f} | {f'{c:.2f}' if objects else ''} |", flush=True)


if __name__ == "__main__":
    main()
