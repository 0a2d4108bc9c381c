#include "rows/rows_split.hpp"

#include <utility>

#include "rows/expression_param.hpp"
#include "rows/field_params.hpp"

namespace weir::stages {
namespace {

// What is wrong with a pattern of the user's is reported, and then there is nothing.
std::optional<FieldPattern> pattern_of(const RowsSplit::Params& params, const ErrorScope& errors) {
  if (params.preset == LogFormat::syslog) return FieldPattern{.fields = SyslogSplitter::fields()};
  if (params.preset) return web_log_pattern(*params.preset);
  std::vector<PatternFault> faults;
  FieldPattern pattern = parse_field_pattern(params.pattern->text, faults);
  for (const PatternFault& fault : faults) errors.key("pattern").add(params.pattern->at(fault.offset), fault.problem);
  return faults.empty() ? std::optional(std::move(pattern)) : std::nullopt;
}

// Those of a pattern that has none of the user's own faults.
FieldPattern good_pattern(const RowsSplit::Params& params) {
  std::vector<Diagnostic> none;
  return pattern_of(params, none).value();
}

std::variant<FieldSplitter, SyslogSplitter> splitter_of(const RowsSplit::Params& params) {
  if (params.preset == LogFormat::syslog) return SyslogSplitter();
  return FieldSplitter(good_pattern(params));
}

FieldOptions options_of(const RowsSplit::Params& params) {
  FieldOptions options{.keep = params.keep, .bad_values_are_null = params.bad_values == BadValues::null, .year = params.year};
  options.nulls = params.nulls.value_or(params.preset ? std::vector<std::string>{"", "-"} : std::vector<std::string>{""});
  return options;
}

}  // namespace

void RowsSplit::describe(Description<Params>& d) {
  d.summary("Splits a text at literal separators, and makes columns of its parts.");
  d.details(
      std::string(
          "In a pattern, {name} is a field that becomes a column of text, {name: int} one of another type (bool, int, float, text, "
          "time), and {} a field that is passed over; all else stands for itself, {{ and }} for braces. A field ends where what "
          "follows it in the pattern is next; the pattern fits the whole text, so one that ends with {} takes all that is left. What "
          "stands in nulls is null.\n\n"
          "preset: common and combined are the logs of web servers, with ip, ident, user, time, method, path, protocol, status (int), "
          "bytes (int) and, in combined, referer and agent. There, - is null, and a quote behind a backslash ends no field. A request "
          "that is not of three words, as a scanner sends it, does not fit; a pattern with \"{request}\" takes it. syslog is for the "
          "files of a syslog: time, host, program, pid (int) and message; program and pid are null where a line has none.\n\n") +
      kFieldsText);
  d.example(
      "- name: requests\n"
      "  kind: rows.split\n"
      "  inputs: [lines]\n"
      "  params: {pattern: '{ip} {} {} [{time: time}] \"{method} {path} {}\" {status: int} {}'}\n");
  d.repeatable().preferred_batch_size(1);
  d.param("column", &Params::column, "the column of text to split");
  d.param("pattern", &Params::pattern, "fields between what separates them; or a preset");
  d.param("preset", &Params::preset, "the lines of a log that is known by name, in place of a pattern");
  d.param("nulls", &Params::nulls, "fields that are null; left out: empty ones, with a preset also -");
  describe_fields(d);
  d.check("pattern", [](const Params& params) -> std::optional<Problem> {
    if (params.pattern && params.preset) return Problem("there is a preset, too", "take one of them away");
    if (!params.pattern && !params.preset)
      return Problem("it is missing", "write the fields and what separates them: '{name} {size: int}'");
    return std::nullopt;
  });
}

std::optional<Columns> RowsSplit::columns(const Params& params, const Columns& in, const ErrorScope& errors) {
  const auto column = find_text_param(params.column, in, errors.key("column"));
  const auto pattern = pattern_of(params, errors);
  if (!column || !pattern) return std::nullopt;
  const bool own = params.pattern.has_value();
  return with_fields(in, *column, pattern->fields, params.keep, own ? *params.pattern : PlacedText(),
                     errors.key(own ? "pattern" : "preset"));
}

RowsSplit::RowsSplit(const Params& params, const Columns& in)
    : splitter_(splitter_of(params)), fields_(in, in.index_of(params.column.text), good_pattern(params).fields, options_of(params)) {}

void RowsSplit::process(std::span<Rows> slices, Output<Rows>& out) {
  for (const Rows& slice : slices) {
    Rows rows = std::visit([&](const auto& splitter) { return fields_.add(slice, splitter); }, splitter_);
    for (const UnfitRow& unfit : fields_.unfit()) reject(slice.filter(std::span(&unfit.row, 1)), unfit.reason);
    if (!rows.empty()) out.push(std::move(rows));
  }
}

}  // namespace weir::stages
