#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "format/shell_word.hpp"
#include "usage/completion.hpp"

namespace weir::cli {
namespace {

// Colons and brackets mean something to _arguments and _describe.
std::string plain(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == ':' || c == '[' || c == ']' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

constexpr ValueTexts kActions{.text = " ",
                              .pipeline = "_files -g \"*.(yaml|yml)\"",
                              .plugin = "_files -g \"*.so\"",
                              .file = "_files",
                              .folder = "_files -/",
                              .kind = "__weir_kinds",
                              .item_type = "__weir_item_types",
                              .command = "__weir_commands",
                              .between_choices = " "};

std::string action(const OptionUsage& option) {
  return option.choices.empty() ? kActions.of(option) : fmt::format("({})", kActions.of(option));
}

// One for each name: `'(-q --quiet)'-q'[no table]'`, or with a value `'--workers=[threads]:N: '`.
std::string option_specs(const OptionUsage& option) {
  std::string text;
  for (const std::string& name : option.names) {
    const std::string value = option.value.empty() ? "" : fmt::format(":{}:{}", plain(option.value), action(option));
    const std::string before = option.several ? "*" : fmt::format("({})", fmt::join(option.names, " "));
    const std::string joined = !option.value.empty() && name.starts_with("--") ? "=" : "";
    text += " \\\n    " + single_quoted(fmt::format("{}{}{}[{}]{}", before, name, joined, plain(option.description), value));
  }
  return text;
}

std::string argument_spec(const OptionUsage& argument) {
  return " \\\n    " + single_quoted(fmt::format("{}:{}:{}",
                                                 argument.several    ? "*"
                                                 : argument.required ? ""
                                                                     : ":",
                                                 plain(argument.value), action(argument)));
}

std::string function_name(const std::string& path) {
  std::string name = "_" + path;
  std::replace(name.begin(), name.end(), ' ', '_');
  return name;
}

// Begins with two `_`: one is for the functions of commands, such as `weir kinds`.
std::string list_function(const std::string& name, const std::string& what, const std::vector<std::string>& words) {
  std::string text = fmt::format("{}() {{\n  local -a words_of=(\n", name);
  for (const std::string& word : words) text += fmt::format("    {}\n", single_quoted(word));
  return text + fmt::format("  )\n  _describe {} words_of\n}}\n\n", single_quoted(what));
}

std::string commands_function(const CommandUsage& usage) {
  std::vector<std::string> words;
  for (const CommandUsage& command : usage.commands) words.push_back(plain(command.name) + ":" + plain(command.description));
  return list_function("_" + function_name(usage.path) + "_commands", "command", words);
}

std::string options_text(const CommandUsage& command, const CommandUsage& first) {
  std::string text;
  for (const OptionUsage& option : command.options) text += option_specs(option);
  const auto is_own = [&](const OptionUsage& global) {
    return std::any_of(command.options.begin(), command.options.end(), [&](const OptionUsage& own) { return own.names == global.names; });
  };
  for (const OptionUsage& option : first.options) text += is_own(option) ? "" : option_specs(option);
  return text;
}

std::string leaf_function(const CommandUsage& command, const CommandUsage& first) {
  std::string text = fmt::format("{}() {{\n  _arguments -s{}", function_name(command.path), options_text(command, first));
  for (const OptionUsage& argument : command.arguments) text += argument_spec(argument);
  return text + "\n}\n\n";
}

std::string branch_function(const CommandUsage& command, const CommandUsage& first) {
  const std::string name = function_name(command.path);
  std::string text = fmt::format("{}() {{\n  local context state state_descr line\n  typeset -A opt_args\n  _arguments -C -s{}", name,
                                 options_text(command, first));
  text += fmt::format(" \\\n    '1: :_{}_commands' \\\n    '*:: :->arguments' && return\n", name);
  text += "  [[ $state == arguments ]] || return\n  case $line[1] in\n";
  for (const CommandUsage& below : command.commands) text += fmt::format("    {}) {} ;;\n", below.name, function_name(below.path));
  return text + "  esac\n}\n\n";
}

}  // namespace

std::string zsh_completion(const CompletionSource& source) {
  std::string text = "#compdef weir\n\n" + completion_heading("zsh");
  text += list_function("__weir_kinds", "kind", source.kinds) + list_function("__weir_item_types", "item type", source.item_types);
  for (const CommandUsage* command : all_commands(source.usage)) {
    if (!command->commands.empty()) text += commands_function(*command);
    text += command->commands.empty() ? leaf_function(*command, source.usage) : branch_function(*command, source.usage);
  }
  return text + "_weir \"$@\"\n";
}

}  // namespace weir::cli
