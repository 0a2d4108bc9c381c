#pragma once

// weir's workloads as plain calls (`map`, `sum`, `multiply`, …) over one pool of threads, for hosts that need no pipeline of their own.
// Any number of threads may call one processor at once.

#include <algorithm>
#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <ranges>
#include <stop_token>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <weir/duration.hpp>
#include <weir/error.hpp>
#include <weir/pipeline.hpp>
#include <weir/processing/range_calls.hpp>
#include <weir/processing/sums.hpp>
#include <weir/report.hpp>
#include <weir/stages/matrix.hpp>
#include <weir/stages/normalize.hpp>
#include <weir/stages/word_count.hpp>

#pragma GCC visibility push(default)
namespace weir {

/// The input of a call cannot be used: no items, shapes that do not fit, a number out of range. `what()` says how to mend it.
class InputError : public Error {
 public:
  using Error::Error;
};

/// The settings of a `Processor`.
struct ProcessorOptions {
  /// Threads of the pool, 1 to 1024; `auto` is the cores that this process may use. oneTBB provides no more than its own limit; a host
  /// whose functions mostly wait may raise that (by oneTBB's global_control) before it makes the processor.
  Count workers{};
  std::optional<Duration> timeout{};  ///< of each call, from its start in the pool; nothing: no limit
  bool verbose = false;               ///< passes a line to `log` at the end of each call
  /// Takes the lines. Called only when `verbose`, by one thread at a time. What it throws leaves the call. Requires: it does not call the
  /// processor.
  std::function<void(std::string_view)> log{};
};

/// What the calls of one name have done.
struct CallMetrics {
  std::uint64_t calls = 0;          ///< all of them
  std::uint64_t failures = 0;       ///< those that threw
  std::uint64_t items = 0;          ///< of the others: items passed in, primes found, words counted, elements of products
  std::chrono::nanoseconds wall{};  ///< the sum over all calls
};

/// What a `Processor` has done so far.
struct ProcessorMetrics {
  std::map<std::string, CallMetrics> calls;  ///< by the name of the call
  std::optional<RunReport> last_run;         ///< of the last pipeline that succeeded; it counts a range of many items as one
};

/// What `Processor::statistics` says of some numbers.
struct Statistics {
  double mean = 0;      ///< the sum by the number of items
  double variance = 0;  ///< of the population: the mean of the squares of the distances from the mean
  double median = 0;    ///< the middle one in ascending order, or the mean of the two in the middle
};

/// The items of a call: a sized sequence with random access, such as a vector, an array, a deque or a span.
template <class Items>
concept CallItems = std::ranges::random_access_range<Items> && std::ranges::sized_range<Items>;

/// The workloads as plain calls. Each builds a pipeline, runs it and returns the result, which does not depend on the number of workers.
///
///     weir::Processor processor({.workers = 4});
///     const std::vector<double> roots = processor.map(numbers, [](double x) { return std::sqrt(x); });
///
/// All calls run in one pool of threads, which the constructor makes.
///
/// Threading: any number of threads may call one processor at once; at most `workers` of them take part in the pool, and the others wait
/// for their turn. A function that is passed to a call may itself call this or another processor; such a call runs in an arena of its own.
///
/// Requires: no call is in progress when it is moved or destroyed.
///
/// Errors: what a function throws reaches the caller as it was thrown; when several throw, the first in time. `InputError` for input that
/// cannot be used, including no items at all. `TimeoutError` when the time is over: no function is interrupted, and the call returns when
/// those in progress have returned. `Stopped` when `until` says so. After an error there is no result, and the processor can be used as
/// before.
class Processor {
 public:
  /// Throws `InputError` when an option is out of range.
  explicit Processor(const ProcessorOptions& options = {});
  Processor(Processor&&) noexcept;             ///< the other may then only be destroyed or assigned to
  Processor& operator=(Processor&&) noexcept;  ///< as the constructor
  ~Processor();

  /// The same processor, with its pool, options and metrics, whose calls end when a stop is requested: as after a timeout, those of a
  /// host's functions that are running end first. Such a call throws `Stopped`. Threading: as all calls.
  [[nodiscard]] Processor until(std::stop_token stop) const;

  /// The threads of the pool.
  [[nodiscard]] std::size_t workers() const noexcept;

  /// Returns `f(item)` for each item, in the order of the items. `f` gets `const T&`; when the items are moved in, as in
  /// `map(std::move(items), f)`, it gets each as a `T` of its own. Requires: several threads may call `f` at once, as const.
  template <CallItems Items, class F>
  auto map(Items&& items, const F& f) {
    return counted_results("map", std::forward<Items>(items), f);
  }

  /// The same with several functions, each of which takes the results of the one before. Every function is a stage of one pipeline, so they
  /// work on different items at the same time, and what waits between them is bounded. Requires: as `map`.
  template <CallItems Items, class F, class... Rest>
  auto pipeline(Items&& items, const F& f, const Rest&... rest) {
    return counted_results("pipeline", std::forward<Items>(items), f, rest...);
  }

  /// Returns the sum of numbers. That of integers is exact, a `std::int64_t`, or a `std::uint64_t` when they are unsigned; a sum out of
  /// that range is an `InputError`. That of floating-point numbers is compensated (Neumaier): the error does not grow with the number of
  /// items, and the bits are the same with any number of workers. That of `float` is a `double`.
  template <CallItems Items>
  auto sum(Items&& items) {
    using Number = std::ranges::range_value_t<Items>;
    static_assert(std::is_arithmetic_v<Number>,
                  "weir: sum adds up built-in numbers; for other types write a loop, or map to numbers first");
    if constexpr (std::is_arithmetic_v<Number>) {
      using Sum = typename processing::SumOf<Number>::type;
      Sum total;
      counted("sum", "items", [&] {
        const auto size = size_of("sum", items);
        const processing::HostItems<Items&> numbers(items);
        const auto number_at = [&](const processing::ItemRange& part, std::size_t k) { return static_cast<Number>(numbers.item(part, k)); };
        for (const Sum& part : partial_sums<Sum>("sum", size, number_at)) total.add(part);
        static_cast<void>(total.value());
        return size;
      });
      return total.value();
    }
  }

  /// Returns mean, variance and median of numbers, which count as `double`. The sums are compensated as those of `sum`: the bits are the
  /// same with any number of workers. Of infinite numbers the mean is infinite and the variance NaN; all three are NaN when
  /// an item is.
  template <CallItems Items>
  Statistics statistics(Items&& items) {
    using Number = std::ranges::range_value_t<Items>;
    static_assert(std::is_arithmetic_v<Number>, "weir: statistics are of built-in numbers; map other types to numbers first");
    Statistics result;
    if constexpr (std::is_arithmetic_v<Number>) {
      counted("statistics", "items", [&] {
        const auto size = size_of("statistics", items);
        std::vector<double> numbers;
        numbers.reserve(size);
        for (const auto& item : items) numbers.push_back(static_cast<double>(item));
        result = statistics_of(std::move(numbers));
        return size;
      });
    }
    return result;
  }

  /// Returns all primes up to `limit` in ascending order. They take 8 bytes each: 400 MB up to 10^9.
  template <std::integral N>
  std::vector<std::uint64_t> find_primes(N limit) {
    if constexpr (std::is_signed_v<N>) {
      if (limit < 0) refuse_limit(limit);
    }
    return primes_up_to(static_cast<std::uint64_t>(limit));
  }

  /// Returns the product of two matrices with elements of the same type, in C's order, as `matrix.multiply` does: by BLAS on each worker.
  stages::Matrix multiply(const stages::Matrix& a, const stages::Matrix& b);
  /// The same for rows in vectors, which are copied in and out.
  std::vector<std::vector<double>> multiply(const std::vector<std::vector<double>>& a, const std::vector<std::vector<double>>& b);

  /// Returns the count of each word in a text, the most frequent word first and words of equal count in the order of their bytes. What a
  /// word is, and how it is normalized, is as in `words.count`.
  std::vector<stages::WordCount> count_words(std::string_view text, stages::Normalize normalize = stages::Normalize::letters);

  /// Returns what the calls have done so far.
  [[nodiscard]] ProcessorMetrics metrics() const;

 private:
  struct State;
  Processor(std::shared_ptr<State> state, std::stop_token stop);

  /// Does a call and accounts for it. `call` returns its number of items.
  void counted(const char* name, const char* unit, const std::function<std::uint64_t()>& call);
  [[nodiscard]] Pipeline make_pipeline(const char* name) const;
  /// Runs the pipeline in the pool.
  void run(Pipeline& pipeline);
  /// The options of the stage that does the work.
  [[nodiscard]] StageOptions on_all_workers() const;
  /// The number of items in a range, such that every worker gets several ranges.
  [[nodiscard]] std::size_t range_size(std::size_t items) const;
  [[noreturn]] static void refuse_empty(const char* name);
  [[noreturn]] static void refuse_limit(std::int64_t limit);
  std::vector<std::uint64_t> primes_up_to(std::uint64_t limit);
  Statistics statistics_of(std::vector<double> numbers);
  stages::Matrix product(const stages::Matrix& a, const stages::Matrix& b);

  template <class Items>
  static std::size_t size_of(const char* name, Items& items) {
    const auto size = static_cast<std::size_t>(std::ranges::size(items));
    if (size == 0) refuse_empty(name);
    return size;
  }

  template <class Items, class... Fs>
  auto counted_results(const char* name, Items&& items, const Fs&... fs) {
    if constexpr (processing::require_calls<processing::HostItems<Items>, Fs...>()) {
      std::vector<typename processing::LastMade<processing::HostItems<Items>, Fs...>::type> made;
      counted(name, "items", [&] {
        const std::size_t size = size_of(name, items);
        made = results<Items>(name, items, size, fs...);
        return size;
      });
      return made;
    }
  }

  template <class Items, class... Fs>
  auto results(const char* name, std::remove_reference_t<Items>& items, std::size_t size, const Fs&... fs) {
    const std::size_t in_range = range_size(size);
    processing::Results<typename processing::LastMade<processing::HostItems<Items>, Fs...>::type> results(size, (size - 1) / in_range + 1);
    Pipeline pipeline = make_pipeline(name);
    const auto ranges = pipeline.source("items", [=] { return processing::ItemRanges(size, in_range); });
    processing::add_calls(pipeline, ranges, processing::HostItems<Items>(items), results, on_all_workers(), 1, fs...);
    run(pipeline);
    return results.take(size);
  }

  // `number_at(range, k)` is the k-th of a range. The ranges are of a size that does not depend on the number of workers.
  template <class Sum, class NumberAt>
  std::vector<Sum> partial_sums(const char* name, std::size_t size, const NumberAt& number_at) {
    std::vector<processing::ItemRange> parts;
    for (std::size_t begin = 0; begin < size; begin += processing::kItemsOfPartialSum)
      parts.push_back({parts.size(), begin, std::min(size, begin + processing::kItemsOfPartialSum)});
    const auto add_up = [&](const processing::ItemRange& part) {
      Sum sum;
      for (std::size_t k = 0; k < part.size(); ++k) sum.add(number_at(part, k));
      return sum;
    };
    return results<decltype((parts))>(name, parts, parts.size(), add_up);
  }

  std::shared_ptr<State> state_;  // also of those that `until` made
  std::stop_token stop_;
};

}  // namespace weir
#pragma GCC visibility pop
