#pragma once

namespace CLI {
class App;
}

namespace weir::cli {

/// Adds `weir completion bash|zsh|fish`.
void add_completion_command(CLI::App& app, int& exit_code);

}  // namespace weir::cli
