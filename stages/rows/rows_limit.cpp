#include "rows/rows_limit.hpp"

#include <algorithm>
#include <numeric>
#include <utility>
#include <vector>

namespace weir::stages {

void RowsLimit::describe(Description<Params>& d) {
  d.summary("Passes on the first rows, and ends what is above it.");
  d.details(
      "When they have come, the stages above that only it reads end, up to the sources: of a file of many gigabytes only the beginning is "
      "read.");
  d.example(
      "- name: first\n"
      "  kind: rows.limit\n"
      "  inputs: [lines]\n"
      "  params: {rows: 10}\n");
  d.needs_order().preferred_batch_size(1);
  d.param("rows", &Params::rows, "how many rows to pass on").required();
}

RowsLimit::RowsLimit(const Params& params) : left_(params.rows) {
  if (left_ == 0) enough();
}

void RowsLimit::process(std::span<Rows> slices, Output<Rows>& out) {
  for (Rows& slice : slices) {
    if (left_ == 0) break;
    if (slice.size() > left_) {
      std::vector<std::uint32_t> first(left_);
      std::iota(first.begin(), first.end(), 0U);
      slice = slice.filter(first);
    }
    left_ -= slice.size();
    out.push(std::move(slice));
  }
  if (left_ == 0) enough();
}

}  // namespace weir::stages
