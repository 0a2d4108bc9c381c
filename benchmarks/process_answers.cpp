#include "process_answers.hpp"

#include <fmt/format.h>

#include <fstream>
#include <functional>
#include <iterator>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace weir::bench {

namespace {

std::string content(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw std::runtime_error("cannot read " + path);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

std::string whole_text(const std::string& path) {
  const std::string text = content(path);
  const std::size_t first = text.find_first_not_of(" \n");
  return first == std::string::npos ? "" : text.substr(first, text.find_last_not_of(" \n") + 1 - first);
}

std::string last_word(const std::string& path) {
  const std::string text = whole_text(path);
  return text.substr(text.find_last_of(" \n") + 1);
}

std::string length_and_hash(const std::string& path) {
  const std::string text = content(path);
  return fmt::format("{} bytes, hash {:016x}", text.size(), std::hash<std::string>()(text));
}

std::string items_of_report(const std::string& path) {
  return nlohmann::json::parse(content(path)).at("items").dump();
}

}  // namespace weir::bench
