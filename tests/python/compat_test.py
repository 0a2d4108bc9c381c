"""The other calls of weir.compat beside the same calculation in plain Python, and the object that has them."""

import fractions
import io
import pickle
import random
import unittest
from contextlib import redirect_stderr

import numpy
import weir
from plain import Call, bits, item
from weir.compat import (
    OptimizedParallelProcessor,
    UnoptimizedParallelProcessor,
    generate_test_data,
    generate_test_matrix,
    generate_test_text,
)


def product(a, b):
    result = []
    for row in a:
        result.append([])
        for j in range(len(b[0])):
            total = 0
            for k in range(len(b)):
                total += row[k] * b[k][j]
            result[-1].append(total)
    return result


class Products(Call):
    def check(self, a, b):
        expected = [row for row in map(bits, product(a, b))]
        for p in self.each():
            self.assertEqual([bits(row) for row in p.parallel_matrix_multiply(a, b)], expected)

    def test_ints_of_any_size(self):
        draw = random.Random(2)
        for rows, inner, cols in ((1, 1, 1), (2, 3, 4), (40, 45, 50)):
            for most in (10, 2**25, 2**53, 2**62, 2**63 - 1, 2**70):
                a = [[draw.randint(-most, most) for _ in range(inner)] for _ in range(rows)]
                b = [[draw.randint(-most, most) for _ in range(cols)] for _ in range(inner)]
                self.check(a, b)
        self.check(generate_test_matrix(20, 30), generate_test_matrix(30, 10))

    def test_floats(self):
        draw = random.Random(3)
        a = [[draw.random() for _ in range(30)] for _ in range(20)]
        b = [[draw.random() for _ in range(10)] for _ in range(30)]
        self.check(a, b)
        large = [[draw.random() for _ in range(150)] for _ in range(150)]
        found = self.processors[1].parallel_matrix_multiply(large, large)
        self.assertTrue(numpy.allclose(found, numpy.array(large) @ numpy.array(large), rtol=1e-13))
        self.assertIs(type(found[0][0]), float)

    def test_each_element_has_the_type_that_python_gives_it(self):
        self.check([[1, 2], [3, 4.0]], [[1, 2.0], [3, 4]])
        self.check([[1, 2]], [[0.5], [0.25]])
        self.check([[True, 2]], [[3], [fractions.Fraction(1, 2)]])
        self.check(((1, 2), (3, 4)), ((5,), (6,)))

    def test_numpy(self):
        a = numpy.arange(6).reshape(2, 3)
        self.assertEqual(self.processors[0].parallel_matrix_multiply(a, a.T), (a @ a.T).tolist())

    def test_shapes(self):
        for a, b in (([], [[1]]), ([[1]], []), ([[]], [[1]]), ([[1, 2]], [[1, 2]]), ([[1, 2], [3]], [[1], [2]]), ([[1]], [[1], [2]])):
            with self.assertRaises(ValueError):
                self.processors[0].parallel_matrix_multiply(a, b)
        with self.assertRaises(TypeError):
            self.processors[0].parallel_matrix_multiply([[1, "x"]], [[1], [[]]])


class Words(Call):
    def plain(self, text):
        counts = {}
        for word in text.split():
            word = "".join(c.lower() for c in word if c.isalpha())
            if word:
                counts[word] = counts.get(word, 0) + 1
        return counts

    def test_as_python_counts(self):
        draw = random.Random(4)
        white = " \t\n\v\f\r\x1c\x1d\x1e\x1f\x85\xa0\u2003\u3000"
        ascii_letters = "".join(map(chr, range(1, 128)))
        more = ascii_letters + white + "äÖßİΣςЖ中文éǅ٣½ⅷ\U0001d400\u0301"
        texts = ["", "  ", "42 -- 7", "To be, or not to be: It's", "a\0b\0", "half \udc80 \ud800 halves", "ΟΔΥΣΣΕΥΣ ΣΑΣ"]
        texts += ["".join(draw.choices(ascii_letters, k=5000)) for _ in range(10)]
        texts += ["".join(draw.choices(more, k=5000)) for _ in range(10)]
        texts += [" ".join(draw.choices(["one", "Two", "it's"], k=100_000)), "x" * 300_000]
        for p in self.each():
            for text in texts:
                found = p.map_reduce_word_count(text)
                self.assertEqual(found, self.plain(text))
                self.assertTrue(all(type(count) is int for count in found.values()))
        with self.assertRaises(TypeError):
            p.map_reduce_word_count(7)


class Primes(Call):
    def test_all_below_the_limit(self):
        limit = 20_000
        sieve = bytearray([1]) * limit
        for n in range(2, limit):
            if sieve[n]:
                sieve[n * n :: n] = bytes(len(range(n * n, limit, n)))
        primes = [n for n in range(2, limit) if sieve[n]]
        for p in self.each():
            for end in [*range(-2, 50), 997, 998, limit]:
                self.assertEqual(p.parallel_find_primes(end), [n for n in primes if n < end])
            self.assertEqual(len(p.parallel_find_primes(10**6)), 78_498)
        self.assertEqual(p.parallel_find_primes(numpy.int64(10)), [2, 3, 5, 7])
        for wrong in (10.0, "10", None):
            self.assert_raises_as(lambda: range(wrong), lambda: p.parallel_find_primes(wrong))


class Object(unittest.TestCase):
    def test_with_and_without_a_block(self):
        with UnoptimizedParallelProcessor(2) as p:
            self.assertIsInstance(p, OptimizedParallelProcessor)
            self.assertEqual(p.num_workers, 2)
            self.assertEqual(p.parallel_sum_spawn_many([1, 2, 3]), 6)
        p.cleanup()
        p.cleanup()
        self.assertEqual(len(p.process_data_spawn_per_item(list(range(10_000)))), 10_000)
        self.assertGreaterEqual(OptimizedParallelProcessor(num_workers=None).num_workers, 1)
        self.assertEqual(OptimizedParallelProcessor().num_workers, OptimizedParallelProcessor(0).num_workers)
        with self.assertRaises(ValueError):
            OptimizedParallelProcessor(-1)

    def test_by_keyword(self):
        p = OptimizedParallelProcessor(num_workers=1)
        self.assertEqual(len(p.process_with_file_based_ipc(data=[1, 2, 3], chunk_size=2)), 3)
        self.assertEqual(p.parallel_sum_spawn_many(data=[1, 2], chunk_size=1), 3)
        self.assertEqual(p.parallel_matrix_multiply(A=[[2]], B=[[3]]), [[6]])
        self.assertEqual(p.map_reduce_word_count(text="a A", chunk_size=1), {"a": 2})
        self.assertEqual(p.parallel_find_primes(limit=3), [2])
        self.assertEqual(p.run_pipeline(data=[1]), [144])
        self.assertEqual(p.batch_process_with_manager(data_batches=[[1], [2]]), [item(1), item(2)])
        for wrong in (0, -1):
            with self.assertRaises(ValueError):
                p.parallel_sum_spawn_many([1], chunk_size=wrong)

    def test_data_to_try_it_with(self):
        self.assertEqual(generate_test_data(4), [1, 2, 3, 4])
        self.assertEqual(generate_test_data(0), [])
        self.assertEqual(generate_test_matrix(2, 3), [[1, 2, 3], [2, 4, 6]])
        self.assertEqual(len(generate_test_text(1000).split()), 1000)
        self.assertEqual(generate_test_text(0), "")

    def test_what_it_counts_and_says(self):
        p = OptimizedParallelProcessor(1, verbose=True, timeout=60)
        with redirect_stderr(io.StringIO()) as said:
            p.parallel_sum_spawn_many([1])
            with self.assertRaises(ValueError):
                p.parallel_matrix_multiply([], [])
        lines = r"^weir: parallel_sum_spawn_many: [0-9.]+ ms\nweir: parallel_matrix_multiply: failed after [0-9.]+ ms\n$"
        self.assertRegex(said.getvalue(), lines)
        metrics = p.metrics()
        self.assertEqual({name: (call["calls"], call["failures"]) for name, call in metrics.items()},
                         {"parallel_sum_spawn_many": (1, 0), "parallel_matrix_multiply": (1, 1)})

    def test_it_can_be_pickled(self):
        p = pickle.loads(pickle.dumps(OptimizedParallelProcessor(3)))
        self.assertEqual((p.num_workers, p.parallel_sum_spawn_many([1, 2])), (3, 3))

    def test_a_timeout(self):
        p = OptimizedParallelProcessor(2, timeout=1e-6)
        with self.assertRaises(TimeoutError) as raised:
            p.parallel_find_primes(10**9)
        self.assertIsInstance(raised.exception, weir.TimeoutError)
        for wrong in (0, -1, float("nan")):
            with self.assertRaises(ValueError):
                OptimizedParallelProcessor(timeout=wrong)
        self.assertEqual(OptimizedParallelProcessor(timeout=float("inf")).parallel_find_primes(3), [2])


if __name__ == "__main__":
    unittest.main()
