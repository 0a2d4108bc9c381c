"""The calculations of weir.compat in plain Python, and what its tests have in common."""

import math
import random
import struct
import unittest

from weir.compat import OptimizedParallelProcessor


def item(x):
    return x * x + math.sin(x) * math.cos(x)


def step(x):
    return ((x * 2) + 10) ** 2


def bits(values):
    """What makes equal floats of other bits, other types, and NaNs all differ or agree as they should."""
    return [(type(x), struct.pack("d", x) if isinstance(x, float) else x) for x in values]


def random_numbers(seed, count):
    """Floats of all sizes, ints around every limit, and bools."""
    draw = random.Random(seed)
    makers = [
        lambda: draw.uniform(-1000, 1000),
        lambda: struct.unpack("d", draw.randbytes(8))[0],
        lambda: draw.randint(-(10**6), 10**6),
        lambda: draw.choice([-1, 1]) * (2 ** draw.choice([15, 30, 31, 52, 53, 62, 63, 64, 100]) + draw.randint(-3, 3)),
        lambda: draw.choice([True, False, 0, -0.0, 0.0, math.nan]),
    ]
    numbers = [draw.choice(makers)() for _ in range(count)]
    return [x for x in numbers if not (isinstance(x, float) and math.isinf(x))]


class Call(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.processors = [OptimizedParallelProcessor(workers) for workers in (1, 2, 5)]

    def each(self):
        for processor in self.processors:
            with self.subTest(workers=processor.num_workers):
                yield processor

    def assert_raises_as(self, plain, call):
        """`call` raises what `plain` raises."""
        with self.assertRaises(Exception) as expected:
            plain()
        with self.assertRaises(type(expected.exception)):
            call()
