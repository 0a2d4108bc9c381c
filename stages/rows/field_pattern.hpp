#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <weir/columns.hpp>
#include <weir/error.hpp>

namespace weir::stages {

/// A part of a text that becomes a column.
struct Field {
  std::string name;                    ///< of the column; empty: it is passed over
  ColumnType type = ColumnType::text;  ///< of its values
  std::size_t offset = 0;              ///< of the name in the pattern
  std::string separator = {};          ///< what follows it in the text; empty: the end of the text
  bool escaped_quotes = false;         ///< the separator begins with a quote, and one behind a backslash belongs to the field
};

/// One thing that is wrong with a pattern.
struct PatternFault {
  std::size_t offset;  ///< in the pattern, where it begins
  Problem problem;
};

/// Fields between literal separators: `{ip} {} [{time: time}] {status: int}`. A field is `{name}` or `{name: type}`; one without a name is
/// passed over; `{{` and `}}` stand for braces.
struct FieldPattern {
  std::string begin = {};  ///< what the text begins with, before the first field
  std::vector<Field> fields = {};
};

/// Reads a pattern; what is wrong with it is added to `faults`, and then the result is not to be used.
[[nodiscard]] FieldPattern parse_field_pattern(std::string_view pattern, std::vector<PatternFault>& faults);

}  // namespace weir::stages
