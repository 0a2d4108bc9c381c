#pragma once

namespace CLI {
class App;
}

namespace weir::cli {

/// Adds `weir help [COMMAND...]`, the same as `weir COMMAND... --help`.
void add_help_command(CLI::App& app, int& exit_code);

}  // namespace weir::cli
