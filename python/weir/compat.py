"""The class that many users of weir come from, with its calls unchanged: change the import, and the program goes on.

    from weir.compat import OptimizedParallelProcessor

Every call returns what the same calculation in plain Python returns, ints of any size included. C++ computes what it can compute with the
same result, on all cores where that is worth it; for other numbers (decimals, fractions, ints beyond 64 bits) the calculation is done in
Python. Data are lists, tuples, any iterable, `array.array`, or NumPy arrays, which count as their `tolist()`.
"""

import functools
import itertools
import math
import operator
import sys
import threading
import time
from typing import Any, Callable, Dict, Iterable, List, Optional, Sequence, TypeVar, Union, cast

from . import _weir

__all__ = [
    "OptimizedParallelProcessor",
    "UnoptimizedParallelProcessor",
    "generate_test_data",
    "generate_test_matrix",
    "generate_test_text",
]

Number = Union[int, float]


def _item(x):
    return x * x + math.sin(x) * math.cos(x)


def _step(x):
    return ((x * 2) + 10) ** 2


def _reusable(data: Any) -> Any:
    """Something that can be gone through more than once: what C++ reads as it is, or a list."""
    if data is None or isinstance(data, (list, tuple)) or hasattr(data, "tolist"):
        return data
    return list(data)


def _listed(data):
    return data.tolist() if hasattr(data, "tolist") else data


def _check_chunk_size(chunk_size):
    if operator.index(chunk_size) < 1:
        raise ValueError(f"chunk_size is {chunk_size}: it is a number from 1 on")


def _shape(name, matrix):
    rows = len(matrix)
    columns = len(matrix[0]) if rows else 0
    if columns == 0:
        raise ValueError(f"{name} is empty: it needs at least one row and one column")
    for i, row in enumerate(matrix):
        if len(row) != columns:
            raise ValueError(f"row {i} of {name} has {len(row)} elements and row 0 has {columns}; all rows need the same number")
    return rows, columns


def _plain_product(a, b):
    columns = list(zip(*b))
    return [[functools.reduce(operator.add, map(operator.mul, row, column), 0) for column in columns] for row in a]


def _plain_statistics(data):
    size = len(data)
    mean = sum(data) / size
    ordered = sorted(data)
    middle = size // 2
    return {
        "mean": mean,
        "variance": sum((x - mean) ** 2 for x in data) / size,
        "median": ordered[middle] if size % 2 else (ordered[middle - 1] + ordered[middle]) / 2,
    }


def _word(text):
    return "".join(c.lower() for c in text if c.isalpha())


def _plain_words(text: str) -> Dict[str, int]:
    counts: Dict[str, int] = {}
    for word in map(_word, text.split()):
        if word:
            counts[word] = counts.get(word, 0) + 1
    return counts


_Call = TypeVar("_Call", bound=Callable[..., Any])


def _counted(call: _Call) -> _Call:
    """Accounts for a call of a processor, and says how long it took where the user wants to know."""
    name = call.__name__

    @functools.wraps(call)
    def counting(self, *args, **kwargs):
        started = time.perf_counter()
        failed = True
        try:
            result = call(self, *args, **kwargs)
            failed = False
            return result
        finally:
            self._account(name, time.perf_counter() - started, failed)

    return cast(_Call, counting)


class OptimizedParallelProcessor:
    """The calls of the Python class of this name, each with the same parameters and the same form of result.

    `num_workers` is the number of threads that work on a call; by default one for each core. They are threads of this process: nothing is
    pickled, and no process is started. It may be used in a `with` block and without one.

    New programs may say more, by keyword: `timeout` in seconds, for the work of each call; `verbose=True`, for a line on standard error at
    the end of each call. `metrics()` says what was done.

    Any number of threads may call one processor. A KeyboardInterrupt ends the call that is in progress; the processor goes on.
    """

    def __init__(self, num_workers: Optional[int] = None, *, timeout: Optional[float] = None, verbose: bool = False) -> None:
        self._settings = (num_workers or None, timeout, verbose)
        self._verbose = verbose
        self._lock = threading.Lock()
        self._metrics: Dict[str, Dict[str, float]] = {}
        pool = self._make_pool()
        self._pool: Optional[_weir.Pool] = pool
        self.num_workers: int = pool.workers

    def _make_pool(self):
        num_workers, timeout, _ = self._settings
        return _weir.Pool(num_workers, timeout)

    def _native(self):
        with self._lock:
            if self._pool is None:
                self._pool = self._make_pool()
            return self._pool

    def __enter__(self) -> "OptimizedParallelProcessor":
        return self

    def __exit__(self, *raised) -> None:
        self.cleanup()

    def __reduce__(self):
        num_workers, timeout, verbose = self._settings
        return functools.partial(type(self), timeout=timeout, verbose=verbose), (num_workers,)

    def cleanup(self) -> None:
        """Lets go of the threads. A later call gets new ones."""
        with self._lock:
            self._pool = None

    def metrics(self) -> Dict[str, Dict[str, float]]:
        """By the name of a call: how many `calls` there were, how many of them were `failures`, and how many `seconds` they took."""
        with self._lock:
            return {name: dict(call) for name, call in self._metrics.items()}

    def _account(self, name, seconds, failed):
        with self._lock:
            call = self._metrics.setdefault(name, {"calls": 0, "failures": 0, "seconds": 0.0})
            call["calls"] += 1
            call["failures"] += failed
            call["seconds"] += seconds
        if self._verbose:
            print(f"weir: {name}: {'failed after ' if failed else ''}{1000 * seconds:.2f} ms", file=sys.stderr)

    @staticmethod
    def process_single_item(item: Number) -> float:
        """`item * item + sin(item) * cos(item)`"""
        return _item(item)

    @_counted
    def process_data_spawn_per_item(self, data: Iterable[Number]) -> List[float]:
        """`process_single_item` of each, in the order of the data."""
        return self._native().item_values(data, _item)

    @_counted
    def process_with_file_based_ipc(self, data: Iterable[Number], chunk_size: int = 10) -> List[float]:
        """The same. No file is written."""
        _check_chunk_size(chunk_size)
        return self._native().item_values(data, _item)

    @_counted
    def process_with_excessive_queue_ops(self, data: Iterable[Number]) -> List[float]:
        """The same."""
        return self._native().item_values(data, _item)

    @_counted
    def batch_process_with_manager(self, data_batches: Iterable[Iterable[Number]]) -> List[float]:
        """The same of each item of each batch: one list, in their order."""
        data = list(itertools.chain.from_iterable(map(_listed, data_batches)))
        return self._native().item_values(data, _item)

    @_counted
    def compute_statistics_sequential(self, data: Iterable[Number]) -> Dict[str, Number]:
        """`mean`, `variance` (of the population) and `median`. ValueError when there are no data."""
        values = _reusable(data)
        if len(values) == 0:
            raise ValueError("there are no data to compute statistics of")
        found = self._native().plain_statistics(values)
        if found is None:
            return _plain_statistics(_listed(values))
        return dict(zip(("mean", "variance", "median"), found))

    @_counted
    def parallel_sum_spawn_many(self, data: Iterable[Number], chunk_size: int = 5) -> Number:
        """The sum, as the built-in `sum` has it; 0 when there are no data."""
        _check_chunk_size(chunk_size)
        data = _reusable(data)
        total = _weir.sum_of_ints(data)
        return sum(_listed(data)) if total is None else total

    @_counted
    def parallel_matrix_multiply(self, A: Sequence[Sequence[Number]], B: Sequence[Sequence[Number]]) -> List[List[Number]]:
        """The product, as a list of rows. Products of ints are exact ints. ValueError when the shapes do not fit."""
        A, B = _listed(A), _listed(B)
        _, inner = _shape("A", A)
        rows, _ = _shape("B", B)
        if inner != rows:
            raise ValueError(f"A has {inner} columns and B has {rows} rows; both need the same number")
        product = self._native().product_of_lists(A, B)
        return _plain_product(A, B) if product is None else product

    @_counted
    def map_reduce_word_count(self, text: str, chunk_size: int = 100) -> Dict[str, int]:
        """How often each word comes. Words stand between white space; only their letters count, in lower case."""
        _check_chunk_size(chunk_size)
        if not isinstance(text, str):
            raise TypeError(f"the text is a str, not {type(text).__name__}")
        try:
            words, normalized = self._native().words_of(text)
        except UnicodeEncodeError:  # half a character, which only Python's texts can have
            return _plain_words(text)
        if normalized:
            return words
        counts: Dict[str, int] = {}
        for between, count in words.items():
            for word in map(_word, between.split()):
                if word:
                    counts[word] = counts.get(word, 0) + count
        return counts

    @_counted
    def parallel_find_primes(self, limit: int) -> List[int]:
        """All primes below `limit`, ascending."""
        limit = operator.index(limit)
        return self._native().primes_below(max(limit, 0))

    @_counted
    def run_pipeline(self, data: Iterable[Number]) -> List[Number]:
        """`((x * 2) + 10) ** 2` of each, in the order of the data. Of ints exact."""
        return _weir.step_values(data, _step)


UnoptimizedParallelProcessor = OptimizedParallelProcessor


def generate_test_data(size: int) -> List[int]:
    """1 to `size`."""
    return list(range(1, size + 1))


def generate_test_matrix(rows: int, cols: int) -> List[List[int]]:
    """`(i + 1) * (j + 1)` in row i and column j."""
    return [[(i + 1) * (j + 1) for j in range(cols)] for i in range(rows)]


_WORDS = "the quick brown fox jumps over the lazy dog and runs through the forest with great speed".split()


def generate_test_text(word_count: int) -> str:
    """`word_count` words, each followed by a space but the last: the same text at every call."""
    return " ".join(itertools.islice(itertools.cycle(_WORDS), word_count))
