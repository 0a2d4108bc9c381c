#pragma once

// The test kit's check that a stage has the same answer with any number of replicas. Include it beside `weir/testing.hpp`.
// All in the thread of the caller.

#include <algorithm>
#include <array>
#include <concepts>
#include <cstddef>
#include <ostream>
#include <random>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include <weir/testing.hpp>

#pragma GCC visibility push(default)
namespace weir {
namespace detail {

template <class T>
concept Printable = requires(std::ostream& out, const T& value) {
  out << value;
};

template <class T>
std::string printed(const T& value) {
  std::ostringstream out;
  if constexpr (Printable<T>) out << value;
  return out.str();
}

/// One way to deal items to replicas.
struct Deal {
  std::size_t replicas = 1;
  std::size_t batch_size = 1;
  unsigned seed = 0;

  [[nodiscard]] std::string text() const {
    return std::to_string(replicas) + " replicas with batches of " + std::to_string(batch_size) + " (seed " + std::to_string(seed) + ")";
  }
};

/// What the replicas emit together, in the order of their calls.
template <class S>
std::vector<typename S::Out> dealt(const typename ParamsOf<S>::type& params, std::vector<typename S::In> items, const Deal& deal) {
  std::vector<std::unique_ptr<AnyStage>> replicas;
  if constexpr (SharesState<S>) {
    const auto shared = make_shared_state<S>(params);
    for (std::size_t i = 0; i < deal.replicas; ++i) replicas.push_back(adapt<S>(std::make_unique<S>(shared), nullptr));
  } else {
    for (std::size_t i = 0; i < deal.replicas; ++i) replicas.push_back(adapt<S>(testing::make<S>(params), nullptr));
  }
  std::mt19937 random(deal.seed);
  testing::Collector<typename S::AllOutputs> out;
  std::vector<std::unique_ptr<CollectedRejects<typename S::In>>> rejects;  // which are not part of the answer
  for (const auto& replica : replicas) {
    rejects.push_back(std::make_unique<CollectedRejects<typename S::In>>());
    rejects.back()->attach(*replica, out.writers());
  }
  testing::Emitted<typename S::Out, void, typename S::AllOutputs> emitted;
  const auto take = [&] {
    emitted.batches.push_back(out.take());
    out.take_others(emitted.others);
  };
  bool had_enough = false;  // one replica says so for all
  for_each_batch(items, deal.batch_size, [&](auto& batch) {
    if (had_enough) return;
    AnyStage& replica = *replicas[random() % deal.replicas];
    call(replica, &batch, out.writers(), take);
    had_enough = replica.wants_nothing();
  });
  std::shuffle(replicas.begin(), replicas.end(), random);
  for (auto& replica : replicas) {
    end_input_and_finish<S>(*replica, out.writers(), take);
    take();
  }
  return std::move(emitted).items();
}

}  // namespace detail

namespace testing {

/// Items whose order does not matter. Equal when each comes as often in both. Items have `<`, or else `==`.
template <class T>
class AnyOrder {
 public:
  /// Takes them in the order in which they came.
  explicit AnyOrder(std::vector<T> items) : items_(std::move(items)) {
    if constexpr (std::totally_ordered<T>) std::sort(items_.begin(), items_.end());
  }

  friend bool operator==(const AnyOrder& a, const AnyOrder& b) {
    static_assert(std::equality_comparable<T>,
                  "weir: to compare items they need ==; give the type an operator==, or same_at_any_replicas a merge that makes an answer");
    if constexpr (std::totally_ordered<T>)
      return a.items_ == b.items_;
    else
      return std::is_permutation(a.items_.begin(), a.items_.end(), b.items_.begin(), b.items_.end());
  }
  friend std::ostream& operator<<(std::ostream& out, const AnyOrder& set) {
    constexpr std::size_t kShown = 20;
    out << set.items_.size() << " items";
    if constexpr (detail::Printable<T>) {
      for (std::size_t i = 0; i < std::min(kShown, set.items_.size()); ++i) out << (i == 0 ? ": " : ", ") << set.items_[i];
      if (set.items_.size() > kShown) out << ", ...";
    }
    return out;
  }

 private:
  std::vector<T> items_;
};

/// The merge of `same_at_any_replicas` when none is given.
struct InAnyOrder {
  /// The items, without their order.
  template <class T>
  AnyOrder<T> operator()(std::vector<T> items) const {
    return AnyOrder<T>(std::move(items));
  }
};

/// Whether the answers were the same; if not, what differed.
class Sameness {
 public:
  Sameness() = default;
  /// `difference` in words, empty when there is none.
  explicit Sameness(std::string difference) : difference_(std::move(difference)) {}
  explicit operator bool() const noexcept { return difference_.empty(); }  ///< the same
  /// In words; empty when there is none.
  [[nodiscard]] const std::string& difference() const noexcept { return difference_; }
  friend std::ostream& operator<<(std::ostream& out, const Sameness& same) {
    return out << (same ? "the same at any number of replicas" : same.difference_);
  }

 private:
  std::string difference_;
};

/// Checks the promise that a pipeline rests on: a transform or an expander has the same answer with any number of replicas and any batch
/// size. Deals the items to 1, 2, 3 and 8 replicas, in batches of 1, 3, 16 and 256, by chance (seeded: the same in every run), finishes
/// all, and compares the answers with that of one replica. `merge` turns all emitted items into the answer, which needs `==`: what the
/// stages after this one would make of them, such as the sums of partial totals. Without it, the items themselves in any order. Compares
/// what leaves by the main output.
///
///     CHECK(weir::testing::same_at_any_replicas<AtLeast>({.threshold = 3}, {1.0, 4.0, 2.0, 8.0}));
template <class S, class Merge = InAnyOrder>
Sameness same_at_any_replicas(const ParamsOf<S>& params, const std::vector<typename S::In>& items, Merge merge = {}) {
  static_assert(
      detail::IsTransform<S> || detail::IsExpander<S>,
      "weir: same_at_any_replicas is for transforms and expanders: a source has one replica, and a sink emits nothing to compare");
  const auto alone = merge(detail::dealt<S>(params, items, {}));
  for (const std::size_t replicas : {1, 2, 3, 8}) {
    for (const std::size_t batch_size : {1, 3, 16, 256}) {
      for (const unsigned seed : {1U, 2U}) {
        const detail::Deal deal{replicas, batch_size, seed};
        const auto answer = merge(detail::dealt<S>(params, items, deal));
        if (answer == alone) continue;
        return Sameness(deal.text() + " have another answer than one replica with batches of 1\n  one replica: " + detail::printed(alone) +
                        "\n  the replicas: " + detail::printed(answer));
      }
    }
  }
  return {};
}

}  // namespace testing
}  // namespace weir
#pragma GCC visibility pop
