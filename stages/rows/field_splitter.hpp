#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "rows/field_pattern.hpp"

namespace weir::stages {

/// Splits texts as a pattern has it. A field ends where what follows it in the pattern is next, and the last one, or what follows it, ends
/// with the text. Immutable: any thread may split with it.
class FieldSplitter {
 public:
  explicit FieldSplitter(FieldPattern pattern) : pattern_(std::move(pattern)) {}

  /// Writes the fields that have names, in the order of the pattern, to `fields`; false when the text does not fit, and those are then
  /// unspecified. Requires: there is room for as many as there are.
  [[nodiscard]] bool split(std::string_view text, std::string_view* fields) const noexcept;
  /// Why a text does not fit: `has no '] "' behind 'time'`. Requires: it does not.
  [[nodiscard]] std::string why_not(std::string_view text) const;

 private:
  FieldPattern pattern_;
};

}  // namespace weir::stages
