// A program whose run is still going when `main` ends: what the run uses must outlive the program's own objects.

#include <weir/pipeline.hpp>

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <optional>
#include <string_view>
#include <thread>

namespace {

struct Measurement {
  int value = 0;
};

constexpr std::string_view kName = "a measurement that has a long name";
constexpr std::string_view kColumn = "a column that has a long name";

void describe(weir::ItemDescription<Measurement>& d) {
  d.name(std::string(kName)).column(std::string(kColumn), &Measurement::value);
}

std::atomic<int> calls = 0;

class Looks final : public weir::Sink<weir::AnyItem> {
 public:
  void consume(std::span<weir::AnyItem> items) override {
    for (const weir::AnyItem& item : items) {
      const bool same = item.type->name == kName && item.type->columns.front().name == kColumn;
      if (!same || std::get<std::int64_t>(item.type->columns.front().get(item.value)) != 1) std::_Exit(1);
    }
    ++calls;
  }
};

void wait_for_calls(int count) {
  for (const int before = calls; calls < before + count;) std::this_thread::sleep_for(std::chrono::milliseconds(1));
}

std::optional<weir::Run> run;

/// Is destroyed before the run, and after what `main` has made.
struct Between {
  ~Between() { wait_for_calls(100); }
};
const Between between;

class Measures final : public weir::Source<Measurement> {
 public:
  weir::Next produce(weir::Output<Measurement>& out) override {
    while (!out.full()) out.push({1});
    return weir::Next::again;
  }
};

}  // namespace

int main() {
  weir::Registry kinds;
  kinds.add<Looks>("looks");
  weir::Pipeline pipeline("late", {.workers = 2});
  pipeline.sink(pipeline.source("measure", [] { return Measures(); }), "look", kinds.at("looks"));
  run.emplace(pipeline.start());
  wait_for_calls(100);
}
