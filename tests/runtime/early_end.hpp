#pragma once

#include <cstdint>
#include <memory>
#include <numeric>
#include <span>
#include <string>
#include <vector>

#include <weir/report.hpp>
#include <weir/stage.hpp>

namespace weir::testing {

/// Passes on so many items, and has then had enough.
class Take final : public Transform<int, int> {
 public:
  explicit Take(int count) : left_(count) {
    if (left_ == 0) enough();
  }
  void process(std::span<int> items, Output<int>& out) override {
    calls_after_enough_ += left_ == 0 ? 1 : 0;
    for (const int item : items) {
      if (left_ == 0) break;
      out.push(item);
      --left_;
    }
    if (left_ == 0) enough();
  }
  void counters(Counters& counters) const override { counters.add("calls after enough", calls_after_enough_); }

 private:
  int left_;
  std::uint64_t calls_after_enough_ = 0;
};

inline auto take(int count) {
  return [count] { return std::make_unique<Take>(count); };
}

/// What a sink got, and how it ended.
struct Got {
  std::vector<int> items;
  std::string ended;
};

class Keeps final : public Sink<int> {
 public:
  explicit Keeps(Got& got) : got_(got) {}
  void consume(std::span<int> items) override { got_.items.insert(got_.items.end(), items.begin(), items.end()); }
  void finish() override { got_.ended += "whole"; }
  void finish_partial() override { got_.ended += "partial"; }

 private:
  Got& got_;
};

inline auto keeps(Got& got) {
  return [&got] { return std::make_unique<Keeps>(got); };
}

inline std::vector<int> first(int count) {
  std::vector<int> numbers(static_cast<std::size_t>(count));
  std::iota(numbers.begin(), numbers.end(), 0);
  return numbers;
}

/// Of all that came to it: taken, or dropped because it had had enough.
inline std::uint64_t came(const StageReport& stage) {
  return stage.items_in + stage.items_dropped;
}

}  // namespace weir::testing
