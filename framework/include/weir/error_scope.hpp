#pragma once

// How errors in a config are reported: each reader reports what it knows, and the scope that it was handed adds the stage and the key. One
// thread at a time.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <weir/error.hpp>

#pragma GCC visibility push(default)
namespace weir {

/// Adds diagnostics about one stage and key to a list, which must outlive it. Copies add to the same list. One thread at a time.
class ErrorScope {
 public:
  /// About the whole config.
  ErrorScope(std::vector<Diagnostic>& list) : list_(&list) {}  // NOLINT(google-explicit-constructor): a list is a scope of all

  /// About a stage. What has no place of its own is reported at `position`.
  [[nodiscard]] ErrorScope stage(std::size_t index, std::string name, Position position) const;
  /// About a key of this scope's value: `poll` in `params` is `params.poll`.
  [[nodiscard]] ErrorScope key(std::string_view name) const;

  void add(Position where, Problem problem) const;                                       ///< reports one thing that is wrong
  [[nodiscard]] const std::vector<Diagnostic>& list() const noexcept { return *list_; }  ///< all that was added, through any scope

 private:
  std::vector<Diagnostic>* list_;
  Diagnostic about_;  // what is the same in all that is added
};

}  // namespace weir
#pragma GCC visibility pop
