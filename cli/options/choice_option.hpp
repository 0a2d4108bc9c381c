#pragma once

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "diagnostics/listed.hpp"

namespace weir::cli {

/// Adds an option whose value is one of a few words and returns it. Any other word is refused with a message that lists them. `target` must
/// outlive the parsing.
template <class Choice>
CLI::Option* add_choice_option(CLI::App& command, const std::string& option, Choice& target,
                               std::vector<std::pair<std::string, Choice>> choices, const std::string& description) {
  std::vector<std::string> words;
  words.reserve(choices.size());
  for (const auto& choice : choices) words.push_back(choice.first);
  std::string type;
  for (const std::string& word : words) type += (type.empty() ? "" : "|") + word;
  const auto read = [option, &target, choices = std::move(choices), words](const std::string& text) {
    const auto found = std::find_if(choices.begin(), choices.end(), [&](const auto& choice) { return choice.first == text; });
    if (found == choices.end())
      throw CLI::ValidationError(option, fmt::format("expected {}, found '{}'", diagnostics::listed(words, "or"), text));
    target = found->second;
  };
  return command.add_option_function<std::string>(option, read, description)->type_name(type);
}

}  // namespace weir::cli
