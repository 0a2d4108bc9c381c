// The texts of jobs, and lines of a log.

#include <chrono>
#include <cstddef>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "catch.hpp"
#include "exec/child_maker.hpp"
#include "exec/job_line.hpp"
#include "exec/job_text.hpp"
#include "exec/text_digest.hpp"
#include "programs.hpp"

using weir::stages::ChildMaker;
using weir::stages::Command;
using weir::stages::digest_of;
using weir::stages::job_line;
using weir::stages::job_text;
using weir::stages::read_job_line;

namespace {

// Mostly bytes that mean something to a shell.
std::string random_word(std::mt19937& dice) {
  const std::string special = "'\"\\$`\t\n\r !*?[]{}()<>|&;#~=%-\x01\x7f\xc3\xa9\xff\xe2\x80";
  std::string word;
  for (std::size_t length = dice() % 12; length > 0; --length) {
    const bool any = dice() % 3 == 0;
    word += any ? static_cast<char>(1 + dice() % 255) : special[dice() % special.size()];
  }
  return word;
}

// What bash makes of a text: each word with a NUL behind it.
std::string read_by_bash(ChildMaker& maker, const std::string& command) {
  weir::stages::Child child = maker.start({.words = {"bash", "-c", "printf '%s\\0' " + command}}, false);
  const std::string words = all_of(child.out());
  CHECK(end_of(child) == weir::stages::Ending{.code = 0});
  return words;
}

std::string command_of(const Command& command) {
  const std::string text = job_text(command, std::nullopt);
  return text.substr(text.find('\t') + 1);
}

}  // namespace

TEST_CASE("A plain command is logged as it is written") {
  CHECK(command_of({.words = {"sha256sum", "--", "data/a_b.csv"}}) == "sha256sum -- data/a_b.csv");
  CHECK(command_of({.words = {"echo", "a b", "", "it's"}}) == R"(echo $'a b' $'' $'it\'s')");
  CHECK(command_of({.words = {"echo", "a\tb\nc\\d\xff"}}) == R"(echo $'a\tb\nc\\d\xFF')");
  CHECK(command_of({.words = {"make", "CC=gcc"}, .env = {{"LANG", "C"}}, .cwd = "my folder"}) == "env -C $'my folder' LANG=C make CC=gcc");
}

TEST_CASE("bash reads the words of a logged command as they were, whatever bytes are in them") {
  ChildMaker maker;
  std::mt19937 dice(7);
  for (int i = 0; i < 300; ++i) {
    std::vector<std::string> words{"prog"};
    for (std::size_t count = 1 + dice() % 4; count > 0; --count) words.push_back(random_word(dice));
    const std::string command = command_of({.words = words});
    CHECK(command.find_first_of("\t\n\r") == std::string::npos);
    std::string expected;
    for (const std::string& word : words) expected += word + '\0';
    REQUIRE(read_by_bash(maker, command) == expected);
  }
}

TEST_CASE("Jobs that differ in a word, a variable, the folder or the input have different texts") {
  const std::vector<std::string> texts{
      job_text({.words = {"a", "b"}}, std::nullopt),
      job_text({.words = {"a b"}}, std::nullopt),
      job_text({.words = {"a", "b", ""}}, std::nullopt),
      job_text({.words = {"a", "b"}, .cwd = "c"}, std::nullopt),
      job_text({.words = {"env", "-C", "c", "a", "b"}}, std::nullopt),
      job_text({.words = {"a", "b"}, .env = {{"c", "d"}}}, std::nullopt),
      job_text({.words = {"c=d", "a", "b"}}, std::nullopt),
      job_text({.words = {"a", "b"}, .env = {{"c", "e"}}}, std::nullopt),
      job_text({.words = {"a", "b"}}, ""),
      job_text({.words = {"a", "b"}}, "input"),
      job_text({.words = {"a", std::string("b\0", 2)}}, std::nullopt),
  };
  CHECK(std::set(texts.begin(), texts.end()).size() == texts.size());
}

TEST_CASE("Texts that differ in one bit, or by zeros at their ends, have different digests") {
  std::set<std::string> digests;
  std::string text(41, '\0');
  for (std::size_t size = 0; size <= text.size(); ++size) digests.insert(to_string(digest_of(text.substr(0, size))));
  for (std::size_t bit = 0; bit < text.size() * 8; ++bit) {
    std::string other = text;
    other[bit / 8] = static_cast<char>(1U << bit % 8);
    digests.insert(to_string(digest_of(other)));
  }
  CHECK(digests.size() == 42 + 41 * 8);
  CHECK(digests.begin()->size() == 32);
}

TEST_CASE("A line says when its program began, and is read back") {
  const std::chrono::system_clock::time_point began{std::chrono::milliseconds(1'767'225'600'042)};  // date -ud @1767225600
  const std::string job = job_text({.words = {"echo", "a\tb"}}, "input");
  const std::string line = job_line(began, 1.5, "3", job);
  CHECK(line == "2026-01-01T00:00:00.042Z\t1.500\t3\t" + job + "\n");
  const auto logged = read_job_line(line.substr(0, line.size() - 1));
  REQUIRE(logged);
  CHECK(logged->code == 3);
  CHECK(logged->job == job);
  for (const char* exit : {"SIGKILL", "timeout", "not_executed"}) {
    const std::string other = job_line(began, 0, exit, job);
    const auto read = read_job_line(std::string_view(other).substr(0, other.size() - 1));
    REQUIRE(read);
    CHECK_FALSE(read->code);
  }
}

TEST_CASE("What is not a line of a log is not read as one") {
  for (const char* line : {"", "echo a", "2026-01-01T00:00:00.042Z\t1.500\t0\t\t", "2026-01-01T00:00:00Z\t1.500\t0\t\techo",
                           "2026-01-01T00:00:00.042Z\t1,5\t0\t\techo", "2026-01-01T00:00:00.042Z\t1.500\tok\t\techo",
                           "2026-01-01T00:00:00.042Z\t1.500\t-1\t\techo", "2026-01-01T00:00:00.042Z\t1.500\t0\tabc\techo",
                           "2026-01-01T00:00:00.042Z\t1.500\t0\t\techo\ta"}) {
    CAPTURE(line);
    CHECK_FALSE(read_job_line(line));
  }
}
