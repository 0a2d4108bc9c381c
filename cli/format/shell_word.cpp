#include "format/shell_word.hpp"

namespace weir::cli {

std::string single_quoted(std::string_view text) {
  std::string quoted = "'";
  for (const char c : text) {
    if (c == '\'') quoted += "'\\'";
    quoted += c;
  }
  return quoted + "'";
}

std::string shell_word(const std::string& path) {
  constexpr std::string_view kPlain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./";
  if (path.starts_with('-')) return single_quoted("./" + path);
  return path.find_first_not_of(kPlain) == std::string::npos ? path : single_quoted(path);
}

}  // namespace weir::cli
