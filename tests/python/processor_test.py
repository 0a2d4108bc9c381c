"""weir.Processor: functions in Python, and the calls with numbers and texts."""

import pathlib
import sys
import tempfile
import time
import traceback
import unittest

import numpy
import weir


class Functions(unittest.TestCase):
    def setUp(self):
        self.processor = weir.Processor(2)

    def test_results_are_in_order(self):
        for count in (0, 1, 2, 33, 5000):
            self.assertEqual(self.processor.map(lambda x: [x], range(count)), [[x] for x in range(count)])
        for batch_size in (1, 7, 10_000):
            self.assertEqual(self.processor.map(str, iter(range(500)), batch_size=batch_size), list(map(str, range(500))))

    def test_a_function_may_call_the_processor(self):
        inner = lambda x: self.processor.sum(self.processor.map(abs, [x, -x]))
        self.assertEqual(self.processor.map(inner, range(200), batch_size=1), [2 * x for x in range(200)])
        self.assertEqual(self.processor.map(lambda x: len(self.processor.find_primes(x)), [10, 100] * 10), [4, 25] * 10)

    def test_what_it_raises_keeps_its_traceback(self):
        class Mine(Exception):
            pass

        def deep(x):
            if x == 3:
                raise Mine("at three")
            return x

        def outer(x):
            return deep(x)

        try:
            self.processor.map(outer, range(10))
        except Mine as error:
            names = [frame.name for frame in traceback.extract_tb(error.__traceback__)]
        self.assertEqual(names[-2:], ["outer", "deep"])
        self.assertIn("test_what_it_raises_keeps_its_traceback", names)
        self.assertEqual(self.processor.metrics()["map"]["failures"], 1)
        self.assertEqual(self.processor.map(outer, range(3)), [0, 1, 2])
        with self.assertRaises(SystemExit):
            self.processor.map(sys.exit, [3])

    def test_a_timeout(self):
        with self.assertRaises(weir.TimeoutError):
            weir.Processor(1, timeout=0.01).map(lambda _: time.sleep(0.002), range(100_000))

    def test_the_log(self):
        lines = []
        weir.Processor(1, verbose=True, log=lines.append).sum(numpy.ones(3))
        self.assertRegex(lines[0], r"^sum: 3 items in [0-9.]+ ms$")
        self.assertEqual(len(lines), 1)


class Numbers(unittest.TestCase):
    def setUp(self):
        self.processor = weir.Processor(2)

    def test_sums(self):
        p = self.processor
        self.assertEqual([p.sum([]), p.sum([1, 2]), p.sum([2**70, 1]), p.sum(iter([1, True]))], [0, 3, 2**70 + 1, 2])
        self.assertEqual(p.sum([0.1] * 10), 1.0)
        self.assertEqual(p.sum([1e100, 1, -1e100, 2]), 3.0)
        self.assertEqual(p.sum(numpy.full(10, 0.1)), 1.0)
        self.assertEqual(p.sum(numpy.full(4, 2**63, "u8")), 2**65)
        self.assertEqual(p.sum(numpy.full(10, 0.5, "f4")), 5.0)
        self.assertEqual(p.sum(numpy.arange(10)[::2]), 20)
        with self.assertRaises(TypeError):
            p.sum(["a"])

    def test_statistics(self):
        self.assertEqual(self.processor.statistics([1, 2.0, 6]), {"mean": 3.0, "variance": 14 / 3, "median": 2.0})
        self.assertEqual(self.processor.statistics(numpy.arange(4))["median"], 1.5)
        for wrong, error in (([], ValueError), (["x"], TypeError)):
            with self.assertRaises(error):
                self.processor.statistics(wrong)

    def test_primes_are_an_array(self):
        primes = self.processor.find_primes(13)
        self.assertEqual((primes.dtype, primes.tolist()), (numpy.uint64, [2, 3, 5, 7, 11, 13]))
        del self.processor
        self.assertEqual(primes.sum(), 41)
        for wrong in (-1, 2**64):
            with self.assertRaises(ValueError):
                weir.Processor().find_primes(wrong)

    def test_products_of_arrays(self):
        draw = numpy.random.default_rng(1)
        for dtype in ("f4", "f8"):
            a, b = draw.random((60, 70)).astype(dtype), draw.random((70, 50)).astype(dtype)
            product = self.processor.multiply(a, b)
            self.assertEqual(product.dtype, a.dtype)
            self.assertTrue(numpy.allclose(product, a @ b, rtol=1e-5 if dtype == "f4" else 1e-12))
        self.assertEqual(self.processor.multiply([[1, 2]], numpy.array([[3], [4]])).tolist(), [[11.0]])
        self.assertTrue(numpy.allclose(self.processor.multiply(a.T.copy().T[::2], b), a[::2] @ b))
        a.flags.writeable = False
        self.assertTrue(numpy.allclose(self.processor.multiply(a, b), a @ b))
        for wrong in ([1], [[1, 2], [3, 4], [5, 6]], [[]]):
            with self.assertRaises(ValueError):
                self.processor.multiply(wrong, [[1], [2], [3]])

    def test_words(self):
        p = self.processor
        self.assertEqual(p.count_words("It's It is"), {"its": 1, "it": 1, "is": 1})
        self.assertEqual(list(p.count_words(b"b a b", "none").items()), [("b", 2), ("a", 1)])
        self.assertEqual(p.count_words(bytearray(b"It's"), "lower"), {"it's": 1})
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder, "text")
            file.write_text("one two\none\n")
            self.assertEqual(p.count_words(file), {"one": 2, "two": 1})
            file.write_bytes(b"")
            self.assertEqual(p.count_words(file), {})
            with self.assertRaises(FileNotFoundError):
                p.count_words(pathlib.Path(folder, "none"))
        with self.assertRaises(ValueError):
            p.count_words("", "upper")
        with self.assertRaises(TypeError):
            p.count_words(7)


if __name__ == "__main__":
    unittest.main()
