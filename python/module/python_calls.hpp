#pragma once

#include <pybind11/pybind11.h>

#include "pool.hpp"

namespace weir::python {

/// `function(item)` of each, on all threads of the pool, which take turns at the interpreter. A batch is what a thread calls in one turn,
/// unless the function itself lets go of the lock. Throws what the function raises first.
pybind11::list map_items(Pool& pool, const pybind11::function& function, const pybind11::object& items,
                         std::optional<std::size_t> batch_size);

// What `weir.compat` is made of. Where a number is none that C++ computes as Python does, `plain` is called with it, in the order of the
// items; it is the same calculation in Python.

/// `x * x + sin(x) * cos(x)` of each.
pybind11::list item_values(Pool& pool, const pybind11::object& items, const pybind11::function& plain);
/// `((x * 2) + 10) ** 2` of each.
pybind11::list step_values(const pybind11::object& items, const pybind11::function& plain);
/// The sum of ints, or None when some are no ints of 64 bits.
pybind11::object sum_of_ints(const pybind11::object& items);
/// (mean, variance, median), or None when the items are neither all floats nor all ints up to 2^53.
pybind11::object plain_statistics(Pool& pool, const pybind11::object& items);
/// The product in lists, or None when the elements of each factor are neither all floats nor all ints of which C++ has an exact product.
/// Requires: both are lists or tuples of lists or tuples. Throws ValueError for shapes that do not fit.
pybind11::object product_of_lists(Pool& pool, const pybind11::object& a, const pybind11::object& b);
/// The primes below `limit`.
pybind11::list primes_below(Pool& pool, std::uint64_t limit);
/// A dict of the words: of an ASCII text as `weir.compat` counts them, otherwise with all that is no white space in them; and whether it
/// is the former. Throws UnicodeEncodeError for a text with a surrogate.
pybind11::tuple words_of(Pool& pool, const pybind11::str& text);

}  // namespace weir::python
