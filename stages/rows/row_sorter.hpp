#pragma once

#include <vector>

#include "rows/row_order.hpp"
#include "rows/row_store.hpp"

namespace weir::stages {

/// The rows of a store in an order, on all threads that have nothing else to do. What it needs for that, 24 bytes a row, is taken from
/// `budget` and given back. Throws `MemoryError` when that does not allow it. Requires: the store is sealed.
[[nodiscard]] std::vector<RowStore::Index> sorted(const RowStore& store, const RowOrder& order, MemoryBudget& budget);

}  // namespace weir::stages
