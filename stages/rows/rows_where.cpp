#include "rows/rows_where.hpp"

#include <string>
#include <utility>

#include "rows/expression_param.hpp"

namespace weir::stages {

void RowsWhere::describe(Description<Params>& d) {
  d.summary("Passes on the rows of which an expression is true.");
  d.details(std::string("Rows of which it is false or null are dropped.\n\n") + kExpressionsText);
  d.example(
      "- name: failing\n"
      "  kind: rows.where\n"
      "  inputs: [lines]\n"
      "  params: {that: \"line like '%error%'\"}\n");
  d.repeatable().preferred_batch_size(1);
  d.param("that", &Params::that, "an expression that is true of the rows to keep").required();
}

std::optional<Columns> RowsWhere::columns(const Params& params, const Columns& in, const ErrorScope& errors) {
  return compile_condition(params.that, in, errors.key("that")) ? std::optional(in) : std::nullopt;
}

void RowsWhere::process(std::span<Rows> slices, Output<Rows>& out) {
  for (Rows& slice : slices) {
    const Selection selection = that_.select(slice);
    for (const FailedRow& failed : selection.failed) reject(slice.filter(std::span(&failed.row, 1)), std::string(failed.reason));
    if (selection.rows.size() == slice.size())
      out.push(std::move(slice));
    else if (!selection.rows.empty())
      out.push(slice.filter(selection.rows));
  }
}

}  // namespace weir::stages
