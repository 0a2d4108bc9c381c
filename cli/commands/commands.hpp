#pragma once

namespace CLI {
class App;
}

namespace weir::cli {

// Each adds one command to `app`. When parsing the command line reaches that command, the command runs and sets `exit_code`; what it throws
// leaves `CLI::App::parse`. Both must outlive the parsing.

/// `weir run`: runs a pipeline and shows what happened.
void add_run_command(CLI::App& app, int& exit_code);
/// `weir check`: checks pipelines and prints their plans without running them.
void add_check_command(CLI::App& app, int& exit_code);
/// `weir test`: runs the test cases of a pipeline.
void add_test_command(CLI::App& app, int& exit_code);
/// `weir graph`: draws a pipeline.
void add_graph_command(CLI::App& app, int& exit_code);
/// `weir kinds`: lists the kinds of stages, or explains one.
void add_kinds_command(CLI::App& app, int& exit_code);
/// `weir schema`: prints the JSON Schema of a pipeline's file.
void add_schema_command(CLI::App& app, int& exit_code);
/// `weir new stage NAME` and `weir new project DIR`: write a user's first stage or project.
void add_new_command(CLI::App& app, int& exit_code);
/// `weir completion bash|zsh|fish`: prints a shell's completions.
void add_completion_command(CLI::App& app, int& exit_code);
/// `weir man`: prints the manual page.
void add_man_command(CLI::App& app, int& exit_code);
/// `weir help [COMMAND...]`: the same as `weir COMMAND... --help`.
void add_help_command(CLI::App& app, int& exit_code);

}  // namespace weir::cli
