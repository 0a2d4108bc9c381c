#include "text/growing_file.hpp"

#include <algorithm>
#include <fstream>
#include <random>
#include <span>
#include <string>

#include "catch.hpp"
#include "system/temporary_folder.hpp"
#include "text/unreadable.hpp"

using weir::stages::GrowingFile;
using Got = GrowingFile::Got;

namespace {

void add(const std::filesystem::path& path, const std::string& text) {
  std::ofstream(path, std::ios::binary | std::ios::app) << text;
}

/// What can be read for the moment, with rooms of at most so many bytes; `last` is what came at its end.
std::string all_of(GrowingFile& file, std::size_t room, Got& last) {
  std::string text;
  std::string to(room, '\0');
  std::size_t count = 0;
  while ((last = file.read(std::span(to), count)) == Got::bytes) text.append(to, 0, count);
  return text;
}

std::string some_text(std::mt19937& random, std::size_t longest) {
  std::string text(random() % longest, ' ');
  std::generate(text.begin(), text.end(), [&] { return static_cast<char>('a' + random() % 26); });
  return text;
}

}  // namespace

TEST_CASE("A file that grows is read as far as it goes, and from its front once it was truncated, however long it is by then") {
  const TemporaryFolder folder;
  const std::string path = write_file(folder / "log", "");
  GrowingFile file(path);
  std::mt19937 random(7);
  std::string read;
  Got last = Got::nothing;
  for (int step = 0; step < 300; ++step) {
    if (random() % 4 == 0 && !read.empty()) {
      write_file(path, some_text(random, 400));
      all_of(file, 100, last);
      REQUIRE(last == Got::end);
      REQUIRE(file.truncated());
      file.rewind();
      read.clear();
    } else {
      add(path, some_text(random, 200));
    }
    do read += all_of(file, 1 + random() % 150, last);
    while (!file.is_quiet());
    REQUIRE(last == Got::nothing);
    read += all_of(file, 10, last);  // what a short read has left for the next look
    REQUIRE(read == content(path));
  }
}

TEST_CASE("A file that is to end is read to its end, and one that is to grow no more up to where it was") {
  const TemporaryFolder folder;
  const std::string path = write_file(folder / "log", "one\n");
  Got last = Got::nothing;
  GrowingFile limited(path);
  limited.stop_growing();
  GrowingFile ended(path);
  ended.end_here();
  add(path, "two\n");
  CHECK(all_of(limited, 3, last) == "one\n");
  CHECK(last == Got::nothing);
  CHECK(all_of(ended, 100, last) == "one\ntwo\n");
  CHECK(last == Got::end);
  CHECK_FALSE(ended.truncated());
  CHECK_FALSE(ended.is_deleted());
  std::filesystem::remove(path);
  CHECK(ended.is_deleted());
}

TEST_CASE("What is not a regular file cannot be followed") {
  const TemporaryFolder folder;
  CHECK_THROWS_AS(GrowingFile(folder.path().string()), weir::stages::Unreadable);
  CHECK_THROWS_AS(GrowingFile((folder / "none").string()), weir::stages::Unreadable);
}
