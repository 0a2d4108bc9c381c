#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>

#include <weir/output.hpp>

namespace [[gnu::visibility("default")]] weir {

/// Totals that a stage wants in the report, such as how many inputs were malformed. Summed over replicas by name; zero is not shown.
class Counters {
 public:
  void add(const std::string& name, std::uint64_t amount) { totals_[name] += amount; }                   ///< adds to the total of that name
  [[nodiscard]] const std::map<std::string, std::uint64_t>& totals() const noexcept { return totals_; }  ///< by name

 private:
  std::map<std::string, std::uint64_t> totals_;
};

/// What all roles share.
class StageBase {
 public:
  StageBase() = default;
  StageBase(const StageBase&) = delete;
  StageBase& operator=(const StageBase&) = delete;
  virtual ~StageBase() = default;

  /// Adds this replica's totals. Called at most once, when the run has ended and no other call is under way.
  virtual void counters(Counters& counters) const { (void)counters; }

 protected:
  /// A stage may be moved before its run, into a pipeline in code.
  StageBase(StageBase&&) = default;
};

/// The four roles. A stage class derives from exactly one of them.
///
/// Threading, for all four: every replica is an instance of its own, constructed once from the same params. One instance is never called by
/// two threads at once; different calls may come on different threads. So an instance needs no lock for what it owns, and thread-local
/// variables do not survive from call to call.
///
/// Errors, for all four: an exception from the constructor or any call ends the run; the caller gets it inside a `StageError`.

/// Makes items from nothing: a file, a range, a device. A source has one replica.
template <class T>
class Source : public StageBase {
 public:
  using Out = T;  ///< the items that it pushes

  /// Pushes until `out.full()`, then returns true; returns false at the end of the stream (items pushed by that last call count).
  virtual bool produce(Output<T>& out) = 0;

  /// How much of the whole has been produced, 0 to 1, when the source knows. Called between calls of `produce`, on the same thread.
  [[nodiscard]] virtual std::optional<double> progress() const { return std::nullopt; }
};

/// Turns a batch of items into any number of others.
template <class T, class U>
class Transform : public StageBase {
 public:
  using In = T;   ///< the items that it takes
  using Out = U;  ///< the items that it pushes

  /// `items` are 1 to `batch_size` items; the stage may move from them.
  virtual void process(std::span<T> items, Output<U>& out) = 0;

  /// The replica's last call, once, after its last batch. A replica that kept partial totals pushes them here.
  virtual void finish(Output<U>& out) { (void)out; }
};

/// Turns one item into very many: a path into its lines. Unlike a transform it is suspended while the queues after it are full, so its
/// memory is strictly bounded.
template <class T, class U>
class Expander : public StageBase {
 public:
  using In = T;   ///< the items that it takes
  using Out = U;  ///< the items that it pushes

  /// Begins a new item. The item before it has been produced to its end.
  virtual void open(T&& item) = 0;

  /// Pushes until `out.full()`, then returns true; returns false at the end of the item.
  virtual bool produce(Output<U>& out) = 0;

  /// The replica's last call, once, after its last item.
  virtual void finish(Output<U>& out) { (void)out; }
};

/// Takes items out of the pipeline.
template <class T>
class Sink : public StageBase {
 public:
  using In = T;  ///< the items that it takes

  /// `items` are 1 to `batch_size` items; the stage may move from them.
  virtual void consume(std::span<T> items) = 0;

  /// The replica's last call, once, after its last batch. Not called when the run fails or is stopped, so a sink that must leave its output
  /// whole or absent makes it visible here.
  virtual void finish() {}
};

}  // namespace weir
