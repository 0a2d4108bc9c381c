#include "rows/rows_drop.hpp"

#include <algorithm>

#include "rows/expression_param.hpp"

namespace weir::stages {

namespace {

// All columns but these, as they come.
std::vector<std::size_t> all_but(const std::vector<std::size_t>& dropped, const Columns& in) {
  std::vector<std::size_t> kept;
  for (std::size_t column = 0; column < in.size(); ++column) {
    if (std::find(dropped.begin(), dropped.end(), column) == dropped.end()) kept.push_back(column);
  }
  return kept;
}

}  // namespace

void RowsDrop::describe(Description<Params>& d) {
  d.summary("Passes on all columns but some.");
  d.details("The others keep their order. Values are not copied.");
  d.example(
      "- name: plain\n"
      "  kind: rows.drop\n"
      "  inputs: [lines]\n"
      "  params: {columns: [number]}\n");
  d.repeatable().preferred_batch_size(1);
  d.param("columns", &Params::columns, "names of the columns to drop").required().not_empty();
}

std::optional<Columns> RowsDrop::columns(const Params& params, const Columns& in, const ErrorScope& errors) {
  const auto dropped = find_params(params.columns, in, errors.key("columns"));
  if (!dropped) return std::nullopt;
  const std::vector<std::size_t> kept = all_but(*dropped, in);
  if (!kept.empty()) return in.select(kept);
  errors.key("columns").add(params.columns.front().at(0), Problem("these are all columns", "keep one"));
  return std::nullopt;
}

RowsDrop::RowsDrop(const Params& params, const Columns& in) {
  std::vector<std::size_t> dropped;
  for (const PlacedText& name : params.columns) dropped.push_back(in.index_of(name.text));
  kept_ = all_but(dropped, in);
}

void RowsDrop::process(std::span<Rows> slices, Output<Rows>& out) {
  for (const Rows& slice : slices) out.push(slice.select(kept_));
}

}  // namespace weir::stages
