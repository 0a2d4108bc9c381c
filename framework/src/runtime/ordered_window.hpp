#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "runtime/deadlines.hpp"
#include "runtime/replica_outputs.hpp"

namespace weir::runtime {

struct Replica;

/// The turns of an ordered stage: each launch draws a ticket, and outputs leave only at the lowest ticket that is out, the *head*. What a
/// head leaves part-filled, the tail, passes to the next one, so batches stay full. Under the stage's gate.
class OrderedWindow {
 public:
  /// `edges` and `waits` are of the stage's out-edges; they must outlive it.
  OrderedWindow(std::span<Edge* const> edges, std::span<const Nanoseconds> waits, BatchPool& pool);

  std::uint64_t draw() noexcept { return next_ticket_++; }
  [[nodiscard]] bool is_head(std::uint64_t ticket) const noexcept { return ticket == head_; }
  /// No ticket is out.
  [[nodiscard]] bool empty() const noexcept { return head_ == next_ticket_; }

  /// The replica waits for its turn.
  void wait(Replica& replica) { waiting_.push_back(&replica); }
  /// Takes out the replica whose turn has come, null when it does not wait here.
  Replica* take_head() noexcept;
  [[nodiscard]] std::size_t waiting() const noexcept { return waiting_.size(); }

  /// The head takes the tail over, and leaves it to the next.
  void enter(ReplicaOutputs& head) noexcept;
  void leave(ReplicaOutputs& head) noexcept;

  /// Of the tail, while no head has it.
  Deadlines& deadlines() noexcept { return deadlines_; }
  [[nodiscard]] std::size_t live_batches() const noexcept;
  /// What is in the tail for an edge, while no head has it.
  [[nodiscard]] Amount unsent(std::size_t edge) const noexcept { return tail_.empty() ? Amount() : tail_[edge]->amount(); }

  [[nodiscard]] std::uint64_t head() const noexcept { return head_; }
  [[nodiscard]] std::uint64_t next_ticket() const noexcept { return next_ticket_; }

 private:
  std::uint64_t next_ticket_ = 0;
  std::uint64_t head_ = 0;
  std::vector<Replica*> waiting_;
  std::vector<Batch*> tail_;  // for each out-edge; empty while a head has it
  Deadlines deadlines_;
};

}  // namespace weir::runtime
