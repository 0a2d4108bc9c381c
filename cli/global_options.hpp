#pragma once

namespace CLI {
class App;
}

namespace weir::cli {

/// Adds the options of all commands: `-C DIR`, which changes the working directory before a command runs, and `--color WHEN`.
void add_global_options(CLI::App& app);

}  // namespace weir::cli
