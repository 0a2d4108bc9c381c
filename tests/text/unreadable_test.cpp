// Files that cannot be read as text: what is said of them, and what becomes of the others.

#include <filesystem>
#include <string>
#include <vector>
#include <weir/testing.hpp>

#include "catch.hpp"
#include "input_pipe.hpp"
#include "joined.hpp"
#include "system/temporary_folder.hpp"
#include "text/text_read.hpp"
#include "text/text_read_each.hpp"

using namespace weir::stages;          // NOLINT(google-build-using-namespace)
using namespace std::string_literals;  // NOLINT(google-build-using-namespace)
using Lines = std::vector<std::string>;
namespace fs = std::filesystem;

namespace {

const std::string kZip = "PK\x03\x04\x0A\0\0\0\0\0\x03\x4B\x04\0\x43\xBE\xB7\xE8\x01\0\0\0"s;
const std::string kHowToUnzip = "it is a zip archive; read its text through a pipe, as '-': unzip -p FILE | weir run ...";

TextRead::Params skipping(const Lines& paths, std::uint64_t slice_size = 1024) {
  return {{paths.begin(), paths.end()}, weir::Size{slice_size}, {}, {}, OnUnreadable::skip};
}

template <class Stage>
weir::Counters counters_of(const Stage& stage) {
  weir::Counters counters;
  stage.counters(counters);
  return counters;
}

}  // namespace

TEST_CASE("An archive is an error that names it and the way to read it, at every slice size") {
  TemporaryFolder folder;
  const auto path = write_file(folder / "a.zip", kZip);
  for (const std::uint64_t size : {1U, 2U, 3U, 10U, 1024U}) {
    TextRead source({{path}, weir::Size{size}});
    CHECK_THROWS_WITH(weir::testing::drain(source), "cannot read '" + path + "': " + kHowToUnzip);
  }
}

TEST_CASE("An archive from a pipe is an error, also when they come one by one") {
  InputPipe pipe;
  TextRead source({{"-"}, weir::Size{1024}});
  weir::testing::Collector<TextSlice> out;
  pipe.write(kZip.substr(0, 1));
  CHECK(source.produce(out.output()) == weir::Next::again);
  pipe.write(kZip.substr(1, 1));
  CHECK(source.produce(out.output()) == weir::Next::again);
  CHECK(out.take().empty());
  pipe.write(kZip.substr(2));
  CHECK_THROWS_WITH(weir::testing::drain(source), "cannot read the standard input: " + kHowToUnzip);
}

TEST_CASE("A pipe that could not be read is not read again, from the middle") {
  InputPipe pipe;
  TextReadEach reader({weir::Size{1024}});
  pipe.write(kZip + " and what looks like text ");
  for (int tries = 0; tries < 3; ++tries) {
    const auto read = [&] {
      reader.open("-");
      weir::testing::drain(reader);
    };
    CHECK_THROWS_WITH(read(), "cannot read the standard input: " + kHowToUnzip);
    pipe.write("more of it\n");
  }
}

TEST_CASE("A byte order mark of UTF-8 is left out at the front of each file and nowhere else") {
  TemporaryFolder folder;
  const std::string mark = "\xEF\xBB\xBF";
  const auto one = write_file(folder / "1", mark + "one " + mark + "two ");
  const auto two = write_file(folder / "2", mark);
  const auto three = write_file(folder / "3", mark + mark + "three");
  for (const std::uint64_t size : {1U, 2U, 3U, 4U, 1024U}) {
    TextRead source({{one, two, three}, weir::Size{size}});
    CHECK(joined(weir::testing::drain(source)) == "one " + mark + "two " + mark + "three");
  }
}

TEST_CASE("White space right behind a byte order mark is a place to cut at, whatever the size of the slice") {
  InputPipe pipe;
  TextRead source({{"-"}, weir::Size{2}});
  weir::testing::Collector<TextSlice> out;
  pipe.write("\xEF\xBB\xBF \n");
  std::string text;
  for (int calls = 0; calls < 100 && text.size() < 2; ++calls) {
    REQUIRE(source.produce(out.output()) == weir::Next::again);
    text += joined(out.take());
  }
  CHECK(text == " \n");
}

TEST_CASE("A byte order mark is left out of what comes through a pipe byte by byte") {
  InputPipe pipe;
  TextRead source({{"-"}, weir::Size{1024}});
  weir::testing::Collector<TextSlice> out;
  std::string text;
  for (const char byte : "\xEF\xBB\xBFone "s) {
    pipe.write({&byte, 1});
    REQUIRE(source.produce(out.output()) == weir::Next::again);
    text += joined(out.take());
  }
  while (text.empty()) {
    REQUIRE(source.produce(out.output()) == weir::Next::again);
    text += joined(out.take());
  }
  CHECK(text == "one ");
}

TEST_CASE("With skip, what cannot be read is named and counted, and the rest is read") {
  TemporaryFolder folder;
  const auto good = write_file(folder / "good", "good ");
  const auto zip = write_file(folder / "a.zip", kZip);
  const auto gone = write_file(folder / "gone", "gone ");
  const auto last = write_file(folder / "last", "last");
  const auto missing = (folder / "missing").string();
  TextRead source(skipping({missing, good, zip, gone, "/proc/self/mem", last}));
  fs::remove(gone);
  CHECK(joined(weir::testing::drain(source)) == "good last");
  const auto counters = counters_of(source);
  CHECK(counters.totals().at("files_skipped") == 4);
  CHECK(counters.missing() == Lines{"there is no file or directory '" + missing + "'; skipped",
                                    "cannot read '" + zip + "': " + kHowToUnzip + "; skipped",
                                    "cannot read '" + gone + "': No such file or directory; skipped",
                                    "cannot read '/proc/self/mem': Input/output error; skipped"});
}

TEST_CASE("With skip, what was skipped counts as done in the progress") {
  TemporaryFolder folder;
  const auto zip = write_file(folder / "a.zip", kZip + std::string(5000, '\0'));
  const auto good = write_file(folder / "good", "good");
  TextRead source(skipping({zip, good}));
  weir::testing::drain(source);
  CHECK(source.progress() == 1.0);
}

TEST_CASE("With skip and nothing that can be read, the stream is empty") {
  TextRead source(skipping({"/no/such/file"}));
  CHECK(weir::testing::drain(source).empty());
  CHECK(counters_of(source).missing() == Lines{"there is no file or directory '/no/such/file'; skipped"});
}

TEST_CASE("Nothing is counted when nothing was skipped") {
  TemporaryFolder folder;
  TextRead source(skipping({write_file(folder / "a", "words")}));
  weir::testing::drain(source);
  CHECK(counters_of(source).totals().at("files_skipped") == 0);
  CHECK(counters_of(source).missing().empty());
}

TEST_CASE("text.read_each skips likewise, path by path") {
  TemporaryFolder folder;
  const auto good = write_file(folder / "good", "good ");
  const auto zip = write_file(folder / "a.zip", kZip);
  TextReadEach reader({weir::Size{1024}, OnUnreadable::skip});
  std::string text;
  for (std::string path : {good, zip, folder.path().string() + "/none", good}) {
    reader.open(std::move(path));
    text += joined(weir::testing::drain(reader));
  }
  CHECK(text == "good good ");
  CHECK(counters_of(reader).totals().at("files_skipped") == 2);
  CHECK(counters_of(reader).missing() == Lines{"cannot read '" + zip + "': " + kHowToUnzip + "; skipped",
                                               "there is no file or directory '" + folder.path().string() + "/none'; skipped"});
}

TEST_CASE("text.read_each stops at a file that cannot be read unless it is told to skip") {
  TemporaryFolder folder;
  TextReadEach reader({weir::Size{1024}});
  reader.open(write_file(folder / "a.zip", kZip));
  CHECK_THROWS_WITH(weir::testing::drain(reader), "cannot read '" + (folder / "a.zip").string() + "': " + kHowToUnzip);
}

TEST_CASE("The params take 'stop' and 'skip', and patterns that are not empty") {
  CHECK_NOTHROW(weir::testing::make<TextRead>("{paths: [/dev/null], on_unreadable: skip, exclude: ['*.gz'], hidden: true}"));
  CHECK_THROWS_WITH(weir::testing::make<TextRead>("{paths: [/dev/null], on_unreadable: ignore}"),
                    Catch::Matchers::Contains("param 'on_unreadable': expected stop or skip, found 'ignore'"));
  CHECK_THROWS_WITH(weir::testing::make<TextRead>("{paths: [/dev/null], exclude: ['']}"),
                    Catch::Matchers::Contains("param 'exclude': a pattern is empty or holds a NUL character; take it out"));
  CHECK_THROWS_WITH(weir::testing::make<TextRead>("{paths: [/dev/null, \"nulp\\0.txt\"]}"),
                    Catch::Matchers::Contains("param 'paths': the path \"nulp\\x00.txt\" holds a NUL character; take it away"));
}

TEST_CASE("Of a file that was skipped, what had been read of it counts once") {
  TemporaryFolder folder;
  const auto zip = write_file(folder / "a.zip", kZip + std::string(100 - kZip.size(), '\0'));
  const auto one = write_file(folder / "one", std::string(99, 'b') + '\n');
  const auto other = write_file(folder / "other", std::string(100, 'c'));
  TextRead source(skipping({zip, one, other}));
  weir::testing::Collector<TextSlice> out;
  std::vector<TextSlice> slices;
  while (slices.empty()) {
    REQUIRE(source.produce(out.output()) == weir::Next::again);
    slices = out.take();
  }
  CHECK(joined(slices) == std::string(99, 'b') + '\n');
  CHECK(source.progress() == 200.0 / 300.0);
}
