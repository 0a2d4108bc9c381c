#include "runtime/tbb_executor.hpp"

#include <oneapi/tbb/flow_graph.h>
#include <oneapi/tbb/task_arena.h>
#include <oneapi/tbb/task_group.h>

namespace weir::runtime {

namespace flow = oneapi::tbb::flow;

struct TbbExecutor::Graph {
  using Node = flow::function_node<Work, flow::continue_msg>;

  // Isolated: a cancellation of the caller's own group must not lose messages inside a node.
  oneapi::tbb::task_group_context context{oneapi::tbb::task_group_context::isolated};
  flow::graph graph{context};
  std::vector<std::unique_ptr<Node>> nodes;
};

TbbExecutor::TbbExecutor(const Plan& plan) : graph_(std::make_unique<Graph>()) {
  for (const PlannedStage& stage : plan.stages) {
    is_source_.push_back(stage.role == Role::source);
    graph_->nodes.push_back(std::make_unique<Graph::Node>(graph_->graph, flow::unlimited, [this](Work work) -> flow::continue_msg {
      work_on(work);
      return {};
    }));
  }
}

TbbExecutor::~TbbExecutor() = default;

void TbbExecutor::run(Engine& engine) {
  engine_ = &engine;
  engine.start();
  graph_->graph.wait_for_all();
}

void TbbExecutor::from_outside(const std::function<void()>& event) {
  graph_->graph.reserve_wait();
  event();
  graph_->graph.release_wait();
}

void TbbExecutor::spawn(Work work) {
  if (is_source_[work.stage]) {
    const std::lock_guard lock(sources_mutex_);
    sources_.push_back(work);
  }
  graph_->nodes[work.stage]->try_put(work);
}

void TbbExecutor::work_on(Work work) {
  Handoff handoff(*engine_);
  auto& next = handoff.next;
  for (;;) {
    if (is_source_[work.stage]) {
      // A message to a source's node stands for the source whose turn it is.
      const std::lock_guard lock(sources_mutex_);
      work = sources_.front();
      sources_.pop_front();
    }
    engine_->activate(work, handoff);
    if (next.empty()) return;
    work = next.back();
    next.pop_back();
    for (const Work other : next) spawn(other);
    next.clear();
    if (is_source_[work.stage]) {
      const std::lock_guard lock(sources_mutex_);
      sources_.push_back(work);
    }
  }
}

void TbbExecutor::isolate(void (*call)(void*), void* argument) {
  oneapi::tbb::this_task_arena::isolate([=] { call(argument); });
}

}  // namespace weir::runtime
