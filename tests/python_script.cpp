#include "python_script.hpp"

#include <array>
#include <cstdio>
#include <stdexcept>

namespace weir::stages::test {

std::string run_python(const std::string& script, const std::filesystem::path& file) {
  const std::string command = std::string(WEIR_PYTHON) + " '" WEIR_SOURCE_DIR "/tests/" + script + "' '" + file.string() + "'";
  std::FILE* pipe = ::popen(command.c_str(), "r");
  if (pipe == nullptr) throw std::runtime_error("cannot run " + command);
  std::string output;
  std::array<char, 4096> part{};
  for (std::size_t got = 0; (got = std::fread(part.data(), 1, part.size(), pipe)) > 0;) output.append(part.data(), got);
  if (::pclose(pipe) != 0) throw std::runtime_error("failed: " + command);
  return output;
}

}  // namespace weir::stages::test
