#include <fmt/format.h>
#include <fmt/ranges.h>

#include "usage/completion.hpp"

namespace weir::cli {
namespace {

// Walks the words before the cursor to find the command that they name and whether an option still needs its value. bash splits
// `--color=al` into three words.
constexpr const char* kBashWalk = R"bash(
_weir_files() {
  local cur=$1 end
  shift
  for end; do mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen -f -X "!*.$end" -- "$cur"); done
  mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen -d -- "$cur")
  compopt -o filenames 2>/dev/null
}

_weir_value() {
  local cur=$2
  case $1 in
    text) ;;
    pipeline) _weir_files "$cur" yaml yml ;;
    plugin) _weir_files "$cur" so ;;
    file) _weir_files "$cur" json ;;
    folder) _weir_files "$cur" ;;
    kind) mapfile -t COMPREPLY < <(compgen -W "$_weir_kinds" -- "$cur") ;;
    item_type) mapfile -t COMPREPLY < <(compgen -W "$_weir_item_types" -- "$cur") ;;
    command) mapfile -t COMPREPLY < <(compgen -W "$_weir_commands" -- "$cur") ;;
    *) mapfile -t COMPREPLY < <(compgen -W "${1//|/ }" -- "$cur") ;;
  esac
}

_weir() {
  local cur=${COMP_WORDS[COMP_CWORD]} path=weir waits='' commands options values argument word pair i
  COMPREPLY=()
  _weir_command "$path"
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=${COMP_WORDS[i]}
    [[ $word == = ]] && continue
    if [[ -n $waits ]]; then
      waits=''
      continue
    fi
    if [[ $word == -* ]]; then
      for pair in $values $_weir_global_values; do [[ ${pair%%=*} == "$word" ]] && waits=${pair#*=}; done
    elif [[ " $commands " == *" $word "* ]]; then
      path+=" $word"
      _weir_command "$path"
    fi
  done
  [[ $cur == = ]] && cur=''
  if [[ -n $waits ]]; then
    _weir_value "$waits" "$cur"
  elif [[ $cur == -* ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$options $_weir_global_options" -- "$cur")
  elif [[ -n $commands ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$commands" -- "$cur")
  else
    _weir_value "$argument" "$cur"
  fi
}

complete -F _weir weir
)bash";

// As `_weir_value` above takes them; choices have `|` between them.
constexpr ValueTexts kMeanings{.text = "text",
                               .pipeline = "pipeline",
                               .plugin = "plugin",
                               .file = "file",
                               .folder = "folder",
                               .kind = "kind",
                               .item_type = "item_type",
                               .command = "command",
                               .between_choices = "|"};

std::string names_text(const std::vector<OptionUsage>& options) {
  return fmt::format("{}", fmt::join(names_of_options(options), " "));
}

std::string values_text(const std::vector<OptionUsage>& options) {
  std::vector<std::string> pairs;
  for (const OptionUsage& option : options) {
    if (option.value.empty()) continue;
    for (const std::string& name : option.names) pairs.push_back(fmt::format("{}={}", name, kMeanings.of(option)));
  }
  return fmt::format("{}", fmt::join(pairs, " "));
}

std::string commands_text(const CommandUsage& usage) {
  return fmt::format("{}", fmt::join(names_of_commands(usage), " "));
}

std::string command_case(const CommandUsage& command) {
  return fmt::format("    '{}')\n      commands='{}' options='{}'\n      values='{}' argument='{}' ;;\n", command.path,
                     commands_text(command), names_text(command.options), values_text(command.options),
                     command.arguments.empty() ? "text" : kMeanings.of(command.arguments.front()));
}

}  // namespace

std::string bash_completion(const CompletionSource& source) {
  std::string text = completion_heading("bash");
  text += fmt::format("_weir_kinds='{}'\n", fmt::join(source.kinds, " "));
  text += fmt::format("_weir_item_types='{}'\n", fmt::join(source.item_types, " "));
  text += fmt::format("_weir_commands='{}'\n", commands_text(source.usage));
  text += fmt::format("_weir_global_options='{}'\n", names_text(source.usage.options));
  text += fmt::format("_weir_global_values='{}'\n", values_text(source.usage.options));
  text +=
      "\n# Of a command: those below it, its options, what their values are, and what its argument is.\n_weir_command() {\n  case $1 in\n";
  for (const CommandUsage* command : all_commands(source.usage)) text += command_case(*command);
  return text + "  esac\n}\n" + kBashWalk;
}

}  // namespace weir::cli
