#include "usage.hpp"

#include <CLI/CLI.hpp>
#include <map>

namespace weir::cli {
namespace {

std::vector<std::string> choices_in(const std::string& value) {
  return value.find('|') == std::string::npos ? std::vector<std::string>() : CLI::detail::split(value, '|');
}

// By what the value is called in the help; any other name says nothing that a shell could offer.
Meaning meaning_of(const std::string& value) {
  static const std::map<std::string, Meaning> kMeanings = {
      {"FILE", Meaning::pipeline}, {"PATH", Meaning::plugin},    {"FILE.json", Meaning::file}, {"DIR", Meaning::folder},
      {"KIND", Meaning::kind},     {"TYPE", Meaning::item_type}, {"COMMAND", Meaning::command}};
  if (value.find('|') != std::string::npos) return Meaning::choice;
  const auto meaning = kMeanings.find(value);
  return meaning == kMeanings.end() ? Meaning::text : meaning->second;
}

OptionUsage option_usage(const CLI::Option& option) {
  OptionUsage usage;
  const bool argument = option.get_positional();
  if (argument) usage.names = {option.get_name(true, false)};
  for (const std::string& name : option.get_snames()) usage.names.push_back("-" + name);
  for (const std::string& name : option.get_lnames()) usage.names.push_back("--" + name);
  const bool flag = option.get_items_expected_max() == 0;
  if (!flag) usage.value = argument && option.get_type_name().empty() ? usage.names.front() : option.get_type_name();
  usage.choices = choices_in(usage.value);
  usage.meaning = meaning_of(usage.value);
  usage.several = option.get_expected_max() == CLI::detail::expected_max_vector_size;
  usage.required = option.get_required();
  usage.description = option.get_description();
  return usage;
}

CommandUsage command_usage(const CLI::App& app, const std::string& above) {
  CommandUsage usage;
  usage.name = app.get_name();
  usage.path = above.empty() ? app.get_name() : above + " " + app.get_name();
  usage.description = app.get_description();
  usage.footer = app.get_footer();
  for (const CLI::Option* option : app.get_options())
    (option->get_positional() ? usage.arguments : usage.options).push_back(option_usage(*option));
  for (const CLI::App* command : app.get_subcommands({})) usage.commands.push_back(command_usage(*command, usage.path));
  return usage;
}

void add_commands(const CommandUsage& usage, std::vector<const CommandUsage*>& all) {
  all.push_back(&usage);
  for (const CommandUsage& command : usage.commands) add_commands(command, all);
}

}  // namespace

CommandUsage usage_of(const CLI::App& app) {
  return command_usage(app, "");
}

std::vector<const CommandUsage*> all_commands(const CommandUsage& usage) {
  std::vector<const CommandUsage*> all;
  add_commands(usage, all);
  return all;
}

}  // namespace weir::cli
