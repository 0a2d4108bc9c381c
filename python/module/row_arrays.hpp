#pragma once

#include <pybind11/pybind11.h>

#include <weir/rows.hpp>

namespace weir::python {

/// A dict of arrays, one a column: of bool, int64, float64 and datetime64[us] in place, which must not be changed; of text a list's worth
/// of str. Columns with nulls are masked arrays; of text a null is None.
pybind11::dict arrays_of(const Rows& rows);

/// Rows of those columns, from a dict that has a sequence for each: arrays, masked arrays, or lists, where None is a null. Values are
/// copied. Throws TypeError and ValueError for what does not fit.
Rows rows_of(const pybind11::object& arrays, const Columns& columns);

/// The columns that a dict of names and types names. Throws ValueError for a type that is none.
Columns columns_of(const pybind11::dict& columns);

}  // namespace weir::python
