#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "runtime/clock.hpp"

namespace weir::runtime {

/// How long the part-filled batches of a replica, one for each out-edge, have waited, and which of them must be sent on: because they have
/// waited as long as `batch_wait` allows, because the stage flushed, or because nothing more will come. Not thread-safe.
class Deadlines {
 public:
  /// `waits`: the `batch_wait` of each out-edge, `kForever` where there is none. It must outlive this.
  explicit Deadlines(std::span<const Nanoseconds> waits) : waits_(waits), batches_(waits.size()) {}

  /// The first item of that edge's batch came no earlier than `time`. Keeps what is known of one that waits already.
  void open(std::size_t edge, SteadyTime time) noexcept;
  /// The batch was sent and another begun, whose first item came no earlier than `time`.
  void reopen(std::size_t edge, SteadyTime time) noexcept { batches_[edge] = {time, false}; }
  /// Nothing waits there any more.
  void clear(std::size_t edge) noexcept { batches_[edge] = {}; }

  /// All are to be sent on.
  void expire_all() noexcept;
  /// Those are to be sent on whose wait is over at `time`. Returns when the next one will be, `kNever` when none will.
  SteadyTime expire(SteadyTime time) noexcept;

  [[nodiscard]] bool due(std::size_t edge) const noexcept { return batches_[edge].due; }
  [[nodiscard]] bool any_due() const noexcept;

  /// The batches of `other` are added to these: the older age counts. Leaves nothing in `other`, which is for the same edges.
  void take_over(Deadlines& other) noexcept;

 private:
  struct Waiting {
    SteadyTime since = kNever;  // no item in it came before this
    bool due = false;
  };
  std::span<const Nanoseconds> waits_;
  std::vector<Waiting> batches_;
};

}  // namespace weir::runtime
