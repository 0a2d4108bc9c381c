#include <fmt/format.h>
#include <fmt/ranges.h>

#include "completion.hpp"

namespace weir::cli {
namespace {

// Goes through the words before the one under the cursor: which command they have come to, and whether an option waits for its value. bash
// takes `--color=al` apart into three words.
constexpr const char* kWalk = R"bash(
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

std::string meaning_name(const OptionUsage& option) {
  switch (option.meaning) {
    case Meaning::text:
      return "text";
    case Meaning::pipeline:
      return "pipeline";
    case Meaning::plugin:
      return "plugin";
    case Meaning::file:
      return "file";
    case Meaning::folder:
      return "folder";
    case Meaning::kind:
      return "kind";
    case Meaning::item_type:
      return "item_type";
    case Meaning::command:
      return "command";
    case Meaning::choice:
      return fmt::format("{}", fmt::join(option.choices, "|"));
  }
  return "";
}

std::string names_text(const std::vector<OptionUsage>& options) {
  std::vector<std::string> names;
  for (const OptionUsage& option : options) names.insert(names.end(), option.names.begin(), option.names.end());
  return fmt::format("{}", fmt::join(names, " "));
}

std::string values_text(const std::vector<OptionUsage>& options) {
  std::vector<std::string> pairs;
  for (const OptionUsage& option : options) {
    if (option.value.empty()) continue;
    for (const std::string& name : option.names) pairs.push_back(fmt::format("{}={}", name, meaning_name(option)));
  }
  return fmt::format("{}", fmt::join(pairs, " "));
}

std::string commands_text(const CommandUsage& usage) {
  std::vector<std::string> names;
  for (const CommandUsage& command : usage.commands) names.push_back(command.name);
  return fmt::format("{}", fmt::join(names, " "));
}

std::string command_case(const CommandUsage& command) {
  return fmt::format("    '{}')\n      commands='{}' options='{}'\n      values='{}' argument='{}' ;;\n", command.path,
                     commands_text(command), names_text(command.options), values_text(command.options),
                     command.arguments.empty() ? "text" : meaning_name(command.arguments.front()));
}

}  // namespace

std::string bash_completion(const CompletionSource& source) {
  std::string text = "# Completions of weir for bash; `weir completion bash` makes them.\n\n";
  text += fmt::format("_weir_kinds='{}'\n", fmt::join(source.kinds, " "));
  text += fmt::format("_weir_item_types='{}'\n", fmt::join(source.item_types, " "));
  text += fmt::format("_weir_commands='{}'\n", commands_text(source.usage));
  text += fmt::format("_weir_global_options='{}'\n", names_text(source.usage.options));
  text += fmt::format("_weir_global_values='{}'\n", values_text(source.usage.options));
  text +=
      "\n# Of a command: those below it, its options, what their values are, and what its argument is.\n_weir_command() {\n  case $1 in\n";
  for (const CommandUsage* command : all_commands(source.usage)) text += command_case(*command);
  return text + "  esac\n}\n" + kWalk;
}

}  // namespace weir::cli
