#include "options/unknown_words.hpp"

#include <fmt/format.h>

#include <weir/error.hpp>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <string_view>
#include <vector>

#include "diagnostics/listed.hpp"
#include "diagnostics/nearest_name.hpp"
#include "usage/usage.hpp"

namespace weir::cli {
namespace {

// A lone `-` is stdin.
bool is_option(const std::string& word) {
  return word.size() > 1 && word.front() == '-';
}

std::string without_dashes(std::string_view name) {
  return std::string(name.substr(std::min(name.find_first_not_of('-'), name.size())));
}

// `-q` and `--quiet`, also those of the commands above, which are valid here too.
std::vector<std::string> option_names(const CLI::App* command) {
  std::vector<std::string> names;
  for (; command != nullptr; command = command->get_parent()) {
    for (const CLI::Option* option : command->get_options()) {
      const auto its_names = dashed_names(*option);
      names.insert(names.end(), its_names.begin(), its_names.end());
    }
  }
  return names;
}

std::optional<std::string> only_one_that_begins(char letter, const std::vector<std::string>& names) {
  const auto begins = [&](const std::string& name) { return name.starts_with(letter); };
  const auto found = std::find_if(names.begin(), names.end(), begins);
  if (found == names.end() || std::count_if(names.begin(), names.end(), begins) > 1) return std::nullopt;
  return *found;
}

// The nearest option by its letters: the dashes do not tell which was meant.
std::string nearest_option(const std::string& written, const std::vector<std::string>& names) {
  std::vector<std::string> bare;
  bare.reserve(names.size());
  for (const std::string& name : names) bare.push_back(name.starts_with("--") ? without_dashes(name) : "");
  const std::string letters = without_dashes(written);
  const auto nearest = letters.size() == 1 ? only_one_that_begins(letters.front(), bare) : diagnostics::nearest_name(letters, bare);
  return nearest ? fmt::format("; did you mean '--{}'?", *nearest) : "";
}

// Another command that has the option.
std::string other_owner(const CLI::App& app, const std::string& written) {
  for (const CLI::App* command : app.get_subcommands({})) {
    const auto names = option_names(command);
    if (std::find(names.begin(), names.end(), written) != names.end()) return fmt::format("; it is an option of `{}`", path_of(*command));
  }
  return "";
}

std::string unknown_option_text(const CLI::App& app, const std::string& word) {
  if (word.starts_with("-=")) return fmt::format("'{}' follows a flag, which takes no value", word.substr(1));  // -q=yes
  const std::string written = word.substr(0, word.find('='));
  std::string hint = nearest_option(written, option_names(&named_command(app)));
  if (hint.empty()) hint = other_owner(app, written);
  return fmt::format("unknown option '{}'{}", written, hint);
}

std::vector<std::string> command_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands({})) names.push_back(command->get_name());
  return names;
}

}  // namespace

const CLI::App& named_command(const CLI::App& app) {
  const CLI::App* command = &app;
  while (!command->get_subcommands().empty()) command = command->get_subcommands().front();
  return *command;
}

std::string unknown_command_text(const CLI::App& above, const std::string& word) {
  const auto names = command_names(above);
  const std::string hint = diagnostics::did_you_mean(word, names);
  return Problem(fmt::format("unknown command '{}'", word), hint.empty() ? "the commands are " + diagnostics::listed(names, "and") : hint)
      .text();
}

std::string lacking_command_text(const CLI::App& above) {
  return fmt::format("a command is missing after `{}`: {}", path_of(above), diagnostics::listed(command_names(above), "or"));
}

std::optional<std::string> unknown_command(const CLI::App& app) {
  const CLI::App& above = named_command(app);
  if (above.get_subcommands({}).empty()) return std::nullopt;
  const auto words = app.remaining(true);
  const auto word = std::find_if_not(words.begin(), words.end(), is_option);
  if (word == words.end()) return std::nullopt;
  return unknown_command_text(above, *word);
}

std::optional<std::string> unknown_word(const CLI::App& app) {
  const auto words = app.remaining(true);
  if (words.empty()) return std::nullopt;
  const auto option = std::find_if(words.begin(), words.end(), is_option);
  if (option != words.end()) return unknown_option_text(app, *option);
  return fmt::format("unexpected argument '{}'", words.front());
}

}  // namespace weir::cli
