#include "completion_command.hpp"

#include <CLI/CLI.hpp>
#include <memory>
#include <set>
#include <string>

#include <weir/registry.hpp>
#include <weir/stages.hpp>

#include "choice_option.hpp"
#include "completion.hpp"
#include "print_output.hpp"

namespace weir::cli {
namespace {

using Shell = std::string (*)(const CompletionSource&);

const char* const kCompletionExamples = R"(Examples:
  weir completion bash > ~/.local/share/bash-completion/completions/weir
  weir completion zsh > ~/.zfunc/_weir                             with fpath+=~/.zfunc before compinit in ~/.zshrc
  weir completion fish > ~/.config/fish/completions/weir.fish
  source <(weir completion bash)                                   for the bash that is under way

An installed weir brings all three, which the shells find by themselves.)";

CompletionSource completion_source(const CLI::App& app) {
  Registry registry;
  register_stages(registry);
  std::set<std::string> kinds, types;
  for (const Kind* kind : registry.kinds()) {
    kinds.insert({kind->name, kind->name.substr(0, kind->name.find('.'))});
    for (const ItemType* type : {kind->in, kind->out}) {
      if (type != nullptr && type->id != item_type<AnyItem>().id) types.insert(type->name);
    }
  }
  return {usage_of(app), {kinds.begin(), kinds.end()}, {types.begin(), types.end()}};
}

}  // namespace

void add_completion_command(CLI::App& app, int& exit_code) {
  const auto shell = std::make_shared<Shell>(nullptr);
  CLI::App* command = app.add_subcommand("completion", "Print a shell's completions for this command");
  add_choice_option<Shell>(*command, "SHELL", *shell, {{"bash", bash_completion}, {"zsh", zsh_completion}, {"fish", fish_completion}},
                           "the shell")
      ->required();
  command->footer(kCompletionExamples);
  command->callback([shell, &app, &exit_code] { exit_code = print_output((*shell)(completion_source(app))); });
}

}  // namespace weir::cli
