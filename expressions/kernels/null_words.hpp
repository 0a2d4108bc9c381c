#pragma once

#include <cstddef>
#include <cstdint>

#include "function.hpp"

namespace weir::expressions {

// Bits of 64 rows at a time, for kernels that are not strict.

/// The nulls of the rows from 64 · `word` on. Bits after the last row are unspecified.
[[nodiscard]] inline std::uint64_t null_word(const Vector& vector, std::size_t word) noexcept {
  if (vector.nulls == nullptr) return 0;
  if (vector.constant) return (vector.nulls[0] & 1U) != 0 ? ~std::uint64_t{0} : 0;
  return vector.nulls[word];
}

/// The truth values of the rows from 64 · `word` on, nulls included; 0 after the last row. Requires: it is a vector of bools.
[[nodiscard]] std::uint64_t true_word(const Vector& vector, std::size_t word, std::size_t rows) noexcept;

/// A row fails, and is null, where any argument has failed.
void fail_where_any_failed(const Call& call);
/// A row fails where any argument has failed, if it is null.
void fail_where_null(const Call& call);

}  // namespace weir::expressions
