#include "rows/rows_select.hpp"

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
  const auto indices = find_params(params.columns, in, errors.key("columns"));
  return indices ? std::optional(in.select(*indices)) : std::nullopt;
}

RowsSelect::RowsSelect(const Params& params, const Columns& in) {
  for (const PlacedText& name : params.columns) indices_.push_back(in.index_of(name.text));
}

void RowsSelect::process(std::span<Rows> slices, Output<Rows>& out) {
  for (const Rows& slice : slices) out.push(slice.select(indices_));
}

}  // namespace weir::stages
