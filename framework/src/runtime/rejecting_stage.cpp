#include "runtime/rejecting_stage.hpp"

#include <algorithm>
#include <cstdint>
#include <exception>
#include <new>
#include <utility>

#include "diagnostics/what_of.hpp"

namespace weir::runtime {

using detail::CallResult;
using detail::EdgeWriters;

RejectingStage::RejectingStage(std::unique_ptr<detail::AnyStage> stage, const PlannedStage& planned, const ItemType& in)
    : stage_(std::move(stage)),
      planned_(planned),
      use_(stage_->input_use()),
      copy_(in.copyable && !use_.keeps ? in.make_batch() : nullptr),
      expands_(planned.role == Role::expander) {
  if (use_.one_by_one) most_ = 1;
}

void RejectingStage::attach(const detail::Ending& ending, detail::Rejects& rejects) {
  rejects_ = &rejects;
  stage_->attach(ending, rejects);
}

CallResult RejectingStage::advance(Batch* input, EdgeWriters& out) {
  while (input->size() > 0) {
    if (rejects_->error || out.ending->stopped()) return CallResult::more;
    const CallResult result = call(*input, out);
    if (result == CallResult::enough) input->clear();
    if (result != CallResult::done) return result;
    if (use_.one_by_one && !expands_ && input->size() > 0 && out.leaves_rest()) return CallResult::more;
  }
  return CallResult::done;
}

CallResult RejectingStage::call(Batch& input, EdgeWriters& out) {
  if (given_ == 0) {
    given_ = most_ == 0 ? input.size() : std::min(most_, input.size());
    if (copy_ != nullptr) input.copy_front(*copy_, given_);
    rejects_->attempts = static_cast<std::uint32_t>(attempts_ + 1);
  }
  Batch& items = copy_ != nullptr ? *copy_ : input;
  if (copy_ == nullptr) input.show(given_);
  mark_.set(out);
  try {
    const CallResult result = stage_->advance(&items, out);
    has_pushed_ = has_pushed_ || mark_.has_pushed(out);
    if (result != CallResult::more && result != CallResult::wait) use_up(input);
    return result;
  } catch (const OutputClosed&) {
    throw;
  } catch (const Stopped&) {
    throw;
  } catch (const std::bad_alloc&) {
    throw;  // the process is short of memory, whichever the item
  } catch (const FatalError&) {
    throw;
  } catch (...) {
    return fail(input, out);
  }
}

// The exception is the current one.
CallResult RejectingStage::fail(Batch& input, EdgeWriters& out) {
  const std::size_t given = std::exchange(given_, 0);
  // What an expander has pushed may be under way already, so all of it stays.
  const bool pushed = expands_ && (has_pushed_ || mark_.has_pushed(out));
  if (!expands_) mark_.take_back(out);
  stage_->give_up_input();
  if (copy_ != nullptr) copy_->clear();
  if (given > 1 && planned_.repeatable && copy_ != nullptr) {
    most_ = given / 2;
    stage_->forget_enough();
    return CallResult::done;  // what is left of the input is asked for again, in a smaller call
  }
  if (may_try_again(pushed)) {
    ++attempts_;
    stage_->forget_enough();
    return CallResult::later;
  }
  if (rejects_->stops || (copy_ == nullptr && !use_.keeps)) throw;
  reject(input, given);
  attempts_ = 0;
  has_pushed_ = false;
  return stage_->wants_nothing() ? CallResult::enough : CallResult::done;
}

// The same.
void RejectingStage::reject(Batch& input, std::size_t count) {
  try {
    throw;
  } catch (const ItemError& error) {
    stage_->reject_front(input, count, error.reason(), error.origin(), *rejects_);
  } catch (...) {
    stage_->reject_front(input, count, diagnostics::what_of(std::current_exception()), "", *rejects_);
  }
}

bool RejectingStage::may_try_again(bool pushed) const noexcept {
  return attempts_ < planned_.retries && !pushed;  // nothing is to come out twice
}

void RejectingStage::use_up(Batch& input) {
  if (copy_ != nullptr) copy_->clear();
  input.drop_front(std::exchange(given_, 0));
  if (!use_.one_by_one) most_ *= 2;
  if (most_ >= input.size() && !use_.one_by_one) most_ = 0;
  attempts_ = 0;
  has_pushed_ = false;
}

}  // namespace weir::runtime
