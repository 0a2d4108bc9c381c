#pragma once

namespace CLI {
class App;
}

namespace weir::cli {

/// `weir check`: Checks a pipeline and prints the plan, without running it.
/// Parsing the command line runs it and sets `exit_code`; what it throws comes out of `CLI::App::parse`.
void add_check_command(CLI::App& app, int& exit_code);

}  // namespace weir::cli
