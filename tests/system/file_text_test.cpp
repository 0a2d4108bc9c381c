// The text of a file is all of it, or an error.

#include "system/file_text.hpp"

#include <cerrno>
#include <string>
#include <system_error>
#include <tuple>
#include <utility>

#include "catch.hpp"
#include "temporary_folder.hpp"

using weir::system::file_text;

TEST_CASE("The text of a file is all its bytes, zeros and line feeds too") {
  const std::size_t size = GENERATE(0U, 1U, 4095U, 4096U, 4097U, 100'000U);
  const TemporaryFolder folder;
  std::string text;
  for (std::size_t i = 0; i < size; ++i) text.push_back(static_cast<char>(i % 7 == 0 ? '\0' : i % 256));
  write_file(folder / "file", text);
  CHECK(file_text(folder / "file") == text);
}

TEST_CASE("A file that says that it has no bytes, as those in /proc do, is read to its end") {
  CHECK(file_text("/proc/self/cgroup") == content("/proc/self/cgroup"));
}

TEST_CASE("A file that cannot be read is an error with the system's number") {
  const TemporaryFolder folder;
  for (const auto& [path, number] : {std::pair(folder / "none", ENOENT), std::pair(folder.path(), EISDIR)}) {
    try {
      std::ignore = file_text(path);
      FAIL("nothing was thrown");
    } catch (const std::system_error& error) {
      CHECK(error.code().value() == number);
    }
  }
}
