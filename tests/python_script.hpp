#pragma once

#include <filesystem>
#include <string>

namespace weir::stages::test {

/// What a Python script, named by its path below `tests`, prints when it is given the file. Throws when the script fails.
std::string run_python(const std::string& script, const std::filesystem::path& file);

}  // namespace weir::stages::test
