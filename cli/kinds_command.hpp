#pragma once

namespace CLI {
class App;
}

namespace weir::cli {

/// `weir kinds`: Lists the kinds of stages, or explains one.
/// Parsing the command line runs it and sets `exit_code`; what it throws comes out of `CLI::App::parse`.
void add_kinds_command(CLI::App& app, int& exit_code);

}  // namespace weir::cli
