#pragma once

#include <string_view>

#include <weir/columns.hpp>

namespace weir::stages {

/// The columns that lines of JSON show, in the order in which they are met: objects within the object are taken apart, so that their values
/// have paths (see `json_keys`). The type is int when all values that are not null can be read as ints, otherwise float, bool or time if
/// that can be said, otherwise text, which takes any value; text also when all are null. Lines that are no objects show nothing.
/// Requires: `JsonlParser::kPadding` bytes behind the lines may be read.
[[nodiscard]] Columns sniff_json_columns(std::string_view lines);

}  // namespace weir::stages
