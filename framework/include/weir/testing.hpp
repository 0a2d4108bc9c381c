#pragma once

#include <memory>
#include <span>
#include <utility>
#include <vector>

#include <weir/output.hpp>

namespace weir::testing {

/// Takes what one stage pushes, with no pipeline, threads or YAML: `Collector<int> out(4); stage.process(items, out.output());`. Gets full
/// after `room` items, so a source or an expander can be stepped; `take()` makes room again.
template <class T>
class Collector {
 public:
  explicit Collector(std::size_t room = 1) {
    port_.open = &batch_;
    port_.limit = room;
    ports_.ports = std::span<detail::Port>(&port_, 1);
    ports_.stop = &stop_;
  }
  Collector(const Collector&) = delete;
  Collector& operator=(const Collector&) = delete;

  [[nodiscard]] Output<T>& output() noexcept { return output_; }
  /// What has been pushed since the last `take`.
  std::vector<T> take() {
    std::vector<T> taken;
    for (T& item : batch_.items()) taken.push_back(std::move(item));
    batch_.clear();
    return taken;
  }
  /// Makes `output().stopping()` true.
  void stop() { stop_.requested = true; }

 private:
  detail::TypedBatch<T> batch_;
  detail::StopFlag stop_;
  detail::Port port_;
  detail::Ports ports_;
  Output<T> output_{ports_};
};

/// Runs a source to its end and gives all its items.
template <class S>
std::vector<typename S::Out> drain(S& source, std::size_t room = 1) {
  Collector<typename S::Out> out(room);
  std::vector<typename S::Out> all;
  for (bool more = true; more;) {
    more = source.produce(out.output());
    for (auto& item : out.take()) all.push_back(std::move(item));
  }
  return all;
}

}  // namespace weir::testing
