#include "runtime/tbb_executor.hpp"

#include <oneapi/tbb/flow_graph.h>
#include <oneapi/tbb/task_arena.h>
#include <oneapi/tbb/task_group.h>

namespace weir::runtime {

namespace flow = oneapi::tbb::flow;

namespace {

thread_local bool in_stage_code = false;

/// While it lives, the graph is not done.
class Busy {
 public:
  explicit Busy(flow::graph& graph) : graph_(graph) { graph_.reserve_wait(); }
  Busy(const Busy&) = delete;
  Busy& operator=(const Busy&) = delete;
  ~Busy() { graph_.release_wait(); }

 private:
  flow::graph& graph_;
};

}  // namespace

struct TbbExecutor::Graph {
  // No work in a message: run what is next in turn.
  using Node = flow::function_node<std::optional<Work>, flow::continue_msg>;

  // Isolated: a cancellation of the caller's own group must not lose messages inside a node.
  oneapi::tbb::task_group_context context{oneapi::tbb::task_group_context::isolated};
  flow::graph graph{context};
  std::vector<std::unique_ptr<Node>> nodes;
};

TbbExecutor::TbbExecutor(const Plan& plan) : graph_(std::make_unique<Graph>()) {
  for (const PlannedStage& stage : plan.stages) {
    is_source_.push_back(stage.role == Role::source);
    turns_.resize(turns_.size() + stage.replicas);
    graph_->nodes.push_back(
        std::make_unique<Graph::Node>(graph_->graph, flow::unlimited, [this](std::optional<Work> message) -> flow::continue_msg {
          work_on(message);
          return {};
        }));
  }
}

TbbExecutor::~TbbExecutor() = default;

void TbbExecutor::start(Engine& engine) {
  engine_ = &engine;
  run_event([&engine](Works& works) { engine.start(works); });
}

void TbbExecutor::wait() {
  graph_->graph.wait_for_all();
}

void TbbExecutor::run_event(const std::function<void(Works&)>& event) {
  const Busy busy(graph_->graph);
  Works works;
  event(works);
  for (const Work work : works) queue_turn(work);
  for (const Work work : works) graph_->nodes[work.stage]->try_put(std::nullopt);
}

void TbbExecutor::spawn(Work work) {
  const bool in_turn = is_source_[work.stage];
  if (in_turn) queue_turn(work);
  graph_->nodes[work.stage]->try_put(in_turn ? std::nullopt : std::optional(work));
}

void TbbExecutor::work_on(std::optional<Work> message) {
  Handoff handoff(*engine_);
  auto& next = handoff.next;
  for (Work work = message ? *message : take_turn();;) {
    engine_->activate(work, handoff);
    if (next.empty()) return;
    work = next.back();
    next.pop_back();
    for (const Work other : next) spawn(other);
    next.clear();
    if (!is_source_[work.stage]) continue;
    queue_turn(work);
    work = take_turn();
  }
}

void TbbExecutor::queue_turn(Work work) {
  const std::lock_guard lock(turns_mutex_);
  turns_[(first_turn_ + turn_count_++) % turns_.size()] = work;
}

// There is one message without work, or one thread about to look, for each turn queued: it is never empty here.
Work TbbExecutor::take_turn() {
  const std::lock_guard lock(turns_mutex_);
  const Work work = turns_[first_turn_];
  first_turn_ = (first_turn_ + 1) % turns_.size();
  --turn_count_;
  return work;
}

void TbbExecutor::hold() {
  graph_->graph.reserve_wait();
}
void TbbExecutor::release() {
  graph_->graph.release_wait();
}

void TbbExecutor::isolate(void (*call)(void*), void* argument) {
  const bool nested = std::exchange(in_stage_code, true);
  struct Restore {
    bool value;
    ~Restore() { in_stage_code = value; }
  } const restore{nested};
  oneapi::tbb::this_task_arena::isolate([=] { call(argument); });
}

bool TbbExecutor::in_stage() noexcept {
  return in_stage_code;
}

}  // namespace weir::runtime
