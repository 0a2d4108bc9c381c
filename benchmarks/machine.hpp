#pragma once

#include <cstddef>
#include <string>

namespace weir::bench {

/// What the figures depend on beside the code. No names of hosts or users.
struct Machine {
  std::string processor;
  std::size_t cores = 1;  ///< that this process may use
  double memory_gib = 0;
  std::string system;
  std::string compiler;

  /// In one line.
  [[nodiscard]] std::string text() const;
};

/// This one.
[[nodiscard]] Machine machine();

}  // namespace weir::bench
