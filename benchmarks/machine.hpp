#pragma once

#include <cstddef>
#include <string>

namespace weir::bench {

/// What the figures depend on besides the code. Without names of hosts or users.
struct Machine {
  std::string processor;
  std::size_t cores = 1;  ///< those that this process may use
  double memory_gib = 0;
  std::string system;
  std::string compiler;

  /// All of it in one line.
  [[nodiscard]] std::string text() const;
};

/// Describes the machine that this runs on.
[[nodiscard]] Machine machine();

}  // namespace weir::bench
