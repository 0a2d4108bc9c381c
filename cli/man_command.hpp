#pragma once

namespace CLI {
class App;
}

namespace weir::cli {

/// Adds `weir man`.
void add_man_command(CLI::App& app, int& exit_code);

}  // namespace weir::cli
