#include "rows/rows_select.hpp"

#include <algorithm>
#include <string>

#include <fmt/format.h>

#include "rows/expression_param.hpp"

namespace weir::stages {

void RowsSelect::describe(Description<Params>& d) {
  d.summary("Passes on some of the columns, in the order in which they are named.");
  d.details("Values are not copied.");
  d.example(
      "- name: names\n"
      "  kind: rows.select\n"
      "  inputs: [lines]\n"
      "  params: {columns: [line]}\n");
  d.repeatable().preferred_batch_size(1);
  d.param("columns", &Params::columns, "names of columns").required().not_empty();
}

std::optional<Columns> RowsSelect::columns(const Params& params, const Columns& in, const ErrorScope& errors) {
  const ErrorScope about = errors.key("columns");
  std::vector<std::size_t> indices;
  bool all = true;
  for (const PlacedText& name : params.columns) {
    const auto index = find_param(name, in, about);
    all = all && index;
    if (!index) continue;
    if (std::find(indices.begin(), indices.end(), *index) != indices.end()) {
      about.add(name.at(0), Problem(fmt::format("'{}' is selected twice", name.text), "take one of them away"));
      all = false;
    } else {
      indices.push_back(*index);
    }
  }
  return all ? std::optional(in.select(indices)) : std::nullopt;
}

RowsSelect::RowsSelect(const Params& params, const Columns& in) {
  for (const PlacedText& name : params.columns) indices_.push_back(in.index_of(name.text));
}

void RowsSelect::process(std::span<Rows> slices, Output<Rows>& out) {
  for (const Rows& slice : slices) out.push(slice.select(indices_));
}

}  // namespace weir::stages
