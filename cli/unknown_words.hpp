#pragma once

#include <optional>
#include <string>

namespace CLI {
class App;
}

namespace weir::cli {

/// The command that a parsed command line names, such as that of `weir new stage`; `app` itself when it names none.
[[nodiscard]] const CLI::App& named_command(const CLI::App& app);
/// The words by which a command is called: `weir new stage`.
[[nodiscard]] std::string path_of(const CLI::App& command);

/// What is wrong when the first word that is not an option is not a command: `unknown command 'rnu'; did you mean 'run'?`. Call it after
/// parsing.
[[nodiscard]] std::optional<std::string> unknown_command(const CLI::App& app);
/// The same of the first word that parsing could not place: an option that the command does not have, or one argument too many.
[[nodiscard]] std::optional<std::string> unknown_word(const CLI::App& app);
/// `unknown command 'rnu'` with the nearest of the commands below `above`, or all of them.
[[nodiscard]] std::string unknown_command_text(const CLI::App& above, const std::string& word);

/// That a command has to be named, and which there are.
[[nodiscard]] std::string lacking_command_text(const CLI::App& above);

}  // namespace weir::cli
