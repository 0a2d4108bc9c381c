#pragma once

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
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <weir/detail/range_calls.hpp>
#include <weir/detail/sums.hpp>
#include <weir/error.hpp>
#include <weir/pipeline.hpp>
#include <weir/report.hpp>
#include <weir/stages/matrix.hpp>
#include <weir/stages/normalize.hpp>
#include <weir/stages/word_count.hpp>

namespace [[gnu::visibility("default")]] weir {

/// What was given to a call cannot be worked on: no items, shapes that do not fit, a number out of range. `what()` says how to mend it.
class InputError : public Error {
 public:
  using Error::Error;
};

/// The settings of a `Processor`.
struct ProcessorOptions {
  /// Threads of the pool, 1 to 1024; auto: the cores this process may use. oneTBB gives no more than its own limit, which a host with
  /// functions that mostly wait may raise before it makes the processor (oneTBB's global_control).
  Count workers{};
  std::optional<std::chrono::nanoseconds> timeout{};  ///< of each call, from when it begins to run; none when left out
  bool verbose = false;                               ///< a line to `log` for each call, at its end
  /// Where lines go. Only called when `verbose`, by one thread at a time; it may not call the processor. What it throws leaves the call.
  std::function<void(std::string_view)> log{};
};

/// What the calls of one name have done.
struct CallMetrics {
  std::uint64_t calls = 0;          ///< all, whatever came of them
  std::uint64_t failures = 0;       ///< calls that threw, of those
  std::uint64_t items = 0;          ///< of the other calls: items given, primes found, words counted, elements of products
  std::chrono::nanoseconds wall{};  ///< in all calls together
};

/// What a `Processor` has done so far.
struct ProcessorMetrics {
  std::map<std::string, CallMetrics> calls;  ///< by the name of the call
  std::optional<RunReport> last_run;         ///< of the pipeline that ended last, and well; in it, ranges of many items count as one
};

/// Sequences of a call: sized, with every item in reach by its place. Vectors, arrays, deques, spans.
template <class Items>
concept CallItems = std::ranges::random_access_range<Items> && std::ranges::sized_range<Items>;

/// The workloads as plain calls: each builds a weir pipeline, runs it and gives the result, which does not depend on the number of workers.
///
///     weir::Processor processor({.workers = 4});
///     const std::vector<double> roots = processor.map(numbers, [](double x) { return std::sqrt(x); });
///
/// It holds one pool of threads, made once, in which every call runs.
///
/// Threading: any number of threads may call one processor at once; at most `workers` of them take part in the pool, and the others wait
/// for their turn. A function that was given to a call may call this or another processor: such a call runs in an arena of its own.
/// Moving and destroying it requires that no call is under way.
///
/// Errors: what a given function throws reaches the caller as it was thrown; when several throw, the first in time. `InputError` for input
/// that cannot be worked on, which no items at all are too. `TimeoutError` when the time is over: no function is interrupted, the call
/// returns when those under way have. After an error there is no result, and the processor is as good as before.
class Processor {
 public:
  /// Throws `InputError` when an option is out of range.
  explicit Processor(const ProcessorOptions& options = {});
  Processor(Processor&&) noexcept;             ///< What it is moved from can only be destroyed or assigned to.
  Processor& operator=(Processor&&) noexcept;  ///< As the constructor.
  ~Processor();

  /// The threads of the pool.
  [[nodiscard]] std::size_t workers() const noexcept;

  /// `f(item)` for each item, in the order of the items. Several threads call the one `f` at once, as const. It gets `const T&`; when the
  /// items are moved in, as in `map(std::move(items), f)`, it gets each as a `T` of its own.
  template <CallItems Items, class F>
  auto map(Items&& items, const F& f) {
    return counted_results("map", std::forward<Items>(items), f);
  }

  /// The same with several functions, each taking what the one before gave. Every function is a stage of one pipeline, so they work at the
  /// same time on different items, and what is between them is bounded.
  template <CallItems Items, class F, class... Rest>
  auto pipeline(Items&& items, const F& f, const Rest&... rest) {
    return counted_results("pipeline", std::forward<Items>(items), f, rest...);
  }

  /// The sum of numbers. Of integers it is exact, as `std::int64_t`, or `std::uint64_t` when they are unsigned; a sum beyond that is an
  /// `InputError`. Of floating-point numbers it is compensated (`detail::CompensatedSum`): the error does not grow with the number of
  /// items, and the bits are the same at any number of workers. It is a `double`, also of `float`.
  template <CallItems Items>
  auto sum(Items&& items) {
    using Number = std::ranges::range_value_t<Items>;
    static_assert(std::is_arithmetic_v<Number>,
                  "weir: sum adds up built-in numbers; for other types write a loop, or map to numbers first");
    if constexpr (std::is_arithmetic_v<Number>) {
      typename detail::SumOf<Number>::type total;
      counted("sum", "items", [&] {
        const auto size = size_of("sum", items);
        for (const auto& part : partial_sums(items, size)) total.add(part);
        static_cast<void>(total.value());
        return size;
      });
      return total.value();
    }
  }

  /// All primes up to `limit`, ascending; none below 2. They take 8 bytes each: 400 MB up to 10^9.
  template <std::integral N>
  std::vector<std::uint64_t> find_primes(N limit) {
    if constexpr (std::is_signed_v<N>) {
      if (limit < 0) refuse_limit(limit);
    }
    return primes_up_to(static_cast<std::uint64_t>(limit));
  }

  /// The product of two matrices with elements of the same type, in C's order, by BLAS on each worker. As `matrix.multiply` has it.
  stages::Matrix multiply(const stages::Matrix& a, const stages::Matrix& b);
  /// The same for rows in vectors, which are copied in and out.
  std::vector<std::vector<double>> multiply(const std::vector<std::vector<double>>& a, const std::vector<std::vector<double>>& b);

  /// How often each word comes in a text: the most frequent first, of equal counts the one whose bytes are smaller. What is a word, and
  /// what is done to it before it is counted, is as in `words.count`.
  std::vector<stages::WordCount> count_words(std::string_view text, stages::Normalize normalize = stages::Normalize::letters);

  /// What the calls so far have done. From any thread.
  [[nodiscard]] ProcessorMetrics metrics() const;

 private:
  struct State;

  /// Does a call and accounts for it. `call` gives how many items it was.
  void counted(const char* name, const char* unit, const std::function<std::uint64_t()>& call);
  [[nodiscard]] Pipeline make_pipeline(const char* name) const;
  /// Runs it in the pool.
  void run(Pipeline& pipeline);
  /// The options of the stage that does the work.
  [[nodiscard]] StageOptions on_all_workers() const;
  /// Items a range, so that every worker gets several.
  [[nodiscard]] std::size_t range_size(std::size_t items) const;
  [[noreturn]] static void refuse_empty(const char* name);
  [[noreturn]] static void refuse_limit(std::int64_t limit);
  std::vector<std::uint64_t> primes_up_to(std::uint64_t limit);
  stages::Matrix product(const stages::Matrix& a, const stages::Matrix& b);

  template <class Items>
  static std::size_t size_of(const char* name, Items& items) {
    const auto size = static_cast<std::size_t>(std::ranges::size(items));
    if (size == 0) refuse_empty(name);
    return size;
  }

  template <class Items, class... Fs>
  auto counted_results(const char* name, Items&& items, const Fs&... fs) {
    if constexpr (detail::require_calls<detail::HostItems<Items>, Fs...>()) {
      std::vector<typename detail::LastMade<detail::HostItems<Items>, Fs...>::type> made;
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
    detail::Results<typename detail::LastMade<detail::HostItems<Items>, Fs...>::type> results(size, (size - 1) / in_range + 1);
    Pipeline pipeline = make_pipeline(name);
    const auto ranges = pipeline.source("items", [=] { return detail::ItemRanges(size, in_range); });
    detail::add_calls(pipeline, ranges, detail::HostItems<Items>(items), results, on_all_workers(), 1, fs...);
    run(pipeline);
    return results.take(size);
  }

  template <class Items>
  auto partial_sums(Items& items, std::size_t size) {
    using Number = std::ranges::range_value_t<Items>;
    std::vector<detail::ItemRange> parts;
    for (std::size_t begin = 0; begin < size; begin += detail::kItemsOfPartialSum)
      parts.push_back({parts.size(), begin, std::min(size, begin + detail::kItemsOfPartialSum)});
    const detail::HostItems<Items&> numbers(items);
    const auto add_up = [&](const detail::ItemRange& part) {
      typename detail::SumOf<Number>::type sum;
      for (std::size_t k = 0; k < part.size(); ++k) sum.add(static_cast<Number>(numbers.item(part, k)));
      return sum;
    };
    return results<decltype((parts))>("sum", parts, parts.size(), add_up);
  }

  std::unique_ptr<State> state_;
};

}  // namespace weir
