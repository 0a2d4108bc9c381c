#pragma once

// What a stage takes of memory, as its kind knows it from its params (`Description::memory`): part of the bound that `weir check` prints.
// A plain value.

#include <cstddef>
#include <optional>

#pragma GCC visibility push(default)
namespace weir {

/// The most bytes that a stage takes. What is not known is left out.
struct StageMemory {
  /// For `replica`: what is held grows with the input, and nothing limits it. `weir check` says so.
  static constexpr std::size_t kNoLimit = static_cast<std::size_t>(-1);

  std::optional<std::size_t> item{};     ///< one item that it makes, with what it owns; nothing: of an item only the type is known
  std::optional<std::size_t> replica{};  ///< what each replica holds beside its items; nothing: not known
  std::size_t shared = 0;                ///< what all replicas hold together beside that
  std::size_t ahead = 0;                 ///< items of its main output that each replica makes before it pushes the first of them
  std::size_t reader = 0;                ///< what each replica of a stage that reads its main output holds to work on that
};

}  // namespace weir
#pragma GCC visibility pop
