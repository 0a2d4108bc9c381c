#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <weir/description.hpp>
#include <weir/error_scope.hpp>
#include <weir/placed_text.hpp>

#include "exec/command.hpp"

namespace weir::stages {

/// What commands are, for the details of a kind.
inline constexpr const char* kCommandText =
    "command lists the program and its words, each an entry of its own, as the program gets them: no shell is involved, so nothing in them "
    "has a meaning of its own (for a pipe or a pattern, call one: [sh, -c, \"ls *.log | head\"]). A program without a slash in its name is "
    "looked for in PATH, also when the pipeline is checked; any other is a path from the current folder. env adds to the environment, cwd "
    "is the folder in which it runs. It leads a process group of its own, so a Ctrl-C does not reach it. What is left of that group when "
    "it has ended, or when the run has, is killed; the program itself is even if weir is killed. Its exit code has to be one of ok: for "
    "any other, and where a signal ended it, the run fails, with the end of what it wrote to stderr, up to 4 KiB.";

/// The command that such params mean. Requires: `command` is not empty.
template <class Params>
[[nodiscard]] Command command_of(const Params& params) {
  Command command{.words = {}, .env = params.env, .cwd = params.cwd.string()};
  for (const PlacedText& word : params.command) command.words.push_back(word.text);
  return command;
}

/// What is wrong with variables of an environment.
[[nodiscard]] std::optional<Problem> wrong_variable(const std::vector<std::pair<std::string, std::string>>& env);

/// Declares the params `command`, `env`, `cwd` and `ok`, which `Params` has as members.
template <class Params>
void describe_command(Description<Params>& d) {
  d.param("command", &Params::command, "the program and its words: [sort, -n]").required().not_empty();
  d.param("env", &Params::env, "variables of the environment, beside those that weir has");
  d.param("cwd", &Params::cwd, "the folder in which it runs; left out: the current one");
  d.param("ok", &Params::ok, "exit codes that are no failure").not_empty().range(0, 255);
  d.check("env", [](const Params& params) { return wrong_variable(params.env); });
}

/// Reports a program that cannot be executed, at its place. Returns whether it can be. `words`: the params of that name; not empty.
bool require_program(const Command& command, const std::vector<PlacedText>& words, const ErrorScope& errors);

}  // namespace weir::stages
