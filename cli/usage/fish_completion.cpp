#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "usage/completion.hpp"

namespace weir::cli {
namespace {

constexpr const char* kFishWalk = R"fish(
# The command that the words before the cursor have come to, such as `weir new stage`.
function __weir_path
    set -l path weir
    set -l waits 0
    for word in (commandline -opc)[2..-1]
        if test $waits = 1
            set waits 0
        else if string match -q -- '-*' $word
            contains -- $word $__weir_with_value; and set waits 1
        else if contains -- "$path $word" $__weir_paths
            set path "$path $word"
        end
    end
    echo $path
end

function __weir_at
    test (__weir_path) = "$argv"
end

function __weir_files
    __fish_complete_path (commandline -ct) | string match -r -- '.*(?:/|\.(?:'(string join '|' $argv)'))(?:\t.*)?$'
end

complete -c weir -f
)fish";

std::string quoted(const std::string& text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') out += '\\';
    out += c;
  }
  return out + "'";
}

// What may stand as the value: words, or a command that prints them.
constexpr ValueTexts kWords{.text = "",
                            .pipeline = "(__weir_files yaml yml)",
                            .plugin = "(__weir_files so)",
                            .file = "(__fish_complete_path)",
                            .folder = "(__fish_complete_directories)",
                            .kind = "$__weir_kinds",
                            .item_type = "$__weir_item_types",
                            .command = "$__weir_commands",
                            .between_choices = " "};

std::string words_text(const OptionUsage& option) {
  const std::string words = kWords.of(option);
  return words.empty() ? "" : fmt::format(" -a {}", quoted(words));
}

// `condition` begins with a blank or is empty.
std::string option_line(const OptionUsage& option, const std::string& condition) {
  std::string text = "complete -c weir" + condition;
  for (const std::string& name : option.names) text += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
  if (!option.value.empty()) text += " -x" + words_text(option);
  return text + fmt::format(" -d {}\n", quoted(option.description));
}

std::string command_lines(const CommandUsage& command) {
  const std::string condition = fmt::format(" -n {}", quoted("__weir_at " + command.path));
  std::string text = "\n";
  for (const OptionUsage& option : command.options) text += option_line(option, condition);
  for (const CommandUsage& below : command.commands)
    text += fmt::format("complete -c weir{} -a {} -d {}\n", condition, below.name, quoted(below.description));
  if (!command.arguments.empty()) text += fmt::format("complete -c weir{}{}\n", condition, words_text(command.arguments.front()));
  return text;
}

std::string list(const char* name, const std::vector<std::string>& words) {
  std::vector<std::string> all;
  all.reserve(words.size());
  for (const std::string& word : words) all.push_back(quoted(word));
  return fmt::format("set -g {} {}\n", name, fmt::join(all, " "));
}

}  // namespace

std::string fish_completion(const CompletionSource& source) {
  const auto commands = all_commands(source.usage);
  std::vector<std::string> paths, with_value;
  for (const CommandUsage* command : commands) {
    paths.push_back(command->path);
    for (const OptionUsage& option : command->options) {
      if (!option.value.empty()) with_value.insert(with_value.end(), option.names.begin(), option.names.end());
    }
  }
  std::sort(with_value.begin(), with_value.end());
  with_value.erase(std::unique(with_value.begin(), with_value.end()), with_value.end());
  std::string text = completion_heading("fish");
  text += list("__weir_kinds", source.kinds) + list("__weir_item_types", source.item_types) +
          list("__weir_commands", names_of_commands(source.usage)) + list("__weir_paths", paths) + list("__weir_with_value", with_value) +
          kFishWalk;
  for (const OptionUsage& option : source.usage.options) text += option_line(option, "");
  for (const CommandUsage* command : commands) {
    CommandUsage own = *command;
    if (command == commands.front()) own.options.clear();  // valid anywhere, so listed once above
    text += command_lines(own);
  }
  return text;
}

}  // namespace weir::cli
