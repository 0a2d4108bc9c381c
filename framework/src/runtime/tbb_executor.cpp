#include "runtime/tbb_executor.hpp"

#include <oneapi/tbb/flow_graph.h>
#include <oneapi/tbb/task_arena.h>
#include <oneapi/tbb/task_group.h>

#include <utility>

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
  // Isolated: a cancellation of the caller's own group must not lose messages inside the node.
  oneapi::tbb::task_group_context context{oneapi::tbb::task_group_context::isolated};
  flow::graph graph{context};
  std::optional<flow::function_node<flow::continue_msg, flow::continue_msg>> threads;
};

TbbExecutor::TbbExecutor(const Plan& plan) : plan_(plan), graph_(std::make_unique<Graph>()) {}

TbbExecutor::~TbbExecutor() = default;

void TbbExecutor::start(Engine& engine) {
  engine_ = &engine;
  graph_->threads.emplace(graph_->graph, flow::unlimited, [this](flow::continue_msg message) {
    scheduler_->work();
    return message;
  });
  const auto threads = static_cast<std::size_t>(oneapi::tbb::this_task_arena::max_concurrency());
  scheduler_.emplace(engine, plan_, threads,
                     Scheduler::Lender{.request = [this] { graph_->threads->try_put({}); }, .watch = [this] { watch(); }});
  run_event([&engine](Works& works) { engine.start(works); });
}

void TbbExecutor::wait() {
  graph_->graph.wait_for_all();
}

void TbbExecutor::end() {
  watch_.stop();
  wait();
}

// The scheduler does not call this twice at a time.
void TbbExecutor::watch() {
  if (!watches_) watch_.begin();
  watches_ = true;
  watch_.set(later(machine_clock().now(), Scheduler::kFirstLook));
}

SteadyTime TbbExecutor::look_after() noexcept {
  try {
    const Busy busy(graph_->graph);
    return later(machine_clock().now(), scheduler_->look_after());
  } catch (...) {
    engine_->fail(std::current_exception());
    return kNever;
  }
}

void TbbExecutor::run_event(const std::function<void(Works&)>& event) {
  const Busy busy(graph_->graph);
  Works works;
  event(works);
  if (!works.empty()) scheduler_->add(works);
}

void TbbExecutor::spawn(Work work) {
  scheduler_->keep(work);
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
