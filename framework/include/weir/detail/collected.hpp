#pragma once

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <limits>
#include <memory>
#include <span>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include <weir/detail/any_stage.hpp>
#include <weir/detail/rejects.hpp>
#include <weir/output.hpp>

// What the test kit needs to take what a stage pushes.
#pragma GCC visibility push(default)
namespace weir {
namespace detail {

/// Takes what is left in a batch.
template <class T>
std::vector<T> take_items(TypedBatch<T>& batch) {
  std::vector<T> taken;
  for (T& item : batch.items()) taken.push_back(std::move(item));
  batch.clear();
  return taken;
}

/// A batch for each output of a stage.
template <class U>
struct BatchesOf {
  using Others = std::tuple<>;  // what comes out of those with a name, one list each
  std::tuple<TypedBatch<U>> all;

  void take_others(Others&) {}
};
template <class Main, class... Named>
struct BatchesOf<Outputs<Main, Named...>> {
  using Others = std::tuple<std::vector<typename Named::Item>...>;
  std::tuple<TypedBatch<Main>, TypedBatch<typename Named::Item>...> all;

  /// The place in `all` of the output of that name.
  static constexpr std::size_t place(std::string_view name) { return 1 + place_of_output<Named...>(name); }
  void take_others(Others& to) { take_at(to, std::index_sequence_for<Named...>()); }

 private:
  template <std::size_t... Place>
  void take_at(Others& to, std::index_sequence<Place...>) {
    const auto add = [](auto taken, auto& list) { std::move(taken.begin(), taken.end(), std::back_inserter(list)); };
    (add(take_items(std::get<Place + 1>(all)), std::get<Place>(to)), ...);
  }
};

template <class T>
struct BatchesOf<OutputsByParams<T>> {
  static_assert(!kOutputsByParams<OutputsByParams<T>>, "weir: a stage whose params name outputs is tested in a pipeline");
};

/// Takes what a stage rejects. Nothing for a stage that cannot reject.
template <class In>
class CollectedRejects {
 public:
  using Items = std::vector<Rejected<In>>;

  CollectedRejects() {
    writer_.open = &batch_;
    writer_.limit = std::numeric_limits<std::size_t>::max();
  }
  CollectedRejects(const CollectedRejects&) = delete;
  CollectedRejects& operator=(const CollectedRejects&) = delete;

  /// `writers` are those that the stage is called with.
  void attach(AnyStage& stage, EdgeWriters& writers) {
    writers.named.push_back({std::span(&writer_, 1)});
    rejects_ = {&writers, &name_, 0, false};
    stage.attach(*writers.ending, rejects_);
  }
  Items take() { return take_items(batch_); }

 private:
  const std::string name_ = "stage";
  TypedBatch<Rejected<In>> batch_;
  EdgeWriter writer_;
  Rejects rejects_;
};
template <class In>
requires(!kCanBeRejected<In>) class CollectedRejects<In> {
 public:
  using Items = std::tuple<>;
  void attach(AnyStage& stage, EdgeWriters& writers) { stage.attach(*writers.ending, rejects_); }
  Items take() { return {}; }

 private:
  Rejects rejects_;
};

}  // namespace detail
}  // namespace weir
#pragma GCC visibility pop
