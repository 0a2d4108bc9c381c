#include "kinds_command.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <weir/error.hpp>
#include <weir/registry.hpp>

#include "config/nearest_name.hpp"
#include "kind_page.hpp"
#include "kinds_json.hpp"
#include "plugin_option.hpp"
#include "print_output.hpp"
#include "role_name.hpp"
#include "text_table.hpp"

namespace weir::cli {
namespace {

const char* const kKindsExamples = R"(Examples:
  weir kinds                 every kind, by family
  weir kinds words           the kinds of one family
  weir kinds words.count     one kind: what it does, what it takes and gives, its params, an example
  weir kinds --takes TextSlice          the kinds that can read what text.read gives
  weir kinds --json words.count         the same for another program
  weir kinds --plugin ./libmine.so mine.kind

Exit status: 0 there are such kinds, 2 there are none.)";

struct KindsOptions {
  std::string name;
  std::string takes;
  std::vector<std::string> plugins;
  bool json = false;
};

bool takes_any(const ItemType& type) {
  return type.id == item_type<AnyItem>().id;
}

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

std::string unknown_kind_text(const std::string& name, const Registry& registry) {
  std::set<std::string> names;
  for (const Kind* kind : registry.kinds()) names.insert({kind->name, std::string(family_of(kind->name))});
  const std::string hint = did_you_mean(name, std::vector<std::string>(names.begin(), names.end()));
  return fmt::format("unknown kind '{}'{}", name,
                     hint.empty() ? "; `weir kinds` lists all, with --plugin PATH also those of a plugin" : hint);
}

// The kinds of that name or family; all when it is empty.
std::vector<const Kind*> kinds_called(const std::string& name, const Registry& registry) {
  std::vector<const Kind*> kinds = registry.kinds();
  if (!name.empty()) std::erase_if(kinds, [&](const Kind* kind) { return kind->name != name && family_of(kind->name) != name; });
  if (kinds.empty()) throw Error(unknown_kind_text(name, registry));
  return kinds;
}

const ItemType& type_called(const std::string& name, const Registry& registry) {
  std::map<std::string, const ItemType*> types;
  for (const Kind* kind : registry.kinds()) {
    for (const ItemType* type : {kind->in, kind->out}) {
      if (type != nullptr && !takes_any(*type)) types.emplace(type->name, type);
    }
  }
  if (const auto type = types.find(name); type != types.end()) return *type->second;
  std::vector<std::string> names;
  for (const auto& type : types) names.push_back(type.first);
  const std::string hint = did_you_mean(name, names);
  throw Error(fmt::format("no kind takes or gives items of type '{}'{}", name, hint.empty() ? "; they are " + listed(names, "and") : hint));
}

bool takes(const Kind& kind, const ItemType& type) {
  if (kind.in == nullptr) return false;
  if (takes_any(*kind.in)) return !kind.info.needs_columns || !type.columns.empty();
  return kind.in->id == type.id;
}

int print_kinds(const KindsOptions& options) {
  const Registry registry = kinds_with_plugins(options.plugins);
  std::vector<const Kind*> kinds = kinds_called(options.name, registry);
  if (!options.takes.empty()) {
    const ItemType& type = type_called(options.takes, registry);
    std::erase_if(kinds, [&](const Kind* kind) { return !takes(*kind, type); });
    if (kinds.empty()) throw Error(fmt::format("no kind{} takes {}", options.name.empty() ? "" : " of " + options.name, type.name));
  }
  if (options.json) return print_output(kinds_json(kinds));
  const bool page = kinds.size() == 1 && kinds.front()->name == options.name;
  return print_output(page ? kind_page(*kinds.front()) : families_text(kinds));
}

}  // namespace

void add_kinds_command(CLI::App& app, int& exit_code) {
  const auto options = std::make_shared<KindsOptions>();
  CLI::App* command = app.add_subcommand("kinds", "List the kinds of stages, or explain one");
  command->add_option("KIND", options->name, "a kind such as words.count, or a family such as words")->type_name("");
  command->add_option("--takes", options->takes, "only kinds that take items of this type")->type_name("TYPE");
  command->add_flag("--json", options->json, "print all about them as JSON");
  add_plugin_option(*command, options->plugins);
  command->footer(kKindsExamples);
  command->callback([options, &exit_code] { exit_code = print_kinds(*options); });
}

}  // namespace weir::cli
