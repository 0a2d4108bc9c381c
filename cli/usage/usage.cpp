#include "usage/usage.hpp"

#include <CLI/CLI.hpp>
#include <map>

namespace weir::cli {
namespace {

std::vector<std::string> choices_in(const std::string& value) {
  return value.find('|') == std::string::npos ? std::vector<std::string>() : CLI::detail::split(value, '|');
}

// By the name of the value in the help; a shell has nothing to offer for any other name.
Meaning meaning_of(const std::string& value) {
  static const std::map<std::string, Meaning> kByName = {
      {"FILE", Meaning::pipeline}, {"PATH", Meaning::plugin},    {"FILE.json", Meaning::file}, {"DIR", Meaning::folder},
      {"KIND", Meaning::kind},     {"TYPE", Meaning::item_type}, {"COMMAND", Meaning::command}};
  if (value.find('|') != std::string::npos) return Meaning::choice;
  const auto meaning = kByName.find(value);
  return meaning == kByName.end() ? Meaning::text : meaning->second;
}

OptionUsage option_usage(const CLI::Option& option) {
  OptionUsage usage;
  const bool argument = option.get_positional();
  usage.names = argument ? std::vector{option.get_name(true, false)} : dashed_names(option);
  const bool flag = option.get_items_expected_max() == 0;
  if (!flag) usage.value = argument && option.get_type_name().empty() ? usage.names.front() : option.get_type_name();
  usage.choices = choices_in(usage.value);
  usage.meaning = meaning_of(usage.value);
  usage.several = option.get_expected_max() == CLI::detail::expected_max_vector_size;
  usage.required = option.get_required();
  usage.description = option.get_description();
  return usage;
}

void add_commands(const CommandUsage& usage, std::vector<const CommandUsage*>& all) {
  all.push_back(&usage);
  for (const CommandUsage& command : usage.commands) add_commands(command, all);
}

}  // namespace

std::string path_of(const CLI::App& command) {
  return command.get_parent() == nullptr ? command.get_name() : path_of(*command.get_parent()) + " " + command.get_name();
}

std::vector<std::string> dashed_names(const CLI::Option& option) {
  std::vector<std::string> names;
  for (const std::string& name : option.get_snames()) names.push_back("-" + name);
  for (const std::string& name : option.get_lnames()) names.push_back("--" + name);
  return names;
}

CommandUsage usage_of(const CLI::App& app) {
  CommandUsage usage;
  usage.name = app.get_name();
  usage.path = path_of(app);
  usage.description = app.get_description();
  usage.footer = app.get_footer();
  for (const CLI::Option* option : app.get_options())
    (option->get_positional() ? usage.arguments : usage.options).push_back(option_usage(*option));
  for (const CLI::App* command : app.get_subcommands({})) usage.commands.push_back(usage_of(*command));
  return usage;
}

std::vector<const CommandUsage*> all_commands(const CommandUsage& usage) {
  std::vector<const CommandUsage*> all;
  add_commands(usage, all);
  return all;
}

}  // namespace weir::cli
