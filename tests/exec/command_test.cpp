// How programs are found, and how they are shown.

#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include <weir/error.hpp>

#include "catch.hpp"
#include "exec/command.hpp"
#include "exec/last_bytes.hpp"
#include "system/temporary_folder.hpp"

using weir::stages::Command;
using weir::stages::find_program;
using weir::stages::LastBytes;
using weir::stages::shown_command;

namespace {

void write_script(const std::filesystem::path& path, mode_t mode) {
  std::ofstream(path) << "#!/bin/sh\necho here\n";
  REQUIRE(::chmod(path.c_str(), mode) == 0);
}

}  // namespace

TEST_CASE("A program is found as a shell finds it") {
  TemporaryFolder folder;
  std::filesystem::create_directory(folder / "first");
  std::filesystem::create_directory(folder / "second");
  std::filesystem::create_directory(folder / "first" / "tool");  // a folder is no program
  write_script(folder / "second" / "tool", 0755);
  const std::string path = (folder / "first").string() + ":" + (folder / "second").string();
  CHECK(find_program({.words = {"tool"}, .env = {{"PATH", path}}}) == (folder / "second" / "tool"));
  CHECK(find_program({.words = {(folder / "second" / "tool").string()}}) == (folder / "second" / "tool"));
  CHECK(std::filesystem::equivalent(find_program({.words = {"sh"}}), "/bin/sh"));
}

TEST_CASE("What is no program says why") {
  TemporaryFolder folder;
  write_script(folder / "unmarked", 0644);
  const std::string unmarked = (folder / "unmarked").string();
  CHECK_THROWS_WITH(find_program({.words = {"no-such-program"}}),
                    "there is no program 'no-such-program' in PATH; install it, or name it with its folder");
  CHECK_THROWS_WITH(find_program({.words = {"./nowhere"}}), "'./nowhere' cannot be executed: No such file or directory");
  CHECK_THROWS_WITH(find_program({.words = {"/"}}), "'/' cannot be executed: Is a directory");
  CHECK_THROWS_WITH(find_program({.words = {""}}), "the name of the program is empty");
  CHECK_THROWS_WITH(find_program({.words = {unmarked}}), Catch::Matchers::EndsWith("if it is a program, allow it with chmod +x"));
  CHECK_THROWS_WITH(find_program({.words = {"unmarked"}, .env = {{"PATH", folder.path().string()}}}),
                    Catch::Matchers::EndsWith("if it is a program, allow it with chmod +x"));
}

TEST_CASE("A command is shown in a line") {
  CHECK(shown_command({.words = {"sort", "-t,", "a file", ""}}) == R"(sort -t, "a file" "")");
  CHECK(shown_command({.words = {"sh", "-c", "echo a\nexit 3"}}) == R"(sh -c "echo a\nexit 3")");
  CHECK(shown_command({.words = {"echo", std::string(100, 'x')}}).size() == 83);
}

TEST_CASE("Of what a program says the end is kept, from a line on") {
  LastBytes few;
  few.add("one\ntwo\x1B\nthree");
  CHECK(few.shown() == "\n  one\n  two\\x1B\n  three");
  CHECK(LastBytes().shown().empty());
  LastBytes many;
  for (int i = 0; i < 100'000; ++i) many.add("line " + std::to_string(i) + "\n");
  CHECK(many.shown().size() <= 2 * LastBytes::kKept);
  CHECK(many.shown().starts_with("\n  line "));
  CHECK(many.shown().ends_with("\n  line 99999"));
  LastBytes at_once;
  at_once.add("the beginning " + std::string(LastBytes::kKept, 'x') + "\nthe end\n");
  CHECK(at_once.shown() == "\n  the end");
}
