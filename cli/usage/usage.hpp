#pragma once

#include <string>
#include <vector>

namespace CLI {
class App;
class Option;
}

namespace weir::cli {

/// What a word of the command line stands for, which decides what a shell offers there.
enum class Meaning { text, pipeline, plugin, file, folder, kind, item_type, command, choice };

/// An option or a positional argument.
struct OptionUsage {
  std::vector<std::string> names;    ///< `-q`, `--quiet`; just `FILE` for an argument
  std::string value;                 ///< the name of its value; empty for a flag
  std::vector<std::string> choices;  ///< when the value is one of a few words
  Meaning meaning = Meaning::text;   ///< of the value
  bool several = false;              ///< may be repeated
  bool required = false;             ///< must be given
  std::string description;           ///< one line
};

/// A command as declared. Completions and the manual page are made from it.
struct CommandUsage {
  std::string name;                    ///< `run`
  std::string path;                    ///< `weir run`
  std::string description;             ///< one line
  std::string footer;                  ///< examples and the rest of its help
  std::vector<OptionUsage> options;    ///< its own; those of the root are valid after any other command too
  std::vector<OptionUsage> arguments;  ///< in order
  std::vector<CommandUsage> commands;  ///< below it
};

/// The words that call a command: `weir new stage`.
[[nodiscard]] std::string path_of(const CLI::App& command);
/// The names of an option as they are written: `-q`, `--quiet`.
[[nodiscard]] std::vector<std::string> dashed_names(const CLI::Option& option);

/// Everything that a program declares. The name of a value in the help (`FILE`, `DIR`, `KIND`) decides its meaning.
[[nodiscard]] CommandUsage usage_of(const CLI::App& app);

/// All commands in the order of the help, the root first.
[[nodiscard]] std::vector<const CommandUsage*> all_commands(const CommandUsage& usage);

}  // namespace weir::cli
