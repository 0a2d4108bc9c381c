#include "text/text_read.hpp"

#include <set>
#include <weir/testing.hpp>

#include "catch.hpp"
#include "system/temporary_folder.hpp"
#include "text/text_paths.hpp"
#include "text/text_read_each.hpp"

using namespace weir::stages;  // NOLINT(google-build-using-namespace)

namespace {

std::vector<std::string> texts(const std::vector<TextSlice>& slices) {
  std::vector<std::string> texts;
  for (const auto& slice : slices) texts.emplace_back(slice.text());
  return texts;
}

std::vector<std::string> read_all(const std::vector<std::string>& paths, std::uint64_t slice_size, std::size_t room = 1) {
  TextRead source({{paths.begin(), paths.end()}, weir::Size{slice_size}});
  return texts(weir::testing::drain(source, room));
}

std::string joined(const std::vector<std::string>& texts) {
  std::string all;
  for (const auto& text : texts) all += text;
  return all;
}

bool ends_in_space(const std::string& text) {
  return std::string_view(" \t\n\v\f\r").find(text.back()) != std::string_view::npos;
}

const std::string kText =
    "In the beginning\tGod created\r\nthe heaven \xC3\xA9t\xC3\xA9 \xE2\x82\xAC and the "
    "\xF0\x9F\x98\x80\xF0\x9F\x98\x80\xF0\x9F\x98\x80 earth.\n\n\x0B\x0C  without form,and-void";

}  // namespace

TEST_CASE("At every slice size, slices hold all bytes in order and end at white space or the end of the file") {
  TemporaryFolder folder;
  const auto path = write_file(folder / "text", kText);
  for (std::uint64_t size = 1; size <= kText.size() + 2; ++size) {
    CAPTURE(size);
    const auto slices = read_all({path}, size);
    REQUIRE(joined(slices) == kText);
    for (std::size_t i = 0; i + 1 < slices.size(); ++i) REQUIRE(ends_in_space(slices[i]));
  }
}

TEST_CASE("A slice knows the file and the byte that it begins with, behind a byte order mark and in every file") {
  TemporaryFolder folder;
  const std::string mark = "\xEF\xBB\xBF";
  const auto one = write_file(folder / "one", mark + kText);
  const auto two = write_file(folder / "two", kText);
  for (const std::uint64_t size : {1U, 7U, 1024U}) {
    TextRead source({{one, two}, weir::Size{size}});
    std::string from_one = mark, from_two;
    for (const TextSlice& slice : weir::testing::drain(source)) {
      std::string& so_far = slice.origin().starts_with(one) ? from_one : from_two;
      CHECK(slice.origin() == (&so_far == &from_one ? one : two) + ", byte " + std::to_string(so_far.size() + 1));
      CHECK(slice.origin(4) == (&so_far == &from_one ? one : two) + ", byte " + std::to_string(so_far.size() + 5));
      so_far += slice.text();
    }
    CHECK(from_one == mark + kText);
    CHECK(from_two == kText);
  }
  CHECK(TextSlice("made up").origin().empty());
  CHECK(TextSlice().origin().empty());
}

TEST_CASE("Slices of a real book are at most slice_size long, and nearly so") {
  const std::string book = WEIR_SOURCE_DIR "/data/book.txt";
  const auto slices = read_all({book}, 4096, 3);
  CHECK(joined(slices) == content(book));
  for (std::size_t i = 0; i + 1 < slices.size(); ++i) {
    REQUIRE(slices[i].size() <= 4096);
    REQUIRE(slices[i].size() > 4096 - 40);  // no word of the book is longer
    REQUIRE(ends_in_space(slices[i]));
  }
}

TEST_CASE("A word longer than a slice stays whole, and the slices after it have their size again") {
  TemporaryFolder folder;
  const std::string word(1'000'000, 'x');
  std::string tail;
  for (int i = 0; i < 1000; ++i) tail += " tail";
  const auto path = write_file(folder / "text", "head " + word + tail);
  const auto slices = read_all({path}, 1000);
  CHECK(joined(slices) == "head " + word + tail);
  std::size_t longer = 0;
  for (const auto& slice : slices) {
    if (slice.size() <= 1000) continue;
    ++longer;
    CHECK(slice.substr(0, word.size()) == word);
  }
  CHECK(longer == 1);
}

TEST_CASE("The end of a file ends a word, and an empty file is nothing") {
  TemporaryFolder folder;
  const auto foo = write_file(folder / "foo", "foo");
  const auto bar = write_file(folder / "bar", "bar");
  const auto empty = write_file(folder / "empty", "");
  CHECK(read_all({foo, empty, bar}, 1024) == std::vector<std::string>{"foo", "bar"});
  CHECK(read_all({empty}, 1024).empty());
}

TEST_CASE("A hundred files come one after another") {
  TemporaryFolder folder;
  std::string all;
  for (int i = 100; i < 200; ++i) {
    const std::string text = "file " + std::to_string(i) + "\n";
    write_file(folder / std::to_string(i), text);
    all += text;
  }
  CHECK(joined(read_all({folder.path().string()}, 1024, 7)) == all);
}

TEST_CASE("A source that is full reads no further") {
  TemporaryFolder folder;
  std::string text;
  for (int i = 0; i < 10'000; ++i) text += "word ";
  TextRead source({{write_file(folder / "text", text)}, weir::Size{1000}});
  weir::testing::Collector<TextSlice> out(3);
  while (!out.output().full()) REQUIRE(source.produce(out.output()) == weir::Next::again);
  CHECK(source.produce(out.output()) == weir::Next::again);
  CHECK(out.take().size() == 3);
  REQUIRE(source.progress().has_value());
  CHECK(*source.progress() <= 3000.0 / static_cast<double>(text.size()));
}

TEST_CASE("Progress is the share of bytes read, and unknown when a path is not a regular file") {
  TemporaryFolder folder;
  const auto path = write_file(folder / "text", "a b c d e f g h");
  TextRead source({{path}, weir::Size{4}});
  CHECK(source.progress() == 0.0);
  weir::testing::drain(source);
  CHECK(source.progress() == 1.0);
  CHECK(TextRead({{write_file(folder / "empty", "")}, weir::Size{4}}).progress() == 1.0);
  CHECK_FALSE(TextRead({{path, "-"}, weir::Size{4}}).progress().has_value());
  CHECK_FALSE(TextRead({{"/dev/null"}, weir::Size{4}}).progress().has_value());
}

TEST_CASE("A file that cannot be read is an error that names it") {
  TextRead source({{"/proc/self/mem"}, weir::Size{1024}});  // reading its first page fails
  CHECK_THROWS_WITH(weir::testing::drain(source), "cannot read '/proc/self/mem': Input/output error");
}

TEST_CASE("A file that vanished since the start is an error that names it") {
  TemporaryFolder folder;
  const auto path = write_file(folder / "text", "words");
  TextRead source({{path}, weir::Size{1024}});
  std::filesystem::remove(path);
  CHECK_THROWS_WITH(weir::testing::drain(source), "cannot read '" + path + "': No such file or directory");
}

TEST_CASE("A missing file is an error before anything is read") {
  CHECK_THROWS_WITH(TextRead({{"no/such/file"}}),
                    "there is no file or directory 'no/such/file' (looked in " + std::filesystem::current_path().string() + ")");
}

TEST_CASE("text.paths and text.read_each together emit what text.read emits") {
  TemporaryFolder folder;
  for (int i = 0; i < 20; ++i) write_file(folder / std::to_string(i), "text of " + std::to_string(i) + " and more words");
  TextPaths paths({{folder.path().string()}});
  TextReadEach reader({weir::Size{10}});
  std::vector<std::string> all;
  for (auto& path : weir::testing::drain(paths, 3)) {
    reader.open(std::move(path));
    for (auto& text : texts(weir::testing::drain(reader))) all.push_back(std::move(text));
  }
  CHECK(all == read_all({folder.path().string()}, 10));
  CHECK(paths.progress() == 1.0);
}

TEST_CASE("Any white space of ASCII is a place to cut at") {
  TemporaryFolder folder;
  for (const char white : {' ', '\t', '\n', '\v', '\f', '\r'}) {
    const auto path = write_file(folder / "text", std::string("aaaaa") + white + "bbbbbbbbbb");
    TextRead source({{path}, weir::Size{8}});
    const auto slices = weir::testing::drain(source);
    REQUIRE(slices.size() == 2);
    CHECK(slices[0].text() == std::string("aaaaa") + white);
  }
}
