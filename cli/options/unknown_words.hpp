#pragma once

#include <optional>
#include <string>

namespace CLI {
class App;
}

namespace weir::cli {

/// The command that a parsed command line names, such as the one of `weir new stage`; `app` itself when it names none.
[[nodiscard]] const CLI::App& named_command(const CLI::App& app);
/// The error when the first word that is not an option is not a command either: `unknown command 'rnu'; did you mean 'run'?`. Requires: the
/// command line was parsed.
[[nodiscard]] std::optional<std::string> unknown_command(const CLI::App& app);
/// The error for the first word that parsing could not place: an option that the command does not have, or one argument too many.
[[nodiscard]] std::optional<std::string> unknown_word(const CLI::App& app);
/// `unknown command 'rnu'` with the nearest of the commands below `above`, or all of them.
[[nodiscard]] std::string unknown_command_text(const CLI::App& above, const std::string& word);

/// Says that a command has to be named, and lists them.
[[nodiscard]] std::string lacking_command_text(const CLI::App& above);

}  // namespace weir::cli
