#pragma once

#include <chrono>
#include <cstddef>
#include <limits>
#include <memory>
#include <optional>
#include <vector>

#include <weir/detail/any_stage.hpp>
#include <weir/plan.hpp>

#include "runtime/batch_pool.hpp"
#include "runtime/edge.hpp"

namespace weir::runtime {

struct EdgeSetup {
  std::size_t queue_depth = 4;
  std::size_t batch_size = 10;
  bool auto_batch_size = false;
  std::optional<std::chrono::nanoseconds> batch_wait{};
  std::size_t producers = 1;  // replicas of the stage before it
  std::size_t workers = 1;
  std::size_t output = 0;
  std::optional<std::size_t> batch_bytes{};  // it weighs
  std::optional<std::size_t> memory{};
};

/// An edge of ints by itself.
inline std::unique_ptr<Edge> edge_of(const EdgeSetup& setup = {}, RunMemory* run_memory = nullptr) {
  Plan plan;
  plan.workers = setup.workers;
  plan.stages.resize(2);
  plan.stages[0].out = &item_type<int>();
  plan.stages[0].replicas = setup.producers;
  plan.stages[1].batch_wait = setup.batch_wait;
  plan.stages[0].named_outputs = {{"other", &item_type<int>()}};
  PlannedEdge planned{0, 1, setup.batch_size, setup.queue_depth, setup.auto_batch_size, setup.output, setup.batch_bytes, setup.memory};
  return std::make_unique<Edge>(planned, plan, run_memory);
}

/// Edges, and what the parts of a gate take: pointers to them.
class Edges {
 public:
  explicit Edges(const std::vector<EdgeSetup>& setups) {
    for (const EdgeSetup& setup : setups) edges_.push_back(edge_of(setup, &run_memory_));
  }
  [[nodiscard]] std::vector<Edge*> all() const {
    std::vector<Edge*> all;
    for (const auto& edge : edges_) all.push_back(edge.get());
    return all;
  }
  Edge& operator[](std::size_t i) { return *edges_[i]; }

 private:
  RunMemory run_memory_{std::numeric_limits<std::size_t>::max()};
  std::vector<std::unique_ptr<Edge>> edges_;
};

/// A batch of `items` zeros, of the pool.
inline Batch* batch_of(BatchPool& pool, std::size_t items, BatchRoom room = {}) {
  Batch* batch = pool.make(item_type<int>(), room);
  for (; items > 0; --items) static_cast<detail::TypedBatch<int>*>(batch)->add([] { return 0; });
  return batch;
}

/// Adds items to what a writer has open, as a call's pushes do when there is no credit to seal it with.
inline void fill(detail::EdgeWriter& writer, std::initializer_list<int> items) {
  for (int item : items) static_cast<detail::TypedBatch<int>*>(writer.open)->add([item] { return item; });
}

inline std::vector<int> items_of(Batch* batch) {
  const auto items = static_cast<detail::TypedBatch<int>*>(batch)->items();
  return {items.begin(), items.end()};
}

/// The instance of a replica whose calls the test makes up.
class NoStage final : public detail::AnyStage {
 public:
  detail::CallResult advance(Batch*, detail::EdgeWriters&) override { return detail::CallResult::done; }
};

}  // namespace weir::runtime
