#pragma once

#include <cstddef>
#include <cstdint>
#include <exception>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include <weir/detail/edge_writers.hpp>
#include <weir/detail/origin_of.hpp>
#include <weir/error.hpp>
#include <weir/output.hpp>
#include <weir/rejected.hpp>
#include <weir/role.hpp>

#pragma GCC visibility push(default)
namespace weir {
namespace detail {

template <class T>
inline constexpr bool kIsRejected = false;
template <class T>
inline constexpr bool kIsRejected<Rejected<T>> = true;

/// Holds for items that a stage may reject, so that it has the output `rejected`, the last of its outputs: all but those of a sink that
/// takes any type, and those that have been rejected already.
template <class T>
inline constexpr bool kCanBeRejected = !std::is_same_v<T, AnyItem> && !kIsRejected<T> && !std::is_void_v<T>;

inline constexpr const char* kRejected = "rejected";  ///< the name of that output

/// The number of that output, as in `PlannedEdge::output`; nothing where there is none. A source may declare one of its own, for what it
/// could not use of its input.
[[nodiscard]] inline std::optional<std::size_t> output_of_rejects(const std::vector<NamedOutput>& outputs) {
  return outputs.empty() || outputs.back().name != kRejected ? std::nullopt : std::optional(outputs.size());
}
/// The same for a stage that rejects items; nothing where the stages of the kind cannot.
[[nodiscard]] inline std::optional<std::size_t> rejected_output(Role role, const std::vector<NamedOutput>& outputs) {
  return role == Role::source ? std::nullopt : output_of_rejects(outputs);
}

/// What becomes of the items that one replica rejects. For the thread of the call.
struct Rejects {
  EdgeWriters* out = nullptr;  // its last named output takes them
  const std::string* stage = nullptr;
  std::uint32_t replica = 0;
  bool stops = true;           // the first ends the run
  std::uint32_t attempts = 1;  // at the item under way
  std::exception_ptr error{};  // of the first, where that ends the run
  std::string last{};          // the reason of the last
};

/// The reason and the origin in one line; without the origin where the reason says it.
[[nodiscard]] std::string reject_text(const std::string& reason, const std::string& origin);

/// Moves from `item`. Requires: `T` can be rejected.
template <class T>
void reject(Rejects& rejects, T& item, std::string reason, std::string origin) {
  if (origin.empty()) origin = OriginOf<T>::get(item);
  if (rejects.stops) {
    if (!rejects.error) rejects.error = std::make_exception_ptr(Error("rejected an item: " + reject_text(reason, origin)));
    return;
  }
  rejects.last = reject_text(reason, origin);
  OutputWriters& output = rejects.out->named.back();
  Output<Rejected<T>>(*rejects.out, output).push_made([&] {
    return Rejected<T>{std::move(item), std::move(reason), std::move(origin), *rejects.stage, rejects.replica, rejects.attempts};
  });
  output.end_places();  // not every item that is rejected is rejected in a call
}

}  // namespace detail
}  // namespace weir
#pragma GCC visibility pop
