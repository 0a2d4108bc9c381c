#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>

#include <weir/detail/call_result.hpp>
#include <weir/detail/rejects.hpp>
#include <weir/detail/stage_traits.hpp>
#include <weir/stage.hpp>
#include <weir/waits.hpp>

#pragma GCC visibility push(default)
namespace weir {
namespace detail {

/// A stage instance as the engine drives it, whatever its role and item types.
class AnyStage {
 public:
  AnyStage() = default;
  AnyStage(const AnyStage&) = delete;
  AnyStage& operator=(const AnyStage&) = delete;
  virtual ~AnyStage() = default;

  /// Before the first call.
  virtual void attach(const Ending& ending, Rejects& rejects) { (void)ending, (void)rejects; }
  /// Before the first call, and of an outlet at any time and on any thread: whether the stage wants no input at all.
  [[nodiscard]] virtual bool wants_nothing() { return false; }
  /// What it waits for after a call that returned `wait`; null for an inlet, an outlet, and a stage that cannot wait. `advance` begins
  /// anew.
  [[nodiscard]] virtual WaitRequest* wait_request() noexcept { return nullptr; }
  /// Of a source: nobody reads what it produces, and it gets no more calls.
  virtual void lose_readers() {}
  /// Works on `input` (null for a source). After `more`, the next call has the same input. Of a stage that waits for input
  /// (`WaitsForInput`) null is a call without: between two items, or, when its `wait_request` has it that input has ended, one of the last.
  virtual CallResult advance(Batch* input, EdgeWriters& out) = 0;

  // For one whose failed calls do not end the run (`runtime::RejectingStage`).
  [[nodiscard]] virtual InputUse input_use() const { return {}; }
  /// After a call that threw: the next one begins with other input.
  virtual void give_up_input() {}
  /// And it has not said that it has had enough, since the call is made again.
  virtual void forget_enough() {}
  /// Rejects the first items of `input`, which are then used up. Requires: they can be rejected.
  virtual void reject_front(Batch& input, std::size_t count, const std::string& reason, const std::string& origin, Rejects& rejects) {
    (void)input, (void)count, (void)reason, (void)origin, (void)rejects;
  }

  virtual void finish(EdgeWriters& out) { (void)out; }
  /// In place of `finish` when the input was cut short.
  virtual void finish_partial(EdgeWriters& out) { finish(out); }
  /// Of a source: whether a drain now cuts its stream short.
  [[nodiscard]] virtual bool cut_by_drain() const { return false; }
  /// Of a source: whether it ends by itself in a drain.
  [[nodiscard]] virtual bool drains_itself() const { return false; }
  [[nodiscard]] virtual std::optional<double> progress() const { return std::nullopt; }
  virtual void counters(Counters& counters) const { (void)counters; }
};

/// True for a source whose calls may wait for something outside and which lends its writers meanwhile.
template <class S>
inline constexpr bool kLendsWriters = false;

/// The stage is made of a function of one item.
template <class S>
inline constexpr bool kIsOneByOne = false;
/// And that function does not change the item.
template <class S>
inline constexpr bool kKeepsItems = false;

/// What the adapters of all roles share: the stage, its finish and its counters. `Held` is an owning or non-owning pointer to the stage.
template <class S, class Held>
class Adapter : public AnyStage {
 public:
  explicit Adapter(Held stage) : stage_(std::move(stage)) {}
  ~Adapter() override {
    stage_->StageBase::ending_ = nullptr;  // a stage that outlives this may be called by hand
    if constexpr (!IsSource<S>) stage_->TakesItems::rejects_ = nullptr;
  }
  void attach(const Ending& ending, Rejects& rejects) override {
    stage_->StageBase::ending_ = &ending;
    if constexpr (!IsSource<S>) stage_->TakesItems::rejects_ = &rejects;
  }
  WaitRequest* wait_request() noexcept override { return wait_request_of(*stage_); }
  InputUse input_use() const override { return {kIsOneByOne<S> || IsExpander<S>, kKeepsItems<S>}; }
  void reject_front(Batch& input, std::size_t count, const std::string& reason, const std::string& origin, Rejects& rejects) override {
    if constexpr (!IsSource<S>) {
      using T = typename S::In;
      if constexpr (kCanBeRejected<T>) {
        input.show(count);
        for (T& item : static_cast<TypedBatch<T>&>(input).items()) reject(rejects, item, reason, origin);
        input.drop_front(count);
      }
    }
  }
  void finish(EdgeWriters& writers) override {
    if constexpr (IsSink<S>) {
      stage_->finish();
    } else if constexpr (!IsSource<S>) {
      CallOutput<typename S::AllOutputs> out(writers);
      stage_->finish(out);
    }
  }
  void finish_partial(EdgeWriters& writers) override {
    if constexpr (IsSink<S>)
      stage_->finish_partial();
    else
      finish(writers);
  }
  void counters(Counters& counters) const override { stage_->counters(counters); }
  bool wants_nothing() override { return had_enough(); }
  void forget_enough() override {
    if constexpr (!IsSource<S>) stage_->TakesItems::had_enough_ = false;
  }

 protected:
  /// Of a source or an expander.
  template <class Out>
  Next call_produce(Out& out) {
    if constexpr (kWaits<S>) wait_request_of(*stage_)->begin_call();
    return stage_->produce(out);
  }
  /// The stage has said so in a call.
  [[nodiscard]] bool had_enough() const noexcept {
    if constexpr (IsSource<S>)
      return false;
    else
      return stage_->TakesItems::had_enough_;
  }
  /// After a call that has used up its input.
  [[nodiscard]] CallResult used_up() const noexcept { return had_enough() ? CallResult::enough : CallResult::done; }
  /// Has `call` work on the items; where the stage is made of a function of one item, on each of them alone, and only until others are to
  /// have the rest.
  template <class Call>
  CallResult work_on(Batch& input, const EdgeWriters& out, Call call) {
    const auto items = static_cast<TypedBatch<typename S::In>&>(input).items();
    if constexpr (kIsOneByOne<S>) {
      for (std::size_t i = 0; i < items.size() && !had_enough(); ++i) {
        call(items.subspan(i, 1));
        if (i + 1 == items.size() || had_enough() || !out.leaves_rest()) continue;
        input.drop_front(i + 1);
        return CallResult::more;
      }
    } else {
      call(items);
    }
    return used_up();
  }

  Held stage_;
};

}  // namespace detail
}  // namespace weir
#pragma GCC visibility pop
