#include "rows/rows_select.hpp"

#include <algorithm>
#include <cstdint>
#include <string>

#include <fmt/format.h>

#include "diagnostics/shown.hpp"
#include "rows/expression_param.hpp"
#include "rows/failed_rows.hpp"

namespace weir::stages {

namespace {

// Somebody may have written an expression where a name stands.
bool is_expression(const PlacedText& text, const Columns& in) {
  try {
    static_cast<void>(Expression::compile(text.text, in));
    return true;
  } catch (const ExpressionError&) {
    return false;
  }
}

// The columns that go out, one after the other.
class SelectedColumns {
 public:
  SelectedColumns(const Columns& in, const ErrorScope& errors) : in_(in), errors_(errors) {}

  void add(const PlacedText& name) {
    if (!in_.find(name.text) && is_expression(name, in_))
      return fail(errors_, name,
                  Problem(fmt::format("'{}' is not a column", diagnostics::shown(name.text)),
                          fmt::format("give it a name: {{NAME: {}}}", diagnostics::shown(name.text))));
    const auto column = find_param(name, in_, errors_);
    all_ = all_ && column;
    if (!column) return;
    if (is_taken(name.text)) return fail(errors_, name, Problem(fmt::format("'{}' is named twice", name.text), "keep one"));
    columns_.push_back(in_[*column]);
  }
  void add(const RowsSelect::Computed& computed) {
    for (const auto& [name, text] : computed) {
      const ErrorScope about = errors_.key(name.text);
      const auto value = compile_param(text, in_, about);
      all_ = all_ && value;
      if (name.text.empty()) fail(about, name, "a column needs a name");
      if (is_taken(name.text))
        fail(about, name, Problem(fmt::format("there is a column '{}' already", name.text), "give one of them another name"));
      else if (value && !name.text.empty())
        columns_.push_back({name.text, value->type()});
    }
  }
  [[nodiscard]] std::optional<Columns> all() && { return all_ ? std::optional(Columns(std::move(columns_))) : std::nullopt; }

 private:
  void fail(const ErrorScope& about, const PlacedText& text, Problem problem) {
    about.add(text.at(0), std::move(problem));
    all_ = false;
  }
  [[nodiscard]] bool is_taken(const std::string& name) const {
    return std::any_of(columns_.begin(), columns_.end(), [&](const Column& column) { return column.name == name; });
  }

  const Columns& in_;
  ErrorScope errors_;
  std::vector<Column> columns_;
  bool all_ = true;
};

}  // namespace

void RowsSelect::describe(Description<Params>& d) {
  d.summary("Passes on some of the columns, and new ones, in the order in which they are named.");
  d.details(std::string("An entry is the name of a column, or a map from a name to the expression that makes its values: columns: [url, "
                        "{seconds: ms / 1000.0}]. Values of columns that are only named are not copied.\n\n") +
            kExpressionsText);
  d.example(
      "- name: sizes\n"
      "  kind: rows.select\n"
      "  inputs: [lines]\n"
      "  params: {columns: [line, {size: length(line)}]}\n");
  d.repeatable().preferred_batch_size(1);
  d.param("columns", &Params::columns, "names of columns, and maps from new names to expressions").required().not_empty();
  d.check("columns", [](const Params& params) -> std::optional<Problem> {
    const auto is_empty_map = [](const auto& entry) { return entry.index() == 1 && std::get<1>(entry).empty(); };
    if (std::none_of(params.columns.begin(), params.columns.end(), is_empty_map)) return std::nullopt;
    return Problem("an empty map names no column", "write {NAME: EXPRESSION}, or take it away");
  });
}

std::optional<Columns> RowsSelect::columns(const Params& params, const Columns& in, const ErrorScope& errors) {
  SelectedColumns selected(in, errors.key("columns"));
  for (const auto& entry : params.columns) std::visit([&](const auto& some) { selected.add(some); }, entry);
  return std::move(selected).all();
}

RowsSelect::RowsSelect(const Params& params, const Columns& in, const Columns& out) : out_(out) {
  for (const auto& entry : params.columns) {
    if (entry.index() == 0) {
      selected_.push_back({in.index_of(std::get<0>(entry).text)});
      continue;
    }
    for (const auto& [name, text] : std::get<1>(entry)) selected_.push_back({0, Evaluator(Expression::compile(text.text, in))});
  }
}

ColumnValues RowsSelect::values_of(Selected& selected, const Rows& slice) {
  if (!selected.expression) return slice.column(selected.column);
  Evaluation evaluation = selected.expression->evaluate(slice);
  failed_.insert(failed_.end(), evaluation.failed.begin(), evaluation.failed.end());
  return std::move(evaluation.values);
}

void RowsSelect::process(std::span<Rows> slices, Output<Rows>& out) {
  for (const Rows& slice : slices) {
    failed_.clear();
    std::vector<ColumnValues> values;
    values.reserve(selected_.size());
    for (Selected& selected : selected_) values.push_back(values_of(selected, slice));
    Rows made(out_, std::move(values), slice.origin());
    if (failed_.empty()) {
      out.push(std::move(made));
      continue;
    }
    const auto kept = reject_failed(failed_, slice, [this](Rows row, std::string reason) { reject(std::move(row), std::move(reason)); });
    if (!kept.empty()) out.push(made.filter(kept));
  }
}

}  // namespace weir::stages
