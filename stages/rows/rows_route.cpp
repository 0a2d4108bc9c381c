#include "rows/rows_route.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "rows/expression_param.hpp"

namespace weir::stages {

void RowsRoute::describe(Description<Params>& d) {
  d.summary("Sends each row to the first output whose expression is true of it.");
  d.details(
      std::string("routes names outputs, each with an expression, and a stage below reads one by inputs: [NAME.ROUTE]. A row leaves by the "
                  "first of them, in the order of the file, whose expression is true of it. Rows of which none is true leave by the main "
                  "output, inputs: [NAME], and are dropped where nothing reads that.\n\n") +
      kExpressionsText);
  d.example(
      "- name: split\n"
      "  kind: rows.route\n"
      "  inputs: [lines]\n"
      "  params: {routes: {errors: \"line like '%error%'\", long: length(line) > 200}}\n"
      "- name: rest\n"
      "  kind: table.write\n"
      "  inputs: [split]\n"
      "- name: wrong\n"
      "  kind: table.write\n"
      "  inputs: [split.errors, split.long]\n"
      "  params: {path: wrong.txt}\n");
  d.repeatable().preferred_batch_size(1);
  d.param("routes", &Params::routes, "names of outputs, and the expressions that are true of their rows").required().not_empty();
}

std::vector<PlacedText> RowsRoute::outputs(const Params& params) {
  std::vector<PlacedText> names;
  for (const auto& [name, that] : params.routes) names.push_back(name);
  return names;
}

std::optional<Columns> RowsRoute::columns(const Params& params, const Columns& in, const ErrorScope& errors) {
  bool all = true;
  for (const auto& [name, that] : params.routes) all = compile_condition(that, in, errors.key("routes").key(name.text)).has_value() && all;
  return all ? std::optional(in) : std::nullopt;
}

RowsRoute::RowsRoute(const Params& params, const Columns& in) {
  for (const auto& [name, that] : params.routes) routes_.emplace_back(Expression::compile(that.text, in));
}

// Those of a route that no route before has taken. What fails there does so only where its value is needed.
void RowsRoute::take(const Rows& slice, std::size_t route) {
  const Selection selection = routes_[route].select(slice);
  rows_.clear();
  for (const FailedRow& failed : selection.failed) {
    if (is_taken_[failed.row]) continue;
    is_taken_[failed.row] = true;
    reject(slice.filter(std::span(&failed.row, 1)), std::string(failed.reason));
  }
  for (const std::uint32_t row : selection.rows) {
    if (is_taken_[row]) continue;
    is_taken_[row] = true;
    rows_.push_back(row);
  }
}

void RowsRoute::route(Rows& slice, Output<AllOutputs>& out) {
  is_taken_.assign(slice.size(), false);
  for (std::size_t route = 0; route < routes_.size(); ++route) {
    take(slice, route);
    if (rows_.size() == slice.size()) return out.to(route).push(std::move(slice));
    if (!rows_.empty()) out.to(route).push(slice.filter(rows_));
  }
  rows_.clear();
  for (std::uint32_t row = 0; row < slice.size(); ++row) {
    if (!is_taken_[row]) rows_.push_back(row);
  }
  if (rows_.size() == slice.size())
    out.push(std::move(slice));
  else if (!rows_.empty())
    out.push(slice.filter(rows_));
}

void RowsRoute::process(std::span<Rows> slices, Output<AllOutputs>& out) {
  for (Rows& slice : slices) {
    if (!slice.empty()) route(slice, out);
  }
}

}  // namespace weir::stages
