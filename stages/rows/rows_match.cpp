#include "rows/rows_match.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "diagnostics/nearest_name.hpp"
#include "diagnostics/shown.hpp"
#include "rows/expression_param.hpp"
#include "rows/field_params.hpp"

namespace weir::stages {
namespace {

// With the types that the params have for them.
std::vector<Field> typed_groups(const RowsMatch::Params& params, std::vector<Field> fields) {
  for (Field& field : fields) {
    for (const auto& [name, type] : params.types) {
      if (name == field.name) field.type = type;
    }
  }
  return fields;
}

// A type of a group that is not there is reported.
bool all_known(const RowsMatch::Params& params, const std::vector<Field>& fields, const ErrorScope& errors) {
  std::vector<std::string> names;
  names.reserve(fields.size());
  for (const Field& field : fields) names.push_back(field.name);
  bool all = true;
  for (const auto& [name, type] : params.types) {
    if (std::find(names.begin(), names.end(), name) != names.end()) continue;
    const std::string mend = diagnostics::did_you_mean(name, names);
    errors.key("types").key(name).add(params.pattern.at(0), Problem("the pattern has no group of that name", mend));
    all = false;
  }
  return all;
}

}  // namespace

void RowsMatch::describe(Description<Params>& d) {
  d.summary("Makes columns of what the named groups of a regular expression match in a text.");
  d.details(std::string(
                "The pattern is one of RE2 (https://github.com/google/re2/wiki/Syntax), which takes linear time. It may match anywhere in "
                "the text: ^ and $ hold it to its ends. Each (?P<name>…) becomes a column, text unless types has another type for it; of a "
                "group that has no part in the match it is null, and so is what stands in nulls. Groups without a name are for grouping "
                "alone. Where fields stand between separators that are always the same, rows.split is several times as fast.\n\n") +
            kFieldsText);
  d.example(
      "- name: verses\n"
      "  kind: rows.match\n"
      "  inputs: [lines]\n"
      "  params:\n"
      "    pattern: '^(?P<book>[0-9]?[A-Za-z]+)(?P<chapter>[0-9]+):(?P<verse>[0-9]+) (?P<text>.*)'\n"
      "    types: {chapter: int, verse: int}\n");
  d.repeatable().preferred_batch_size(1);
  d.param("column", &Params::column, "the column of text to look into");
  d.param("pattern", &Params::pattern, "a regular expression with named groups").required();
  d.param("types", &Params::types, "names of groups, and the types of their columns");
  d.param("nulls", &Params::nulls, "fields that are null");
  describe_fields(d);
}

std::optional<Columns> RowsMatch::columns(const Params& params, const Columns& in, const ErrorScope& errors) {
  const auto column = find_text_param(params.column, in, errors.key("column"));
  std::vector<PatternFault> faults;
  const auto matcher = GroupMatcher::compile(params.pattern.text, faults);
  for (const PatternFault& fault : faults) errors.key("pattern").add(params.pattern.at(fault.offset), fault.problem);
  if (!matcher || !all_known(params, matcher->fields(), errors) || !column) return std::nullopt;
  return with_fields(in, *column, typed_groups(params, matcher->fields()), params.keep, params.pattern, errors.key("pattern"));
}

RowsMatch::RowsMatch(const Params& params, const Columns& in)
    : matcher_(GroupMatcher::compile(params.pattern.text)),
      fields_(
          in, in.index_of(params.column.text), typed_groups(params, matcher_.fields()),
          {.keep = params.keep, .bad_values_are_null = params.bad_values == BadValues::null, .nulls = params.nulls, .year = params.year}) {}

void RowsMatch::process(std::span<Rows> slices, Output<Rows>& out) {
  for (const Rows& slice : slices) {
    Rows rows = fields_.add(slice, matcher_);
    for (const UnfitRow& unfit : fields_.unfit()) reject(slice.filter(std::span(&unfit.row, 1)), unfit.reason);
    if (!rows.empty()) out.push(std::move(rows));
  }
}

}  // namespace weir::stages
