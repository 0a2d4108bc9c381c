#pragma once

namespace CLI {
class App;
}

namespace weir::cli {

/// `weir run`: Runs a pipeline and shows what happened.
/// Parsing the command line runs it and sets `exit_code`; what it throws comes out of `CLI::App::parse`.
void add_run_command(CLI::App& app, int& exit_code);

}  // namespace weir::cli
