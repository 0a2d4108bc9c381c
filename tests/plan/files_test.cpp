// Which files the stages of a plan share, and which they must not.

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <weir/plan.hpp>

#include "catch.hpp"
#include "config/test_kinds.hpp"
#include "system/temporary_folder.hpp"

namespace fs = std::filesystem;
using weir::file_target;
using weir::FileUse;

namespace {

std::string two_sinks(const std::string& first, const std::string& second) {
  return "stages:\n"
         "  - {name: text, kind: text.read, params: {paths: [a.txt]}}\n"
         "  - {name: count, kind: words.count, inputs: [text]}\n"
         "  - {name: one, kind: table.write, inputs: [count], params: {path: \"" +
         first +
         "\"}}\n"
         "  - {name: two, kind: table.write, inputs: [count], params: {path: \"" +
         second + "\"}}\n";
}

std::string two_sources(const std::string& first, const std::string& second) {
  return "stages:\n"
         "  - {name: a, kind: text.read, params: {paths: [\"" +
         first +
         "\"]}}\n"
         "  - {name: b, kind: text.read, params: {paths: [b.txt, \"" +
         second +
         "\"]}}\n"
         "  - {name: count, kind: words.count, inputs: [a, b]}\n"
         "  - {name: all, kind: synthetic.discard, inputs: [count]}\n";
}

// The messages of all that is wrong; none when the plan is good.
std::vector<std::string> wrong(const std::string& yaml) {
  std::vector<std::string> messages;
  try {
    static_cast<void>(weir::make_plan(weir::PipelineConfig::from_string(yaml, "test.yaml"), test_kinds()));
  } catch (const weir::ConfigError& error) {
    for (const weir::Diagnostic& diagnostic : error.diagnostics()) messages.push_back(diagnostic.message());
  }
  return messages;
}

using Messages = std::vector<std::string>;

}  // namespace

TEST_CASE("Two sinks on one path are an error with both places") {
  CHECK(wrong(two_sinks("out.csv", "out.csv")) ==
        Messages{"stage 'two': param 'path': 'out.csv' is written already by stage 'one', line 4; what two stages write there would be "
                 "mixed or lost: name another file in one of them"});
}

TEST_CASE("Two sinks on the standard output are an error, however it is spelt") {
  CHECK(wrong(two_sinks("-", "-")) ==
        Messages{"stage 'two': param 'path': the standard output is written already by stage 'one', line 4; what two stages write there "
                 "would be mixed or lost: name another file in one of them"});
  for (const std::string name : {"/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"}) {
    CHECK(wrong(two_sinks("-", name)) ==
          Messages{"stage 'two': param 'path': '" + name +
                   "' is written already, there as the standard output, by stage 'one', line 4; what two stages write there would be mixed "
                   "or lost: name another file in one of them"});
  }
}

TEST_CASE("A path that is left out counts as its default") {
  const std::string yaml =
      "stages:\n"
      "  - {name: text, kind: text.read, params: {paths: [a.txt]}}\n"
      "  - {name: count, kind: words.count, inputs: [text]}\n"
      "  - {name: one, kind: table.write, inputs: [count]}\n"
      "  - {name: two, kind: table.write, inputs: [count], params: {path: '-'}}\n";
  CHECK(wrong(yaml).size() == 1);
}

TEST_CASE("Other spellings of one file, links and hard links are the same target") {
  const TemporaryFolder folder;
  fs::create_directory(folder / "sub");
  const std::string file = (folder / "out.csv").string();
  std::ofstream(file) << "old";
  fs::create_symlink("out.csv", folder / "link");
  fs::create_symlink("new.csv", folder / "dangling");
  fs::create_directory_symlink("sub", folder / "folder");
  fs::create_hard_link(file, folder / "hard");
  const std::string base = folder.path().string();
  CHECK(wrong(two_sinks(file, base + "/./sub/../out.csv")).size() == 1);
  CHECK(wrong(two_sinks(file, base + "/link")).size() == 1);
  CHECK(wrong(two_sinks(file, base + "/hard")).size() == 1);
  CHECK(wrong(two_sinks(base + "/new.csv", base + "/dangling")).size() == 1);
  CHECK(wrong(two_sinks(base + "/sub/x", base + "/folder/x")).size() == 1);
  CHECK(wrong(two_sinks(base + "/sub/x", base + "/x")).empty());
  CHECK(wrong(two_sinks(file, base + "/other")).empty());
}

TEST_CASE("Any number of sinks may write to what keeps nothing") {
  CHECK(wrong(two_sinks("/dev/null", "/dev/null")).empty());
  CHECK(wrong(two_sinks("-", "/dev/null")).empty());
}

TEST_CASE("A file behind the standard output is the same target under its own name") {
  const TemporaryFolder folder;
  const std::string file = (folder / "captured").string();
  const int target = ::open(file.c_str(), O_WRONLY | O_CREAT, 0600);
  const int saved = ::dup(STDOUT_FILENO);
  ::dup2(target, STDOUT_FILENO);
  const bool same = file_target("-", FileUse::written) == file_target(file, FileUse::written);
  ::dup2(saved, STDOUT_FILENO);
  ::close(saved);
  ::close(target);
  CHECK(same);
}

TEST_CASE("Two readers of the standard input are an error, however it is spelt") {
  CHECK(wrong(two_sources("-", "-")) ==
        Messages{"stage 'b': param 'paths': the standard input is read already by stage 'a', line 2; each would get a part of it: let one "
                 "stage read it, and others read that stage"});
  CHECK(
      wrong(two_sources("/dev/stdin", "-")) ==
      Messages{"stage 'b': param 'paths': the standard input is read already, there as '/dev/stdin', by stage 'a', line 2; each would get "
               "a part of it: let one stage read it, and others read that stage"});
  CHECK(wrong(two_sources("-", "/dev/fd/0")).size() == 1);
}

TEST_CASE("One list that has the standard input twice is an error") {
  const std::string yaml =
      "stages:\n"
      "  - {name: a, kind: text.read, params: {paths: ['-', b.txt, '-']}}\n"
      "  - {name: count, kind: words.count, inputs: [a]}\n"
      "  - {name: all, kind: synthetic.discard, inputs: [count]}\n";
  CHECK(wrong(yaml) ==
        Messages{"stage 'a': param 'paths': the standard input is read already by param 'paths' of the same stage, line 2; each "
                 "would get a part of it: let one stage read it, and others read that stage"});
}

TEST_CASE("Two readers of one named pipe are an error, of one file they are not") {
  const TemporaryFolder folder;
  const std::string pipe = (folder / "pipe").string(), file = (folder / "file").string();
  REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
  std::ofstream(file) << "text";
  CHECK(wrong(two_sources(pipe, pipe)).size() == 1);
  CHECK(wrong(two_sources(file, file)).empty());
}

TEST_CASE("A plan tells the files of each stage") {
  const weir::Plan plan = weir::make_plan(weir::PipelineConfig::from_string(two_sinks("x.csv", "-"), "test.yaml"), test_kinds());
  REQUIRE(plan.stages[0].files.size() == 1);
  CHECK(plan.stages[0].files[0].path == "a.txt");
  CHECK(plan.stages[0].files[0].use == FileUse::read);
  CHECK(plan.stages[0].files[0].param == "paths");
  CHECK(plan.stages[0].files[0].position.line == 2);
  CHECK(plan.stages[1].files.empty());
  CHECK(plan.stages[2].files[0].path == "x.csv");
  CHECK(plan.stages[2].files[0].use == FileUse::written);
}

TEST_CASE("A path that an override set is shown as the override") {
  const std::vector<std::string> overrides = {"one.params.path=x.csv", "two.params.path=x.csv"};
  try {
    static_cast<void>(
        weir::make_plan(weir::PipelineConfig::from_string(two_sinks("a.csv", "b.csv"), "test.yaml", overrides), test_kinds()));
    FAIL("the plan was accepted");
  } catch (const weir::ConfigError& error) {
    REQUIRE(error.diagnostics().size() == 1);
    CHECK(error.diagnostics()[0].message() ==
          "stage 'two': param 'path': 'x.csv' is written already by stage 'one', --set one.params.path=x.csv; what two stages write there "
          "would be mixed or lost: name another file in one of them");
  }
}
