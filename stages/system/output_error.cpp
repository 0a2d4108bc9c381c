#include "system/output_error.hpp"

#include <fmt/format.h>

#include <system_error>

#include <weir/error.hpp>

namespace weir::stages {

namespace {

std::string name_of(const std::filesystem::path& path) {
  return path == "-" ? "stdout" : "'" + path.string() + "'";
}

}  // namespace

std::string text_of(int error) {
  return std::generic_category().message(error);
}

void fail_output(const std::filesystem::path& path, const std::string& why) {
  throw Error(fmt::format("cannot write {}: {}", name_of(path), why));
}

void fail_output(const std::filesystem::path& path, int error) {
  fail_output(path, text_of(error));
}

void reader_has_gone(const std::filesystem::path& path) {
  throw OutputClosed(fmt::format("nobody reads {} any more", name_of(path)));
}

}  // namespace weir::stages
