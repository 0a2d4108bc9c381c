#include "kinds_command.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <weir/registry.hpp>

#include "config/nearest_name.hpp"
#include "exit_code.hpp"
#include "kind_page.hpp"
#include "plugin_option.hpp"
#include "print_output.hpp"
#include "role_name.hpp"
#include "say.hpp"
#include "text_table.hpp"

namespace weir::cli {
namespace {

const char* const kKindsExamples = R"(Examples:
  weir kinds                 every kind, by family
  weir kinds words           the kinds of one family
  weir kinds words.count     one kind: what it does, what it takes and gives, its params, an example
  weir kinds --plugin ./libmine.so mine.kind)";

std::string_view family_of(std::string_view kind) {
  return kind.substr(0, kind.find('.'));
}

std::string families_text(const std::vector<const Kind*>& kinds) {
  std::string text;
  for (auto first = kinds.begin(); first != kinds.end();) {
    const std::string_view family = family_of((*first)->name);
    const auto end = std::find_if(first, kinds.end(), [&](const Kind* kind) { return family_of(kind->name) != family; });
    TextTable table({{std::string(family)}, {}, {}});
    for (; first != end; ++first) table.add({"  " + (*first)->name, role_name((*first)->role), (*first)->info.summary});
    text += table.render() + (end == kinds.end() ? "" : "\n");
  }
  return text;
}

int print_kinds(const std::string& name, const std::vector<std::string>& plugins) {
  const Registry registry = kinds_with_plugins(plugins);
  std::vector<const Kind*> kinds = registry.kinds();
  if (const Kind* kind = registry.find(name)) return print_output(kind_page(*kind));
  std::vector<std::string> names;
  names.reserve(kinds.size());
  for (const Kind* kind : kinds) names.push_back(kind->name);
  if (!name.empty()) std::erase_if(kinds, [&](const Kind* kind) { return family_of(kind->name) != name; });
  if (kinds.empty()) {
    const std::string hint = did_you_mean(name, names);
    say(fmt::format("weir: error: unknown kind '{}'{}\n", name, hint.empty() ? "; `weir kinds` lists all" : hint));
    return kBadUse;
  }
  return print_output(families_text(kinds));
}

}  // namespace

void add_kinds_command(CLI::App& app, int& exit_code) {
  const auto name = std::make_shared<std::string>();
  const auto plugins = std::make_shared<std::vector<std::string>>();
  CLI::App* command = app.add_subcommand("kinds", "List the kinds of stages, or explain one");
  command->add_option("NAME", *name, "a kind such as words.count, or a family such as words");
  add_plugin_option(*command, *plugins);
  command->footer(kKindsExamples);
  command->callback([name, plugins, &exit_code] { exit_code = print_kinds(*name, *plugins); });
}

}  // namespace weir::cli
