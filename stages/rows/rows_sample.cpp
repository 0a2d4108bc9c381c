#include "rows/rows_sample.hpp"

#include <utility>

#include "rows/expression_param.hpp"

namespace weir::stages {

void RowsSample::describe(Description<Params>& d) {
  d.summary("Passes on a share of the rows, chosen by chance.");
  d.details(
      "A hash of the values of a row, and of seed, says whether it is passed on. So the same rows are chosen in every run and at any "
      "number "
      "of replicas, and rows that are equal are all chosen or all left out. With by only these columns count: {by: [user]} chooses users, "
      "and passes on all rows of each. Another seed chooses others. How many are chosen is near the share, not exactly that.");
  d.example(
      "- name: some\n"
      "  kind: rows.sample\n"
      "  inputs: [lines]\n"
      "  params: {share: 0.01}\n");
  d.repeatable().preferred_batch_size(1);
  d.param("share", &Params::share, "how much of all rows to pass on: 0.1 is a tenth").required().range(0, 1);
  d.param("seed", &Params::seed, "which rows are chosen");
  d.param("by", &Params::by, "columns whose values decide; all when left out");
}

std::optional<Columns> RowsSample::columns(const Params& params, const Columns& in, const ErrorScope& errors) {
  return find_params(params.by, in, errors.key("by")) ? std::optional(in) : std::nullopt;
}

RowsSample::RowsSample(const Params& params, const Columns& in)
    : share_(params.share), hasher_(columns_or_all(params.by, in), params.seed) {}

void RowsSample::process(std::span<Rows> slices, Output<Rows>& out) {
  for (Rows& slice : slices) {
    chosen_.clear();
    const auto hashes = hasher_.hash(slice);
    for (std::uint32_t row = 0; row < slice.size(); ++row) {
      const double chance = static_cast<double>(hashes[row] >> 11U) * 0x1p-53;  // evenly between 0 and 1, which is not reached
      if (chance < share_) chosen_.push_back(row);
    }
    if (chosen_.size() == slice.size())
      out.push(std::move(slice));
    else if (!chosen_.empty())
      out.push(slice.filter(chosen_));
  }
}

}  // namespace weir::stages
