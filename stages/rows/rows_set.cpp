#include "rows/rows_set.hpp"

#include <algorithm>

#include "rows/expression_param.hpp"
#include "rows/failed_rows.hpp"

namespace weir::stages {

namespace {

// What comes in, with a column of that type added, or in the place of the one of that name. Returns which column that is.
std::size_t set_column(std::vector<Column>& columns, const std::string& name, ColumnType type) {
  const auto found = std::find_if(columns.begin(), columns.end(), [&](const Column& column) { return column.name == name; });
  if (found == columns.end()) {
    columns.push_back({name, type});
    return columns.size() - 1;
  }
  found->type = type;
  return static_cast<std::size_t>(found - columns.begin());
}

}  // namespace

void RowsSet::describe(Description<Params>& d) {
  d.summary("Adds columns whose values are computed, or puts them in the place of others.");
  d.details(
      std::string("Every expression sees the rows as they come in. A new column comes after the others, in the order of the file; one "
                  "whose name is taken gets the place, and may have another type.\n\n") +
      kExpressionsText);
  d.example(
      "- name: measured\n"
      "  kind: rows.set\n"
      "  inputs: [lines]\n"
      "  params: {values: {size: length(line), first: \"substr(line, 1, 1)\"}}\n");
  d.repeatable().preferred_batch_size(1);
  d.param("values", &Params::values, "names of columns, and the expressions that make their values").required().not_empty();
}

std::optional<Columns> RowsSet::columns(const Params& params, const Columns& in, const ErrorScope& errors) {
  std::vector<Column> columns(in.begin(), in.end());
  bool all = true;
  for (const auto& [name, text] : params.values) {
    const ErrorScope about = errors.key("values").key(name);
    const auto value = compile_param(text, in, about);
    if (name.empty()) about.add(text.at(0), "a column needs a name");
    all = all && value && !name.empty();
    if (value) set_column(columns, name, value->type());
  }
  return all ? std::optional(Columns(std::move(columns))) : std::nullopt;
}

RowsSet::RowsSet(const Params& params, const Columns& in) {
  std::vector<Column> columns(in.begin(), in.end());
  for (const auto& [name, text] : params.values) {
    Expression expression = Expression::compile(text.text, in);
    const std::size_t column = set_column(columns, name, expression.type());
    values_.push_back({Evaluator(std::move(expression)), column});
  }
  out_ = Columns(std::move(columns));
}

Rows RowsSet::set(const Rows& slice) {
  std::vector<ColumnValues> values;
  for (std::size_t c = 0; c < slice.columns().size(); ++c) values.push_back(slice.column(c));
  for (Value& value : values_) {
    Evaluation evaluation = value.expression.evaluate(slice);
    failed_.insert(failed_.end(), evaluation.failed.begin(), evaluation.failed.end());
    if (value.column == values.size())
      values.push_back(std::move(evaluation.values));
    else
      values[value.column] = std::move(evaluation.values);
  }
  return {out_, std::move(values), slice.origin()};
}

void RowsSet::process(std::span<Rows> slices, Output<Rows>& out) {
  for (const Rows& slice : slices) {
    failed_.clear();
    Rows made = set(slice);
    if (failed_.empty()) {
      out.push(std::move(made));
      continue;
    }
    const auto kept = reject_failed(failed_, slice, [this](Rows row, std::string reason) { reject(std::move(row), std::move(reason)); });
    if (!kept.empty()) out.push(made.filter(kept));
  }
}

}  // namespace weir::stages
