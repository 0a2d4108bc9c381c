#pragma once

// The stages of `Processor::map` and `Processor::pipeline`.
// The inside of weir/processor.hpp, not for hosts.

#include <concepts>
#include <cstddef>
#include <functional>
#include <ranges>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include <weir/pipeline.hpp>
#include <weir/processing/item_ranges.hpp>

#pragma GCC visibility push(default)
namespace weir {
namespace processing {

/// The host's items; `Items` is what a forwarding reference deduces. They are read in place when they still belong to the host, and moved
/// out when they were moved in.
template <class Items>
class HostItems {
 public:
  using In = ItemRange;
  using Value = std::ranges::range_value_t<Items>;
  static constexpr bool kView = std::ranges::view<std::remove_cvref_t<Items>> || std::ranges::borrowed_range<Items>;
  static constexpr bool kMovedIn = !std::is_reference_v<Items> && !std::is_const_v<Items> && !kView;

  explicit HostItems(std::remove_reference_t<Items>& items) : items_(&items) {}

  static const ItemRange& range(const ItemRange& in) { return in; }
  decltype(auto) item(const ItemRange& in, std::size_t k) const {
    if constexpr (kMovedIn)
      return Value(std::ranges::iter_move(place(*items_, in.begin + k)));
    else if constexpr (std::ranges::view<std::remove_cvref_t<Items>>)  // which may not be iterable when const
      return look(place(*items_, in.begin + k));
    else
      return look(place(std::as_const(*items_), in.begin + k));
  }

 private:
  template <class R>
  static auto place(R& items, std::size_t i) {
    return std::ranges::begin(items) + static_cast<std::ranges::range_difference_t<R>>(i);
  }
  template <class I>
  static decltype(auto) look(I at) {
    if constexpr (std::is_lvalue_reference_v<decltype(*at)>)
      return std::as_const(*at);
    else
      return *at;
  }

  std::remove_reference_t<Items>* items_;
};

/// The items that the previous function made.
template <class T>
struct MadeItems {
  using In = RangeItems<T>;
  static const ItemRange& range(const In& in) { return in.range; }
  static T item(In& in, std::size_t k) { return T(std::move(in.items[k])); }
};

/// What `From` passes to a function, and what the function `F` makes of it.
template <class From>
using ItemFrom = decltype(std::declval<const From&>().item(std::declval<typename From::In&>(), 0));
template <class From, class F>
using MadeFrom = std::remove_cvref_t<std::invoke_result_t<const F&, ItemFrom<From>>>;

/// Fails to compile, with a message that says what to write, when the function cannot be used.
template <class From, class F>
constexpr bool require_call() {
  constexpr bool kInvocable = std::invocable<const F&, ItemFrom<From>>;
  static_assert(kInvocable,
                "weir: the function cannot be called with an item; it takes T or const T&, and several threads call the one function at "
                "once, so a lambda is not mutable");
  if constexpr (kInvocable) {
    static_assert(std::move_constructible<MadeFrom<From, F>>,
                  "weir: the function returns nothing, or what cannot be moved: return a value");
    return std::move_constructible<MadeFrom<From, F>>;
  }
  return false;
}

/// The results of a call, in the order of the items. Replicas write the parts of different ranges at the same time: in place when a vector
/// of results can be made beforehand at no cost, otherwise into a vector for each range. (Neighbours in a vector of bool share a byte.)
template <class R>
class Results {
 public:
  static constexpr bool kInPlace = std::is_nothrow_default_constructible_v<R> && std::is_move_assignable_v<R> && !std::is_same_v<R, bool>;

  Results(std::size_t items, std::size_t ranges) {
    if constexpr (kInPlace)
      whole_.resize(items);
    else
      parts_.resize(ranges);
  }

  /// Returns where to put the results of a range, one after the other by `push_back`.
  auto open(const ItemRange& range) {
    if constexpr (kInPlace)
      return Places{whole_.data() + range.begin};
    else
      return room_for(range);
  }
  template <class Part>
  void close(const ItemRange& range, Part part) {
    if constexpr (!kInPlace) parts_[range.number] = std::move(part);
  }

  /// Returns all results. Requires: the run has ended.
  std::vector<R> take(std::size_t items) {
    if constexpr (!kInPlace) {
      whole_.reserve(items);
      for (std::vector<R>& part : parts_) {
        for (auto&& result : part) whole_.push_back(std::move(result));
        part = std::vector<R>();
      }
    }
    return std::move(whole_);
  }

  static std::vector<R> room_for(const ItemRange& range) {
    std::vector<R> part;
    part.reserve(range.size());
    return part;
  }

 private:
  struct Places {
    R* next;
    template <class T>
    void push_back(T&& result) {
      *next++ = std::forward<T>(result);
    }
  };

  std::vector<R> whole_;
  std::vector<std::vector<R>> parts_;
};

/// Where a function's results go: to the host ...
template <class R>
struct ToHost {
  using Out = ItemRange;
  Results<R>* results;

  auto open(const ItemRange& range) const { return results->open(range); }
  template <class Part>
  Out close(const ItemRange& range, Part part) const {
    results->close(range, std::move(part));
    return range;
  }
};
/// ... or to the next function.
template <class R>
struct ToNext {
  using Out = RangeItems<R>;

  auto open(const ItemRange& range) const { return Results<R>::room_for(range); }
  Out close(const ItemRange& range, std::vector<R> part) const { return {range, std::move(part)}; }
};

/// Calls one function of the host with each item of a range.
template <class From, class F, class To>
class RangeCalls final : public Transform<typename From::In, typename To::Out> {
 public:
  RangeCalls(From from, const F& f, To to) : from_(from), f_(&f), to_(to) {}

  void process(std::span<typename From::In> ranges, Output<typename To::Out>& out) override {
    const InHostFunction inside;
    for (auto& in : ranges) {
      const ItemRange range = From::range(in);
      auto made = to_.open(range);
      for (std::size_t k = 0; k < range.size(); ++k) {
        if (out.stopping()) return;
        made.push_back(std::invoke(*f_, from_.item(in, k)));
      }
      out.push(to_.close(range, std::move(made)));
    }
  }

 private:
  From from_;
  const F* f_;
  To to_;
};

/// The result type of the last function.
template <class From, class F, class... Rest>
struct LastMade : LastMade<MadeItems<MadeFrom<From, F>>, Rest...> {};
template <class From, class F>
struct LastMade<From, F> {
  using type = MadeFrom<From, F>;
};

template <class From, class F, class... Rest>
constexpr bool require_calls() {
  if constexpr (!require_call<From, F>())
    return false;
  else if constexpr (sizeof...(Rest) > 0)
    return require_calls<MadeItems<MadeFrom<From, F>>, Rest...>();
  else
    return true;
}

/// Adds a stage for each function, and a sink. Requires: the items, the functions and `results` outlive the run.
template <class R, class From, class F, class... Rest>
void add_calls(Pipeline& pipeline, const Stream<typename From::In>& in, From from, Results<R>& results, const StageOptions& options,
               std::size_t step, const F& f, const Rest&... rest) {
  const std::string name = "step_" + std::to_string(step);
  if constexpr (sizeof...(Rest) == 0) {
    const ToHost<R> to{&results};
    const auto done = pipeline.transform(
        in, name, [from, &f, to] { return RangeCalls<From, F, ToHost<R>>(from, f, to); }, options);
    pipeline.sink(done, "results", [](const ItemRange&) {}, {.batch_size = 1});
  } else {
    using To = ToNext<MadeFrom<From, F>>;
    const auto made = pipeline.transform(
        in, name, [from, &f] { return RangeCalls<From, F, To>(from, f, To()); }, options);
    add_calls(pipeline, made, MadeItems<MadeFrom<From, F>>(), results, options, step + 1, rest...);
  }
}

}  // namespace processing
}  // namespace weir
#pragma GCC visibility pop
