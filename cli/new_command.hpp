#pragma once

namespace CLI {
class App;
}

namespace weir::cli {

/// `weir new stage NAME` and `weir new project DIR`: write stages of one's own, to begin with.
void add_new_command(CLI::App& app, int& exit_code);

}  // namespace weir::cli
