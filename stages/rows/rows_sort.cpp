#include "rows/rows_sort.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <new>
#include <utility>

#include "rows/row_sorter.hpp"

namespace weir::stages {

namespace {

constexpr Size kLeastMemoryOfSort{std::uint64_t{8} << 20U};
constexpr std::uint64_t kRowsBeyond = std::uint64_t{16} * 1024;  // the least that come beyond the limit before all but the first are let go

}  // namespace

void RowsSort::describe(Description<Params>& d) {
  d.summary("Puts rows in order, all of them or only the first.");
  d.details(
      "by names columns, with a - before those whose largest values come first. Numbers are compared by their values, texts by their "
      "bytes; "
      "a null comes before all values, and with a - behind them. Rows that are equal in these columns are put in order by all others, from "
      "left to right. So the result is the same whatever the order in which rows came, and at any number of replicas above. To keep the "
      "order of a file where columns are equal, name the number of the line behind them.\n\n"
      "All rows are held until the last has come, and then a copy of them that is in order, and 24 bytes each beside that. With limit "
      "about twice as many rows as that are held, or 20000 more where that is more. It sorts on all workers that have nothing else to "
      "do.\n\n"
      "memory sets a limit. What does not fit ends the run with an error.");
  d.example(
      "- name: top\n"
      "  kind: rows.sort\n"
      "  inputs: [hits]\n"
      "  params: {by: [-count, url], limit: 10}\n");
  d.single_replica().makes_order().preferred_batch_size(1);
  d.param("by", &Params::by, "columns to sort by, the first one first; -NAME is from the largest value down").required().not_empty();
  d.param("limit", &Params::limit, "how many rows to return; all when left out").at_least(1);
  d.param("memory", &Params::memory, "bytes that it may hold; without limit when left out").at_least(kLeastMemoryOfSort);
  d.memory([](const Params& params) { return StageMemory{.replica = params.memory ? params.memory->bytes : StageMemory::kNoLimit}; });
}

std::optional<Columns> RowsSort::columns(const Params& params, const Columns& in, const ErrorScope& errors) {
  return order_param(params.by, in, errors.key("by")) ? std::optional(in) : std::nullopt;
}

RowsSort::RowsSort(const Params& params, const Columns& in)
    : limit_(params.limit.value_or(std::numeric_limits<std::uint64_t>::max())),
      columns_(in),
      order_(order_of(params.by, in), in),
      budget_(params.memory),
      store_(in, budget_) {}

void RowsSort::process(std::span<Rows> slices, Output<Rows>&) try {
  for (Rows& slice : slices) {
    add(slice);
    slice = Rows();  // its memory can be used again at once
    if (limit_ < store_.size() && store_.size() - limit_ >= std::max(limit_, kRowsBeyond)) keep_first();
  }
} catch (const std::bad_alloc&) {
  reserve_.release();
  throw_no_memory(fmt::format("{} rows to sort", store_.size()), store_.bytes(), "allow more memory, or set a limit");
}

// Those that may be among the first.
void RowsSort::add(const Rows& slice) {
  if (last_.empty()) return store_.add(slice);
  wanted_.clear();
  for (std::uint32_t row = 0; row < slice.size(); ++row) {
    if (order_.compare(slice, row, last_, 0) < 0) wanted_.push_back(row);
  }
  store_.add(slice, wanted_);
}

void RowsSort::keep_first() {
  store_.seal();
  const auto rows = sorted(store_, order_, budget_);
  const auto first = std::span(rows).first(limit_);
  last_ = store_.gather(first.last(1));
  store_.keep(first);
}

void RowsSort::finish(Output<Rows>& out) try { push_sorted(out); } catch (const std::bad_alloc&) {
  reserve_.release();
  throw_no_memory(fmt::format("putting {} rows in order", store_.size()), store_.bytes() + store_.size() * 24,
                  "allow more memory, or set a limit");
}

void RowsSort::push_sorted(Output<Rows>& out) {
  store_.seal();
  const auto rows = sorted(store_, order_, budget_);
  store_.for_each_slice(std::span(rows).first(std::min<std::uint64_t>(limit_, rows.size())), [&](Rows slice) {
    budget_.take(footprint(slice));
    out.push(std::move(slice));
  });
}

}  // namespace weir::stages
