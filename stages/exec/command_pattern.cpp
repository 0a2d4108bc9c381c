#include "exec/command_pattern.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "exec/command_params.hpp"

namespace weir::stages {

namespace {

// Whether the program is found in the same place for every row.
bool is_known_before(const std::vector<WordPattern>& words, const std::vector<std::pair<std::string, WordPattern>>& env) {
  const auto is_other_path = [](const auto& variable) { return variable.first == "PATH" && !variable.second.is_constant(); };
  return words.front().is_constant() && std::none_of(env.begin(), env.end(), is_other_path);
}

}  // namespace

std::optional<CommandPattern> CommandPattern::parse(const std::vector<PlacedText>& words,
                                                    const std::vector<std::pair<std::string, PlacedText>>& env, const PlacedText& cwd,
                                                    const Columns& in, const ErrorScope& errors) {
  CommandPattern command;
  bool good = true;
  const auto parsed = [&](const PlacedText& text, const ErrorScope& about) {
    auto pattern = WordPattern::parse(text, in, about);
    good = good && pattern;
    return std::move(pattern).value_or(WordPattern());
  };
  for (const PlacedText& word : words) command.words_.push_back(parsed(word, errors.key("command")));
  for (const auto& [name, value] : env) command.env_.emplace_back(name, parsed(value, errors.key("env").key(name)));
  command.cwd_ = parsed(cwd, errors.key("cwd"));
  if (!good) return std::nullopt;
  if (!is_known_before(command.words_, command.env_)) return command;
  Command known{.words = {command.words_.front().fill({})}};
  for (const auto& [name, value] : command.env_) {
    if (value.is_constant()) known.env.emplace_back(name, value.fill({}));
  }
  return require_program(known, words, errors) ? std::optional(std::move(command)) : std::nullopt;
}

CommandPattern::Filled CommandPattern::fill(std::span<const Cell> cells) const {
  Filled filled;
  const auto text = [&](const WordPattern& pattern) {
    if (!filled.null_column) filled.null_column = pattern.null_in(cells);
    return filled.null_column ? std::string() : pattern.fill(cells);
  };
  for (const WordPattern& word : words_) filled.command.words.push_back(text(word));
  for (const auto& [name, value] : env_) filled.command.env.emplace_back(name, text(value));
  filled.command.cwd = text(cwd_);
  return filled;
}

Command CommandPattern::without_fixed_variables(Command command) const {
  std::vector<std::pair<std::string, std::string>> varying;
  for (std::size_t i = 0; i < env_.size(); ++i) {
    if (!env_[i].second.is_constant()) varying.push_back(std::move(command.env[i]));
  }
  command.env = std::move(varying);
  return command;
}

}  // namespace weir::stages
