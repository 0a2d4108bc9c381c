#include "usage/completion.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace weir::cli {

std::string ValueTexts::of(const OptionUsage& option) const {
  switch (option.meaning) {
    case Meaning::text:
      return std::string(text);
    case Meaning::pipeline:
      return std::string(pipeline);
    case Meaning::plugin:
      return std::string(plugin);
    case Meaning::file:
      return std::string(file);
    case Meaning::folder:
      return std::string(folder);
    case Meaning::kind:
      return std::string(kind);
    case Meaning::item_type:
      return std::string(item_type);
    case Meaning::command:
      return std::string(command);
    case Meaning::choice:
      return fmt::format("{}", fmt::join(option.choices, between_choices));
  }
  return "";
}

std::string completion_heading(std::string_view shell) {
  return fmt::format("# Completions of weir for {0}; `weir completion {0}` makes them.\n\n", shell);
}

std::vector<std::string> names_of_commands(const CommandUsage& usage) {
  std::vector<std::string> names;
  for (const CommandUsage& command : usage.commands) names.push_back(command.name);
  return names;
}

std::vector<std::string> names_of_options(const std::vector<OptionUsage>& options) {
  std::vector<std::string> names;
  for (const OptionUsage& option : options) names.insert(names.end(), option.names.begin(), option.names.end());
  return names;
}

}  // namespace weir::cli
