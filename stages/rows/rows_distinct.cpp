#include "rows/rows_distinct.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <new>
#include <utility>

#include "rows/expression_param.hpp"
#include "rows/row_sorter.hpp"

namespace weir::stages {

namespace {

constexpr Size kLeastMemoryOfDistinct{std::uint64_t{8} << 20U};
constexpr std::size_t kFreshRows = std::size_t{64} * 1024;  // the least that come before those that are like others are let go

std::vector<OrderTerm> terms_of(const std::vector<std::size_t>& by, const std::vector<OrderTerm>& order) {
  std::vector<OrderTerm> terms;
  terms.reserve(by.size() + order.size());
  for (const std::size_t column : by) terms.push_back({.column = column});
  terms.insert(terms.end(), order.begin(), order.end());
  return terms;
}

}  // namespace

void RowsDistinct::describe(Description<Params>& d) {
  d.summary("Passes on one of the rows that are equal.");
  d.details(
      "Rows are equal when they are in the columns of by, or in all columns when it is left out; a null is equal to a null. Of those that "
      "are equal the first in order is kept: order names columns, with a - before those whose largest values come first, and where these "
      "are "
      "equal, too, or it is left out, the other columns decide from left to right. So {by: [user], order: [-at]} keeps the latest row of "
      "each user.\n\n"
      "They come out at the end, sorted by the columns of by; so the result is the same whatever the order in which rows came, and at any "
      "number of replicas above. About twice as many rows are held as are kept, or 70000 more where that is more, with 24 bytes each "
      "beside that; at the end also a copy of those that are kept.\n\n"
      "memory sets a limit. What does not fit ends the run with an error.");
  d.example(
      "- name: users\n"
      "  kind: rows.distinct\n"
      "  inputs: [visits]\n"
      "  params: {by: [user], order: [-at]}\n");
  d.single_replica().makes_order().preferred_batch_size(1);
  d.param("by", &Params::by, "columns in which equal rows are equal; all when left out");
  d.param("order", &Params::order, "columns that say which of equal rows is kept: the first; -NAME is from the largest value down");
  d.param("memory", &Params::memory, "bytes that it may hold; without limit when left out").at_least(kLeastMemoryOfDistinct);
  d.memory([](const Params& params) { return StageMemory{.replica = params.memory ? params.memory->bytes : StageMemory::kNoLimit}; });
  d.check("order", [](const Params& params) -> std::optional<Problem> {
    if (params.order.empty() || !params.by.empty()) return std::nullopt;
    return Problem("without 'by' equal rows are the same, whichever is kept", "say in which columns they are equal, or take it away");
  });
}

std::optional<Columns> RowsDistinct::columns(const Params& params, const Columns& in, const ErrorScope& errors) {
  const bool by = find_params(params.by, in, errors.key("by")).has_value();
  const bool order = order_param(params.order, in, errors.key("order")).has_value();
  return by && order ? std::optional(in) : std::nullopt;
}

RowsDistinct::RowsDistinct(const Params& params, const Columns& in)
    : by_(columns_or_all(params.by, in)),
      order_(terms_of(by_, order_of(params.order, in)), in),
      budget_(params.memory),
      store_(in, budget_) {}

// Sorts what it holds whenever as much has come as is known to be distinct: so each row takes part in few sorts.
void RowsDistinct::process(std::span<Rows> slices, Output<Rows>&) try {
  for (Rows& slice : slices) {
    store_.add(slice);
    slice = Rows();  // its memory can be used again at once
    if (store_.size() - kept_ < std::max(kept_, kFreshRows)) continue;
    store_.seal();
    store_.keep(distinct());
    kept_ = store_.size();
  }
} catch (const std::bad_alloc&) {
  reserve_.release();
  throw_no_memory(fmt::format("{} rows", store_.size()), store_.bytes(), "allow more memory, or tell rows apart by fewer columns");
}

bool RowsDistinct::is_like(RowStore::Index a, RowStore::Index b) const {
  const auto& slices = store_.slices();
  return order_.compare(slices[RowStore::slice_of(a)], RowStore::place_of(a), slices[RowStore::slice_of(b)], RowStore::place_of(b), 0,
                        by_.size()) == 0;
}

std::vector<RowStore::Index> RowsDistinct::distinct() {
  auto rows = sorted(store_, order_, budget_);
  rows.erase(std::unique(rows.begin(), rows.end(), [this](RowStore::Index a, RowStore::Index b) { return is_like(a, b); }), rows.end());
  return rows;
}

void RowsDistinct::finish(Output<Rows>& out) try { push_distinct(out); } catch (const std::bad_alloc&) {
  reserve_.release();
  throw_no_memory(fmt::format("finding equal rows among {}", store_.size()), store_.bytes() + store_.size() * 24,
                  "allow more memory, or tell rows apart by fewer columns");
}

void RowsDistinct::push_distinct(Output<Rows>& out) {
  store_.seal();
  store_.for_each_slice(distinct(), [&](Rows slice) {
    budget_.take(footprint(slice));
    out.push(std::move(slice));
  });
}

}  // namespace weir::stages
