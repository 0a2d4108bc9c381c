#include "commands/commands.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <weir/error.hpp>
#include <weir/registry.hpp>

#include "diagnostics/listed.hpp"
#include "diagnostics/nearest_name.hpp"
#include "format/text_table.hpp"
#include "kinds/kind_name.hpp"
#include "options/plugin_option.hpp"
#include "terminal/print_output.hpp"
#include "views/kind_names.hpp"
#include "views/kind_page.hpp"
#include "views/kinds_json.hpp"

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

std::string families_text(const std::vector<const Kind*>& kinds) {
  std::string text;
  for (auto first = kinds.begin(); first != kinds.end();) {
    const std::string_view family = kinds::family_of((*first)->name);
    const auto end = std::find_if(first, kinds.end(), [&](const Kind* kind) { return kinds::family_of(kind->name) != family; });
    TextTable table({{std::string(family)}, {}, {}});
    for (; first != end; ++first) table.add({"  " + (*first)->name, role_name((*first)->role), (*first)->info.summary});
    text += table.render() + (end == kinds.end() ? "" : "\n");
  }
  return text;
}

std::string unknown_kind_text(const std::string& name, const Registry& registry) {
  const std::string hint = diagnostics::did_you_mean(name, kind_and_family_names(registry));
  return Problem(fmt::format("unknown kind '{}'", name),
                 hint.empty() ? "`weir kinds` lists all, with --plugin PATH also those of a plugin" : hint)
      .text();
}

// The kinds of that name or family; all when it is empty.
std::vector<const Kind*> kinds_called(const std::string& name, const Registry& registry) {
  std::vector<const Kind*> kinds = registry.kinds();
  if (!name.empty()) std::erase_if(kinds, [&](const Kind* kind) { return kind->name != name && kinds::family_of(kind->name) != name; });
  if (kinds.empty()) throw Error(unknown_kind_text(name, registry));
  return kinds;
}

const ItemType& type_called(const std::string& name, const Registry& registry) {
  const auto types = item_types(registry);
  if (const auto type = types.find(name); type != types.end()) return *type->second;
  std::vector<std::string> names;
  names.reserve(types.size());
  for (const auto& type : types) names.push_back(type.first);
  const std::string hint = diagnostics::did_you_mean(name, names);
  throw Error(Problem(fmt::format("no kind takes or gives items of type '{}'", name),
                      hint.empty() ? "they are " + diagnostics::listed(names, "and") : hint)
                  .text());
}

bool takes(const Kind& kind, const ItemType& type) {
  if (kind.in == nullptr) return false;
  if (is_any_item(*kind.in)) return !kind.info.needs_columns || !type.columns.empty();
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
  command->add_flag("--json", options->json, "print everything about them as JSON");
  add_plugin_option(*command, options->plugins);
  command->footer(kKindsExamples);
  command->callback([options, &exit_code] { exit_code = print_kinds(*options); });
}

}  // namespace weir::cli
