"""The calls of weir.compat with numbers, beside the same calculation in plain Python."""

import array
import decimal
import fractions
import math
import random
import statistics
import unittest

import numpy
from plain import Call, bits, item, random_numbers, step
from weir.compat import OptimizedParallelProcessor


class Items(Call):
    def calls(self):
        for processor in self.each():
            yield processor.process_data_spawn_per_item
            yield processor.process_with_file_based_ipc
            yield processor.process_with_excessive_queue_ops
            yield lambda data: processor.batch_process_with_manager([data[:3], [], data[3:]])

    def test_bits_of_python(self):
        for count in (1, 3, 100, 4097, 10_000):
            data = random_numbers(count, count)
            expected = bits(map(item, data))
            for call in self.calls():
                self.assertEqual(bits(call(data)), expected)

    def test_no_data(self):
        for call in self.calls():
            self.assertEqual(call([]), [])

    def test_every_way_to_hold_numbers(self):
        p = self.processors[1]
        numbers = [3, -7, 0, 100]
        expected = [item(x) for x in numbers]
        holders = [tuple(numbers), iter(numbers), range(1, 5), dict.fromkeys(numbers)]
        holders += [b"\x01\x02", bytearray(b"\x01\xff"), memoryview(b"ab")]
        holders += [array.array(code, [abs(x) for x in numbers]) for code in "bBhHiIlLqQfd"]
        holders += [numpy.array(numbers, type) for type in ("i1", "i2", "i4", "i8", "f4", "f8")]
        holders += [numpy.array([2**63 + 5, 3], "u8"), numpy.arange(20)[::3], numpy.arange(20.0)[::-2]]
        for holder in holders:
            with self.subTest(holder=repr(holder)):
                plain = holder.tolist() if hasattr(holder, "tolist") else list(expected if holder is holders[1] else holder)
                got = p.process_data_spawn_per_item(holder)
                self.assertEqual(bits(got), bits(expected if holder is holders[1] else map(item, plain)))
        self.assertEqual(p.batch_process_with_manager([numpy.array([1.5]), (2,), array.array("i", [3])]), [item(x) for x in (1.5, 2, 3)])

    def test_numbers_that_only_python_knows(self):
        p = self.processors[1]
        data = [numpy.float64(0.1), numpy.int32(7), fractions.Fraction(1, 3), True, 10**20]
        self.assertEqual(bits(p.process_data_spawn_per_item(data)), bits(map(item, data)))

    def test_errors_are_those_of_python(self):
        p = self.processors[1]
        for wrong in ("text", None, [1], math.inf, -math.inf, 10**400, 1j, decimal.Decimal(1)):
            data = [1, 2.5, wrong, 4]
            self.assert_raises_as(lambda: list(map(item, data)), lambda: p.process_data_spawn_per_item(data))
        self.assert_raises_as(lambda: list(None), lambda: p.process_data_spawn_per_item(None))
        self.assert_raises_as(lambda: list(map(item, [[1]])), lambda: p.process_data_spawn_per_item(numpy.ones((2, 2)).tolist()))
        self.assertEqual(p.process_data_spawn_per_item([1]), [item(1)])

    def test_a_number_that_changes_the_list_while_it_is_read(self):
        class Clearing(float):
            def __mul__(self, other):
                data.clear()
                return 0.0

        data = [Clearing(1)] * 1000
        self.assertEqual(self.processors[0].process_data_spawn_per_item(data), [math.sin(1) * math.cos(1)])

    def test_one_item(self):
        for x in (0, 3, -2.5, 10**30):
            self.assertEqual(bits([self.processors[0].process_single_item(x)]), bits([item(x)]))
            self.assertEqual(bits([OptimizedParallelProcessor.process_single_item(x)]), bits([item(x)]))


class Steps(Call):
    def test_ints_are_exact_and_floats_have_the_bits_of_python(self):
        data = [x for x in random_numbers(3, 10_000) if not isinstance(x, float) or abs(x) < 1e150]
        limit = 1_518_500_244  # where 64 bits end
        data += list(range(limit - 10, limit + 10)) + list(range(-limit - 20, 10 - limit)) + [numpy.float64(1.5), 2**70]
        for p in self.each():
            self.assertEqual(bits(p.run_pipeline(data)), bits(map(step, data)))
            self.assertEqual(p.run_pipeline([]), [])
        self.assertEqual(bits(p.run_pipeline(numpy.array([1, 2**62]))), bits(map(step, [1, 2**62])))

    def test_errors_are_those_of_python(self):
        for wrong in ("text", None, 1e200):
            self.assert_raises_as(lambda: step(wrong), lambda: self.processors[0].run_pipeline([1, wrong]))
        self.assertEqual(self.processors[0].run_pipeline([math.inf]), [math.inf])


class Sums(Call):
    def test_as_the_built_in_one(self):
        draw = random.Random(5)
        cases = [
            [],
            [2**63 - 1] * 1000,
            [-(2**63)] * 3 + [1],
            [10**30, -(10**30), 7],
            [True, False, True],
            [draw.random() for _ in range(10_000)],
            [draw.randint(-(2**62), 2**62) for _ in range(10_000)],
            [1, 2.5, fractions.Fraction(1, 3)],
            [math.inf, 1],
        ]
        for p in self.each():
            for data in cases:
                self.assertEqual(bits([p.parallel_sum_spawn_many(data)]), bits([sum(data)]))
                self.assertEqual(bits([p.parallel_sum_spawn_many(iter(data), chunk_size=7)]), bits([sum(data)]))
        self.assertEqual(p.parallel_sum_spawn_many(numpy.array([2**63 - 1] * 4)), 4 * (2**63 - 1))
        self.assertEqual(p.parallel_sum_spawn_many(array.array("d", [0.1] * 10)), sum([0.1] * 10))
        for wrong in ("text", None, [1]):
            self.assert_raises_as(lambda: sum([1, wrong]), lambda: p.parallel_sum_spawn_many([1, wrong]))


class Statistics(Call):
    def check(self, p, data):
        found = p.compute_statistics_sequential(data)
        plain = data.tolist() if hasattr(data, "tolist") else data
        self.assertEqual(list(found), ["mean", "variance", "median"])
        exact = [fractions.Fraction(x) for x in plain]
        mean = sum(exact) / len(exact)
        variance = sum((x - mean) ** 2 for x in exact) / len(exact)
        self.assertEqual(bits([found["median"]]), bits([statistics.median(plain)]))
        self.assertTrue(math.isclose(found["mean"], mean, rel_tol=3e-16), (found["mean"], float(mean)))
        self.assertTrue(math.isclose(found["variance"], variance, rel_tol=5e-15), (found["variance"], float(variance)))

    def test_ordinary_numbers(self):
        draw = random.Random(11)
        cases = [
            [5],
            [2.5],
            [1, 2],
            [3, 1, 2],
            [7] * 1000,
            list(range(1, 20_002)),
            [draw.randint(-(2**53), 2**53) for _ in range(1001)],
            [draw.random() for _ in range(20_001)],
            [draw.gauss(1e9, 1e-3) for _ in range(5000)],
            [draw.choice([1e-300, 1e300, -1.0]) for _ in range(101)],
            [draw.lognormvariate(0, 20) for _ in range(5000)],
            [1, 2.5, 3, True],
            [10**30, 1, 2],
        ]
        for p in self.each():
            for data in cases:
                if max(map(abs, data)) < 1e150:
                    self.check(p, data)
            self.check(p, numpy.arange(0, 5, 0.5))
            self.check(p, array.array("i", range(10)))
        self.assertEqual(bits([p.compute_statistics_sequential(range(1, 4))["mean"]]), bits([2.0]))

    def test_the_same_bits_with_any_number_of_workers(self):
        data = [random.Random(1).gauss(0, 1) for _ in range(100_000)]
        found = {tuple(bits(p.compute_statistics_sequential(data).values())) for p in self.processors}
        self.assertEqual(len(found), 1)

    def test_extremes(self):
        p = self.processors[1]
        self.assertEqual(p.compute_statistics_sequential([1e308, 1e308])["mean"], 1e308)
        self.assertEqual(p.compute_statistics_sequential([1e308, 1e308])["median"], 1e308)
        self.assertEqual(p.compute_statistics_sequential([math.inf, 1.0])["mean"], math.inf)
        self.assertTrue(math.isnan(p.compute_statistics_sequential([math.nan, 1.0])["median"]))

    def test_no_data(self):
        for nothing in ([], (), numpy.array([]), iter([])):
            with self.assertRaises(ValueError):
                self.processors[0].compute_statistics_sequential(nothing)


if __name__ == "__main__":
    unittest.main()
