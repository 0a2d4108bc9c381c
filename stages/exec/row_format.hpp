#pragma once

#include <weir/choices.hpp>

namespace weir::stages {

/// How rows stand in what a program reads or prints.
enum class RowFormat {
  lines,  ///< one column, a text a line
  csv,    ///< as `csv.read` and `table.write` have it
  jsonl,  ///< one JSON object a line
};

inline Choices<RowFormat> choices(RowFormat) {
  return {{"lines", RowFormat::lines}, {"csv", RowFormat::csv}, {"jsonl", RowFormat::jsonl}};
}

}  // namespace weir::stages
