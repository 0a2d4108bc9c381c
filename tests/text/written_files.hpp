#pragma once

#include <fstream>
#include <string>
#include <string_view>

#include "system/temporary_folder.hpp"

/// Writes a file with that content and gives its path.
inline std::string write_file(const std::filesystem::path& path, std::string_view content) {
  std::filesystem::create_directories(path.parent_path());
  std::ofstream file(path, std::ios::binary);
  file << content;
  REQUIRE(file.flush());
  return path.string();
}
