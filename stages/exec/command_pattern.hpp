#pragma once

#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <weir/columns.hpp>
#include <weir/error_scope.hpp>
#include <weir/item.hpp>
#include <weir/placed_text.hpp>

#include "exec/command.hpp"
#include "table/word_pattern.hpp"

namespace weir::stages {

/// A command with the values of columns in its words, its variables and its folder. Any number of threads.
class CommandPattern {
 public:
  /// What is wrong is reported, also a program that cannot be executed, where no column says which it is; and then there is nothing.
  /// Requires: `words` is not empty.
  [[nodiscard]] static std::optional<CommandPattern> parse(const std::vector<PlacedText>& words,
                                                           const std::vector<std::pair<std::string, PlacedText>>& env,
                                                           const PlacedText& cwd, const Columns& in, const ErrorScope& errors);

  /// The command for a row, or the column that is null in it. `cells`: of all columns.
  struct Filled {
    Command command = {};
    std::optional<std::size_t> null_column = {};
  };
  [[nodiscard]] Filled fill(std::span<const Cell> cells) const;
  /// Such a command without the variables that are the same for every row: they may be secrets, and tell no row from another.
  [[nodiscard]] Command without_fixed_variables(Command command) const;

 private:
  std::vector<WordPattern> words_;
  std::vector<std::pair<std::string, WordPattern>> env_;
  WordPattern cwd_;
};

}  // namespace weir::stages
