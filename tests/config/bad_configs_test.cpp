// Each tests/bad_configs/NAME.yaml is wrong, and NAME.expected beside it holds the whole text that a user sees. Overrides, when there are
// any, stand in NAME.set, one a line.

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <weir/plan.hpp>

#include "catch.hpp"
#include "config/test_kinds.hpp"

namespace {

const std::filesystem::path kFolder = std::filesystem::path(WEIR_SOURCE_DIR) / "tests" / "bad_configs";

std::string contents(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<std::string> overrides_of(const std::filesystem::path& config) {
  std::vector<std::string> overrides;
  std::ifstream file(std::filesystem::path(config).replace_extension(".set"));
  for (std::string line; std::getline(file, line);) overrides.push_back(line);
  return overrides;
}

std::vector<std::filesystem::path> configs() {
  std::vector<std::filesystem::path> found;
  for (const auto& entry : std::filesystem::directory_iterator(kFolder)) {
    if (entry.path().extension() == ".yaml") found.push_back(entry.path());
  }
  std::sort(found.begin(), found.end());
  return found;
}

// What a user sees, with the folder taken off the file's name.
std::string errors_of(const std::filesystem::path& config, const weir::Registry& registry) {
  auto read = weir::PipelineConfig::from_file(config, overrides_of(config));
  read.texts.front().name = config.filename().string();
  try {
    static_cast<void>(weir::make_plan(read, registry));
  } catch (const weir::ConfigError& error) {
    return error.what();
  }
  return "no error\n";
}

}  // namespace

TEST_CASE("Every bad config produces exactly the text beside it") {
  const weir::Registry registry = test_kinds();
  const auto found = configs();
  CHECK(found.size() >= 40);
  for (const auto& config : found) {
    INFO(config.filename().string());
    CHECK(errors_of(config, registry) == contents(std::filesystem::path(config).replace_extension(".expected")));
  }
}
