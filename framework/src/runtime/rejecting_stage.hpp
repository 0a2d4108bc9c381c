#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>

#include <weir/detail/any_stage.hpp>
#include <weir/plan.hpp>

#include "runtime/batch_queue.hpp"
#include "runtime/pushed_mark.hpp"

namespace weir::runtime {

/// A stage whose failed calls need not end the run (`on_error`): it calls the stage with fewer and fewer items until it is known which one
/// is at fault, tries that again as often as it may, and then rejects it.
///
/// Of a stage that is neither made of a function of one item nor said to be repeatable, a failed call rejects all items that it got. Where
/// these may have been moved from and cannot be copied, there is nothing to reject: the exception ends the run.
class RejectingStage final : public detail::AnyStage {
 public:
  /// `planned` and `in`, the type of its items, outlive it. Requires: the stage takes items that can be rejected.
  RejectingStage(std::unique_ptr<detail::AnyStage> stage, const PlannedStage& planned, const ItemType& in);

  void attach(const detail::Ending& ending, detail::Rejects& rejects) override;
  bool wants_nothing() override { return stage_->wants_nothing(); }
  detail::WaitRequest* wait_request() noexcept override { return stage_->wait_request(); }
  /// What has been worked on is taken from `input`, also when it returns `more`, `later` or `wait`.
  detail::CallResult advance(Batch* input, detail::EdgeWriters& out) override;
  void finish(detail::EdgeWriters& out) override { stage_->finish(out); }
  void finish_partial(detail::EdgeWriters& out) override { stage_->finish_partial(out); }
  void counters(Counters& counters) const override { stage_->counters(counters); }

 private:
  [[nodiscard]] detail::CallResult call(Batch& input, detail::EdgeWriters& out);
  [[nodiscard]] detail::CallResult fail(Batch& input, detail::EdgeWriters& out);
  void reject(Batch& input, std::size_t count);
  void use_up(Batch& input);
  [[nodiscard]] bool may_try_again(bool pushed) const noexcept;

  const std::unique_ptr<detail::AnyStage> stage_;
  const PlannedStage& planned_;
  const detail::InputUse use_;
  const std::unique_ptr<Batch> copy_;  // what a call gets; null where it gets the items themselves
  const bool expands_;
  detail::Rejects* rejects_ = nullptr;
  PushedMark mark_;
  std::size_t most_ = 0;      // items of the next call; 0: all
  std::size_t given_ = 0;     // items that the stage has, since the call before returned `more` or `wait`; 0: none
  std::size_t attempts_ = 0;  // failed calls with this item
  bool has_pushed_ = false;   // an expander, of this item, in the calls before
};

}  // namespace weir::runtime
