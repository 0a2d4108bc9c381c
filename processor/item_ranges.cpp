#include <weir/processing/item_ranges.hpp>

#include <algorithm>

namespace weir::processing {

namespace {

thread_local bool in_host_function = false;

}  // namespace

Next ItemRanges::produce(Output<ItemRange>& out) {
  while (next_.begin < items_ && !out.full()) {
    next_.end = next_.begin + std::min(range_size_, items_ - next_.begin);
    out.push(next_);
    next_ = {next_.number + 1, next_.end, next_.end};
  }
  return next_.begin < items_ ? Next::again : Next::done;
}

InHostFunction::InHostFunction() noexcept : outer_(std::exchange(in_host_function, true)) {}

InHostFunction::~InHostFunction() {
  in_host_function = outer_;
}

bool InHostFunction::here() noexcept {
  return in_host_function;
}

}  // namespace weir::processing
