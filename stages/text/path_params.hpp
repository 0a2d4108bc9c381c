#pragma once

#include <algorithm>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <weir/description.hpp>

#include "text/paths.hpp"

namespace weir::stages {

/// What a path may be, for the details of a kind.
inline constexpr const char* kPathsText =
    "Each path is a file, a directory (all regular files in it and below, sorted by path), a pattern, or - for the standard input. They "
    "are taken in the order given, and a file that comes again, by a link or another spelling, only at its first place. Relative paths "
    "begin in the current directory.\n\n"
    "A pattern has *, ? or [...] in a name, as the shell does, or ** for folders of any depth, none among them: logs/**/*.txt. A path that "
    "exists under that very name is not a pattern. A directory that matches stands for all in it. In directories and by patterns, only "
    "regular files are taken: links that lead nowhere, pipes, sockets and devices are passed over, and folders behind links are entered "
    "where a name in a pattern leads to them, but not on the way down. A folder that may not be entered is an error.\n\n"
    "exclude passes over files and folders, by patterns for the end of their path: '*.gz', '.git/', 'old/**/*.txt'; one that begins with "
    "/ is for the whole path, one that ends with / for folders alone. hidden says whether names that begin with a dot count; left out, "
    "they do in a directory, and a pattern matches them only by a dot of its own, as in the shell. What is named outright is taken, "
    "whatever exclude and hidden say.";

/// The paths as text.
inline std::vector<std::string> texts_of(const std::vector<std::filesystem::path>& paths) {
  std::vector<std::string> texts;
  texts.reserve(paths.size());
  for (const auto& path : paths) texts.push_back(path.string());
  return texts;
}

/// The files that `paths`, `exclude` and `hidden` mean, for the plan. What means none, the run tells.
template <class Params>
std::vector<std::string> files_meant(const Params& params) {
  std::vector<std::string> missing;
  return expand_paths(texts_of(params.paths), {params.exclude, params.hidden}, &missing);
}

/// Declares the params `paths`, `exclude` and `hidden`, which `Params` has as members.
template <class Params>
void describe_paths(Description<Params>& d) {
  d.param("paths", &Params::paths, "files, directories, patterns, or - for the standard input").required().not_empty().reads_file();
  d.param("exclude", &Params::exclude, "patterns of what is passed over in directories and by patterns");
  d.param("hidden", &Params::hidden,
          "whether hidden files and folders count in directories and by patterns; left out: in directories alone");
  d.check("exclude", [](const Params& params) -> std::optional<Problem> {
    const auto is_unusable = [](const std::string& pattern) { return pattern.empty() || pattern.find('\0') != std::string::npos; };
    if (std::none_of(params.exclude.begin(), params.exclude.end(), is_unusable)) return std::nullopt;
    return Problem("a pattern is empty or holds a NUL character", "take it out");
  });
}

}  // namespace weir::stages
