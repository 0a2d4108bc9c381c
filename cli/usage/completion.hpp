#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "usage/usage.hpp"

namespace weir::cli {

/// What completions are made of: the commands as they are declared, and the kinds that are built in.
struct CompletionSource {
  CommandUsage usage;
  std::vector<std::string> kinds;       ///< and their families
  std::vector<std::string> item_types;  ///< that kinds take or make
};

// Each returns a whole script that completes the command line of weir, for the shell's own folder or to be read by a running shell.

[[nodiscard]] std::string bash_completion(const CompletionSource& source);
[[nodiscard]] std::string zsh_completion(const CompletionSource& source);
[[nodiscard]] std::string fish_completion(const CompletionSource& source);

// What the three share.

/// A shell's text for the values of an option, by their meaning.
struct ValueTexts {
  std::string_view text;
  std::string_view pipeline;
  std::string_view plugin;
  std::string_view file;
  std::string_view folder;
  std::string_view kind;
  std::string_view item_type;
  std::string_view command;
  std::string_view between_choices;

  /// The text for this option: its choices with `between_choices` between them when it has some.
  [[nodiscard]] std::string of(const OptionUsage& option) const;
};

/// The comment that a script begins with.
[[nodiscard]] std::string completion_heading(std::string_view shell);
/// The names of the commands directly below one.
[[nodiscard]] std::vector<std::string> names_of_commands(const CommandUsage& usage);
/// All names of the options.
[[nodiscard]] std::vector<std::string> names_of_options(const std::vector<OptionUsage>& options);

}  // namespace weir::cli
