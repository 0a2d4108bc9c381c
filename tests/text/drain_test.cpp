// Whether a drain cuts the input of text.read short.

#include <fcntl.h>
#include <sys/stat.h>

#include <filesystem>
#include <weir/testing.hpp>

#include "catch.hpp"
#include "input_pipe.hpp"
#include "system/temporary_folder.hpp"
#include "text/text_generate.hpp"
#include "text/text_paths.hpp"
#include "text/text_read.hpp"
#include "text/text_read_each.hpp"

using namespace weir::stages;  // NOLINT(google-build-using-namespace)

TEST_CASE("A drain cuts a file short until all of it has been sent on") {
  TemporaryFolder folder;
  TextRead source({{write_file(folder / "text", "a b c d e f ")}, weir::Size{4}});
  weir::testing::Collector<TextSlice> out;
  for (int slices = 0; slices < 3; ++slices) {
    CHECK(source.cut_by_drain());
    while (!out.output().full()) REQUIRE(source.produce(out.output()) == weir::Next::again);
    out.take();
  }
  CHECK_FALSE(source.cut_by_drain());  // its end has not been seen yet
  CHECK(source.produce(out.output()) == weir::Next::done);
  CHECK_FALSE(source.cut_by_drain());
}

TEST_CASE("A drain cuts short what is left of several files, and what has been read and not sent on") {
  TemporaryFolder folder;
  const auto text = write_file(folder / "text", "whole tor");
  TextRead source({{text, write_file(folder / "empty", "")}, weir::Size{8}});
  weir::testing::Collector<TextSlice> out;
  while (!out.output().full()) REQUIRE(source.produce(out.output()) == weir::Next::again);
  CHECK(out.take().front().text() == "whole ");
  CHECK(source.cut_by_drain());
  weir::testing::drain(source);
  CHECK_FALSE(source.cut_by_drain());
}

TEST_CASE("A drain is the end of a pipe and cuts nothing short, unless a word has begun or a file comes after it") {
  TemporaryFolder folder;
  const auto text = write_file(folder / "text", "words");
  InputPipe pipe;
  pipe.write("some words and m");
  weir::testing::Collector<TextSlice> out;
  TextRead last({{text, "-"}, weir::Size{1024}});
  CHECK(last.cut_by_drain());
  while (!out.output().full()) REQUIRE(last.produce(out.output()) == weir::Next::again);
  CHECK(out.take().front().text() == "words");
  CHECK_FALSE(last.cut_by_drain());
  while (!out.output().full()) REQUIRE(last.produce(out.output()) == weir::Next::again);
  CHECK(out.take().front().text() == "some words and ");
  CHECK(last.cut_by_drain());  // the word that has begun would be lost
  pipe.write("ore ");
  while (!out.output().full()) REQUIRE(last.produce(out.output()) == weir::Next::again);
  CHECK(out.take().front().text() == "more ");
  CHECK_FALSE(last.cut_by_drain());

  TextRead first({{"-", text}, weir::Size{1024}});
  CHECK(first.cut_by_drain());
  CHECK(first.produce(out.output()) == weir::Next::again);
  CHECK(first.cut_by_drain());
}

TEST_CASE("A drain cuts nothing short before the first byte of named pipes") {
  TemporaryFolder folder;
  const auto one = (folder / "one").string();
  const auto two = (folder / "two").string();
  REQUIRE(::mkfifo(one.c_str(), 0600) == 0);
  REQUIRE(::mkfifo(two.c_str(), 0600) == 0);
  CHECK_FALSE(TextRead({{one, two}, weir::Size{1024}}).cut_by_drain());
}

TEST_CASE("A standard input that is a file is cut short like a file") {
  TemporaryFolder folder;
  const auto path = write_file(folder / "text", "a b ");
  const int saved = ::dup(STDIN_FILENO);
  const int file = ::open(path.c_str(), O_RDONLY);
  REQUIRE(file >= 0);
  REQUIRE(::dup2(file, STDIN_FILENO) == STDIN_FILENO);
  ::close(file);
  TextRead source({{"-"}, weir::Size{2}});
  CHECK(source.cut_by_drain());
  weir::testing::drain(source);
  CHECK_FALSE(source.cut_by_drain());
  if (saved >= 0) ::dup2(saved, STDIN_FILENO);
  if (saved >= 0) ::close(saved);
}

TEST_CASE("Lists of paths and texts that are made up are cut short until their last item") {
  TemporaryFolder folder;
  TextPaths paths({{write_file(folder / "a", ""), write_file(folder / "b", "")}});
  weir::testing::Collector<std::string> names;
  CHECK(paths.produce(names.output()) == weir::Next::again);
  CHECK(paths.cut_by_drain());
  names.take();
  CHECK(paths.produce(names.output()) == weir::Next::done);
  CHECK_FALSE(paths.cut_by_drain());

  TextGenerate text({.size = weir::Size{3000}, .slice_size = weir::Size{2000}});
  weir::testing::Collector<TextSlice> slices;
  CHECK(text.produce(slices.output()) == weir::Next::again);
  CHECK(text.cut_by_drain());
  slices.take();
  CHECK(text.produce(slices.output()) == weir::Next::done);
  CHECK_FALSE(text.cut_by_drain());
}

TEST_CASE("In a drain text.read_each waits for no pipe, and the next path is read from its beginning") {
  TemporaryFolder folder;
  const auto silent = (folder / "silent").string();
  REQUIRE(::mkfifo(silent.c_str(), 0600) == 0);
  TextReadEach stage({.slice_size = weir::Size{1024}});
  const auto expander = weir::detail::adapt<TextReadEach>(&stage, nullptr);
  weir::testing::Collector<TextSlice> out(10);
  weir::detail::StopFlag run;
  weir::detail::Ending ending(run);
  out.writers().ending = &ending;
  ending.drain();
  weir::detail::TypedBatch<std::string> paths;
  paths.add([&] { return std::string(silent); });
  paths.add([&] { return std::string(write_file(folder / "text", "words")); });
  while (expander->advance(&paths, out.writers()) == weir::detail::CallResult::more) out.writers().flush = false;
  const auto slices = out.take();
  REQUIRE(slices.size() == 1);
  CHECK(slices.front().text() == "words");
  CHECK(ending.broke_off);
}
