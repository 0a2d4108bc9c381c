#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <weir/expression.hpp>

namespace weir::stages {

/// Rows that failed, by row: of one that failed more than once, the first reason.
[[nodiscard]] std::vector<FailedRow> each_once(std::vector<FailedRow> failed);

/// The other rows of a slice. Requires: `failed` is what `each_once` returned.
[[nodiscard]] std::vector<std::uint32_t> all_but(std::span<const FailedRow> failed, std::size_t rows);

}  // namespace weir::stages
