#include "commands/commands.hpp"

#include <CLI/CLI.hpp>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <weir/registry.hpp>
#include <weir/stages.hpp>

#include "options/choice_option.hpp"
#include "terminal/print_output.hpp"
#include "usage/completion.hpp"
#include "views/kind_names.hpp"

namespace weir::cli {
namespace {

using Shell = std::string (*)(const CompletionSource&);

const char* const kCompletionExamples = R"(Examples:
  weir completion bash > ~/.local/share/bash-completion/completions/weir
  weir completion zsh > ~/.zfunc/_weir                             with fpath+=~/.zfunc before compinit in ~/.zshrc
  weir completion fish > ~/.config/fish/completions/weir.fish
  source <(weir completion bash)                                   for the running bash

An installed weir includes all three, where the shells find them.)";

CompletionSource completion_source(const CLI::App& app) {
  Registry registry;
  register_stages(registry);
  std::vector<std::string> types;
  for (const auto& type : item_types(registry)) types.push_back(type.first);
  return {usage_of(app), kind_and_family_names(registry), std::move(types)};
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
