#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

#include <weir/detail/edge_writers.hpp>

#include "runtime/all_of_few.hpp"
#include "runtime/batch_pool.hpp"
#include "runtime/deadlines.hpp"
#include "runtime/edge.hpp"

namespace weir::runtime {

/// What a replica has produced and not yet put into queues: for each out-edge an open batch, full ones, and the credits to send them by.
///
/// What is in an open batch and must not stay there is a *surplus*: as much as its limit or more, or anything at all when it is due. While
/// there is one, the replica gets no new input.
class ReplicaOutputs {
 public:
  /// `edges` and `waits` are of the stage's out-edges, those of one output together; they and `ending` must outlive it. `named`: how many
  /// outputs there are beside the main one.
  ReplicaOutputs(std::span<Edge* const> edges, std::span<const Nanoseconds> waits, std::size_t named, BatchPool& pool,
                 detail::Ending& ending);
  ReplicaOutputs(const ReplicaOutputs&) = delete;
  ReplicaOutputs& operator=(const ReplicaOutputs&) = delete;
  ~ReplicaOutputs() = default;

  /// What the stage's calls push to.
  [[nodiscard]] detail::EdgeWriters& for_calls() noexcept { return for_calls_; }
  [[nodiscard]] const detail::EdgeWriters& for_calls() const noexcept { return for_calls_; }
  [[nodiscard]] std::span<detail::EdgeWriter> writers() noexcept { return writers_; }
  [[nodiscard]] std::span<const detail::EdgeWriter> writers() const noexcept { return writers_; }
  [[nodiscard]] detail::EdgeWriter& writer(std::size_t edge) noexcept { return writers_[edge]; }
  [[nodiscard]] const detail::EdgeWriter& writer(std::size_t edge) const noexcept { return writers_[edge]; }

  [[nodiscard]] bool has_surplus(std::size_t edge) const noexcept {
    return writers_[edge].is_complete() || (writers_[edge].open->size() > 0 && deadlines.due(edge));
  }
  [[nodiscard]] bool has_surplus() const noexcept;
  /// Something has been pushed and not yet sent on.
  [[nodiscard]] bool holds_items() const noexcept;
  /// A call may start: there is room for what it pushes.
  [[nodiscard]] bool has_room() const noexcept {
    return all_of_few(writers_,
                      [this](const detail::EdgeWriter& writer) { return !writer.is_complete() && (!may_send || writer.has_credit()); });
  }

  /// Seals the surplus into batches, as far as there are credits.
  void cut();
  /// In the middle of a call that has lent the writers: seals what is due at `time`. Returns when the next is due, `kNever` when none is.
  SteadyTime seal_due(SteadyTime time);
  /// After a call that began at `begun`: notes how long what is open has waited.
  void note_open(SteadyTime begun) noexcept;

  /// Of an ordered stage: takes, and leaves, the part-filled batches that pass from head to head, one for each edge.
  void become_head(std::vector<Batch*>& tail) noexcept;
  void leave_head(std::vector<Batch*>& tail) noexcept;

  /// What has been pushed to an edge and not yet put into its queue.
  [[nodiscard]] Amount unsent(std::size_t edge) const noexcept;
  /// Batches with items, or reserved for some.
  [[nodiscard]] std::size_t live_batches() const noexcept;

  Deadlines deadlines;
  bool may_send = true;     ///< false in an ordered stage before the replica's turn: it fills its own batches, and sends nothing
  bool ends_stream = true;  ///< after its `finish` nothing more comes to its batches: no replica of an ordered stage comes after it

 private:
  std::vector<detail::EdgeWriter> writers_;
  detail::EdgeWriters for_calls_;
  std::vector<Batch*> before_;  // at the head: what the head before left part-filled, until `cut` has put it before what is open here
};

}  // namespace weir::runtime
