#include "rows/rows_rename.hpp"

#include <algorithm>
#include <string>

#include <fmt/format.h>

#include "rows/expression_param.hpp"

namespace weir::stages {

void RowsRename::describe(Description<Params>& d) {
  d.summary("Gives columns other names.");
  d.details("Columns stay in their places. All names change at once, so two columns can exchange theirs. Values are not copied.");
  d.example(
      "- name: named\n"
      "  kind: rows.rename\n"
      "  inputs: [lines]\n"
      "  params: {columns: {line: text, number: at}}\n");
  d.repeatable().preferred_batch_size(1);
  d.param("columns", &Params::columns, "names of columns, and the new name of each").required().not_empty();
}

std::optional<Columns> RowsRename::columns(const Params& params, const Columns& in, const ErrorScope& errors) {
  const ErrorScope about = errors.key("columns");
  std::vector<Column> columns(in.begin(), in.end());
  bool all = true;
  for (const auto& [old_name, new_name] : params.columns) {
    const auto index = find_param(old_name, in, about);
    if (new_name.text.empty()) about.key(old_name.text).add(new_name.at(0), "a column needs a name");
    all = all && index && !new_name.text.empty();
    if (index) columns[*index].name = new_name.text;
  }
  if (!all) return std::nullopt;
  for (const auto& [old_name, new_name] : params.columns) {
    const auto has_name = [&name = new_name.text](const Column& column) { return column.name == name; };
    if (std::count_if(columns.begin(), columns.end(), has_name) == 1) continue;
    about.key(old_name.text)
        .add(new_name.at(0), Problem(fmt::format("there would be two columns '{}'", new_name.text), "take another name"));
    all = false;
  }
  return all ? std::optional(Columns(std::move(columns))) : std::nullopt;
}

RowsRename::RowsRename(const Params& params, const Columns& in) {
  std::vector<Column> columns(in.begin(), in.end());
  for (const auto& [old_name, new_name] : params.columns) columns[in.index_of(old_name.text)].name = new_name.text;
  out_ = Columns(std::move(columns));
}

void RowsRename::process(std::span<Rows> slices, Output<Rows>& out) {
  for (const Rows& slice : slices) {
    std::vector<ColumnValues> values;
    for (std::size_t column = 0; column < out_.size(); ++column) values.push_back(slice.column(column));
    out.push(Rows(out_, std::move(values), slice.origin()));
  }
}

}  // namespace weir::stages
