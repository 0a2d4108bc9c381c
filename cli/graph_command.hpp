#pragma once

namespace CLI {
class App;
}

namespace weir::cli {

/// `weir graph`: Draws a pipeline.
/// Parsing the command line runs it and sets `exit_code`; what it throws comes out of `CLI::App::parse`.
void add_graph_command(CLI::App& app, int& exit_code);

}  // namespace weir::cli
