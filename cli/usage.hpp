#pragma once

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace weir::cli {

/// What a word of the command line stands for: what a shell offers there.
enum class Meaning { text, pipeline, plugin, file, folder, kind, item_type, command, choice };

/// An option, or an argument without a name before it.
struct OptionUsage {
  std::vector<std::string> names;    ///< `-q`, `--quiet`; one, such as `FILE`, of an argument
  std::string value;                 ///< what its value is called; empty: it is a flag
  std::vector<std::string> choices;  ///< when the value is one of a few words
  Meaning meaning = Meaning::text;   ///< of the value
  bool several = false;              ///< it may be given again
  bool required = false;             ///< it has to be given
  std::string description;           ///< one line
};

/// A command as it was declared, for what is made of the declarations: completions and the manual page.
struct CommandUsage {
  std::string name;                    ///< `run`
  std::string path;                    ///< `weir run`
  std::string description;             ///< one line
  std::string footer;                  ///< examples and what else its help says
  std::vector<OptionUsage> options;    ///< its own; those of the first command may stand after any other too
  std::vector<OptionUsage> arguments;  ///< in their order
  std::vector<CommandUsage> commands;  ///< below it
};

/// All that a program declares. What a value stands for goes by its name in the help: `FILE`, `DIR`, `KIND`.
[[nodiscard]] CommandUsage usage_of(const CLI::App& app);

/// All commands in the order of the help: the first, then those below it.
[[nodiscard]] std::vector<const CommandUsage*> all_commands(const CommandUsage& usage);

}  // namespace weir::cli
