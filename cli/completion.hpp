#pragma once

#include <string>
#include <vector>

#include "usage.hpp"

namespace weir::cli {

/// What completions are made of: the commands as they are declared, and the kinds that are built in.
struct CompletionSource {
  CommandUsage usage;
  std::vector<std::string> kinds;       ///< and their families
  std::vector<std::string> item_types;  ///< that kinds take or give
};

/// Scripts that complete the command line of weir, whole, for the shells' own folders or to be read by a shell that is under way.
[[nodiscard]] std::string bash_completion(const CompletionSource& source);
[[nodiscard]] std::string zsh_completion(const CompletionSource& source);
[[nodiscard]] std::string fish_completion(const CompletionSource& source);

}  // namespace weir::cli
