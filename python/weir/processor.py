"""`weir.Processor`."""

import functools
import mmap
import os
import sys
from typing import TYPE_CHECKING, Any, Callable, Dict, Iterable, List, Optional, TypeVar, Union

from . import _weir
from ._errors import InputError

if TYPE_CHECKING:
    import numpy

T = TypeVar("T")
U = TypeVar("U")


def _print_line(line):
    print(f"weir: {line}", file=sys.stderr)


class Processor:
    """weir's workloads as plain calls over one pool of threads.

        processor = weir.Processor(workers=4)
        primes = processor.find_primes(1_000_000)

    `workers` is the number of threads, by default one for each core. `timeout`, in seconds, is for each call. With `verbose=True` each call
    passes a line to `log` at its end, or prints it to standard error.

    Results do not depend on the number of workers. Any number of threads may call one processor. Without the interpreter's lock, C++ works
    on all cores; see `map` for functions in Python.
    """

    def __init__(
        self,
        workers: Optional[int] = None,
        *,
        timeout: Optional[float] = None,
        verbose: bool = False,
        log: Optional[Callable[[str], Any]] = None,
    ) -> None:
        self._settings = (workers, timeout, verbose, log)
        self._pool = _weir.Pool(workers, timeout, (log or _print_line) if verbose else None)

    def __reduce__(self):
        workers, timeout, verbose, log = self._settings
        return functools.partial(type(self), timeout=timeout, verbose=verbose, log=log), (workers,)

    @property
    def workers(self) -> int:
        """The number of threads."""
        return self._pool.workers

    def metrics(self) -> Dict[str, Dict[str, float]]:
        """By the name of a call: `calls`, `failures`, `items` and `seconds`."""
        return self._pool.metrics()

    def map(self, f: Callable[[T], U], items: Iterable[T], *, batch_size: Optional[int] = None) -> List[U]:
        """`f(item)` of each, in the order of the items.

        The threads take turns at the interpreter, `batch_size` items at a time, so functions in pure Python take as long as in a loop.
        Functions that let go of the interpreter's lock run side by side: NumPy's, those that read files, those that wait. What `f` raises
        first ends the call, with its traceback.
        """
        if batch_size is not None and batch_size < 1:
            raise InputError(f"batch_size is {batch_size}: write a number from 1 on, or leave it out")
        return self._pool.map(f, items, batch_size)

    def sum(self, items: Iterable[Union[int, float]]) -> Union[int, float]:
        """The sum: of ints exact and of any size, of floats compensated."""
        numbers = _reusable(items)
        total = self._pool.sum(numbers) if len(numbers) else 0
        return sum(numbers) if total is None else total

    def statistics(self, items: Iterable[float]) -> Dict[str, float]:
        """`mean`, `variance` (of the population) and `median` of numbers, which count as floats; all are NaN when a number is."""
        numbers = _reusable(items)
        if len(numbers) == 0:
            raise InputError("statistics: there are no items; check before the call that there are some")
        return self._pool.statistics(numbers)

    def find_primes(self, limit: int) -> "numpy.ndarray":
        """All primes up to `limit`, which is included, in an array of 64-bit unsigned integers."""
        if not 0 <= limit < 2**64:
            raise InputError(f"find_primes: the limit is {limit}; it is a number from 0 to 2^64 - 1")
        return self._pool.find_primes(limit)

    def multiply(self, a: Any, b: Any) -> "numpy.ndarray":
        """The product of two matrices. Arrays of float32 or float64 in C's order are read in place; all else is converted to float64."""
        import numpy

        a, b = numpy.asarray(a), numpy.asarray(b)
        if a.ndim != 2 or b.ndim != 2:
            raise InputError(f"multiply: a has {a.ndim} dimensions and b {b.ndim}; each needs two")
        single = a.dtype == numpy.float32 and b.dtype == numpy.float32
        dtype = numpy.float32 if single else numpy.float64
        a, b = numpy.ascontiguousarray(a, dtype), numpy.ascontiguousarray(b, dtype)
        return self._pool.multiply_f32(a, b) if single else self._pool.multiply_f64(a, b)

    def count_words(self, text: Union[str, bytes, "os.PathLike[str]"], normalize: str = "letters") -> Dict[str, int]:
        """How often each word comes in a text, or in the file of a path: the most frequent first.

        Words stand between white space. `normalize` is `letters` (only letters count, in lower case), `lower` (lower case) or `none`. Bytes
        are UTF-8.
        """
        if normalize not in ("letters", "lower", "none"):
            raise InputError(f"normalize is {normalize!r}: write 'letters', 'lower' or 'none'")
        if isinstance(text, str):
            return self._pool.count_words(text.encode("utf-8", "surrogateescape"), normalize)
        if not isinstance(text, os.PathLike):
            return self._pool.count_words(text, normalize)
        with open(text, "rb") as file:
            if os.fstat(file.fileno()).st_size == 0:
                return self._pool.count_words(file.read(), normalize)
            with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
                return self._pool.count_words(mapped, normalize)


def _reusable(items: Any) -> Any:
    return items if hasattr(items, "__len__") else list(items)
