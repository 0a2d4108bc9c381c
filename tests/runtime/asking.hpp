#pragma once

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>
#include <weir/pipeline.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace weir::asking {

using Descriptor = std::shared_ptr<const int>;
inline Descriptor owned(int descriptor) {
  if (descriptor < 0) throw std::runtime_error("no descriptor");
  return Descriptor(new int(descriptor), [](const int* gone) {
    close(*gone);
    delete gone;
  });
}

struct Pipe {
  Descriptor out;
  Descriptor in;
};
inline Pipe make_pipe() {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK) != 0) throw std::runtime_error("no pipe");
  return {owned(ends[0]), owned(ends[1])};
}

inline std::vector<int> counted(int count) {
  std::vector<int> numbers;
  for (int n = 0; n < count; ++n) numbers.push_back(n);
  return numbers;
}
inline auto from(std::vector<int> numbers) {
  return [numbers = std::move(numbers), next = std::size_t{0}]() mutable -> std::optional<int> {
    return next < numbers.size() ? std::optional(numbers[next++]) : std::nullopt;
  };
}

/// An expander whose calls are a function's.
class Ask final : public Expander<int, int>, public Waits {
 public:
  using Call = std::function<Next(Ask&, Output<int>&)>;
  using Waits::wait_for, Waits::wait_for_wake, Waits::wait_readable, Waits::wait_until, Waits::waker, Waits::wait_writable;

  explicit Ask(Call call) : call_(std::move(call)) {}
  void open(int&& its_item) override {
    item = its_item;
    calls = 0;
  }
  Next produce(Output<int>& out) override {
    ++calls;
    return call_(*this, out);
  }
  [[nodiscard]] bool told() const { return stopping(); }

  int item = 0;
  int calls = 0;
  Descriptor descriptor;

 private:
  const Call call_;
};

/// A pipeline of that stage, which gets the numbers from 0 on.
struct Asking {
  explicit Asking(int items, const Ask::Call& call, StageOptions options = {.batch_size = 1}, std::optional<Duration> timeout = {})
      : pipeline("asks", {.workers = 2, .timeout = timeout}) {
    const auto numbers = pipeline.source("numbers", from(counted(items)));
    const auto answers = pipeline.expander(
        numbers, "ask", [call] { return std::make_unique<Ask>(call); }, options);
    pipeline.sink(answers, "keep", [this](int answer) {
      got.push_back(answer);
      if (on_answer) on_answer(answer);
    });
  }
  std::vector<int> sorted() {
    std::sort(got.begin(), got.end());
    return got;
  }
  std::string failure() {
    try {
      pipeline.run();
    } catch (const StageError& error) {
      return error.what();
    }
    return "";
  }

  Pipeline pipeline;
  std::vector<int> got;
  std::function<void(int)> on_answer;
};

inline Next answer(Ask& ask, Output<int>& out) {
  out.push(ask.item);
  return Next::done;
}

}  // namespace weir::asking
