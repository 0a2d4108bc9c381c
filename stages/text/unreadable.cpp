#include "text/unreadable.hpp"

#include <system_error>

#include <fmt/format.h>

#include "text/paths.hpp"

namespace weir::stages {

std::string shown_path(const std::string& path) {
  return path == kStandardInput ? "the standard input" : "'" + path + "'";
}

void fail_to_read(const std::string& path, std::string_view why) {
  throw Unreadable(fmt::format("cannot read {}: {}", shown_path(path), why));
}

void fail_to_read(const std::string& path, int error) {
  fail_to_read(path, std::generic_category().message(error));
}

}  // namespace weir::stages
