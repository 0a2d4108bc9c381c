#pragma once

namespace CLI {
class App;
}

namespace weir::cli {

/// `weir schema`: Prints the JSON Schema of a pipeline's file.
/// Parsing the command line runs it and sets `exit_code`; what it throws comes out of `CLI::App::parse`.
void add_schema_command(CLI::App& app, int& exit_code);

}  // namespace weir::cli
