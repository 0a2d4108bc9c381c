#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <weir/error.hpp>

namespace weir::stages {

/// What is wrong with one command, so that others could be executed.
class NotExecuted : public Error {
 public:
  using Error::Error;
};

/// A program and what it is given. No shell is between: each word arrives as it is.
struct Command {
  std::vector<std::string> words;                             ///< the program first; not empty
  std::vector<std::pair<std::string, std::string>> env = {};  ///< in its environment beside, or in the place of, what this process has
  std::string cwd = {};                                       ///< the folder in which it runs; empty: that of this process
};

/// The words, as messages show them: in a line, those with blanks or the like in quotes, and the end left out where there are many.
[[nodiscard]] std::string shown_command(const Command& command);

/// The program of a command as a path: a name without a slash is looked for in `PATH`, that of `env` where it is there; any other is a path
/// from the current folder on, whatever `cwd` is. Throws `NotExecuted` when there is no such program, or it cannot be executed.
[[nodiscard]] std::string find_program(const Command& command);

}  // namespace weir::stages
