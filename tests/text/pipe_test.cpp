// Sources that may have to wait: pipes and the standard input.

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <weir/pipeline.hpp>
#include <weir/testing.hpp>

#include "catch.hpp"
#include "input_pipe.hpp"
#include "joined.hpp"
#include "system/temporary_folder.hpp"
#include "system/without_poll.hpp"
#include "text/text_read.hpp"

using weir::stages::TextRead;
using weir::stages::TextSlice;

namespace {}  // namespace

TEST_CASE("The standard input is read to its end, more than a pipe holds") {
  std::string text;
  for (int i = 0; i < 100'000; ++i) text += "word" + std::to_string(i) + " ";
  InputPipe pipe;
  std::thread writer([&] {
    pipe.write(text);
    pipe.close();
  });
  TextRead source({{"-"}, weir::Size{4096}});
  const auto read = joined(weir::testing::drain(source));
  writer.join();
  CHECK(read == text);
}

TEST_CASE("The standard input stays open: it belongs to the program") {
  InputPipe pipe;
  pipe.write("some text");
  {
    TextRead source({{"-"}, weir::Size{4096}});
    weir::testing::Collector<TextSlice> out;
    CHECK(source.produce(out.output()) == weir::Next::again);  // left before its end
  }
  CHECK(::fcntl(STDIN_FILENO, F_GETFD) >= 0);
  pipe.close();
  TextRead source({{"-"}, weir::Size{4096}});
  weir::testing::drain(source);
  CHECK(::fcntl(STDIN_FILENO, F_GETFD) >= 0);
}

TEST_CASE("Where nothing tells whether a pipe has something, that is an error and not a wait without end") {
  InputPipe pipe;
  TextRead source({{"-"}, weir::Size{4096}});
  weir::testing::Collector<TextSlice> out;
  const WithoutPoll no_poll;
  CHECK_THROWS_WITH(source.produce(out.output()), "cannot read the standard input: Invalid argument");
}

TEST_CASE("While a pipe is silent, produce returns with nothing") {
  InputPipe pipe;
  TextRead source({{"-"}, weir::Size{4096}});
  weir::testing::Collector<TextSlice> out;
  for (int i = 0; i < 3; ++i) CHECK(source.produce(out.output()) == weir::Next::again);
  CHECK(out.take().empty());
}

TEST_CASE("What came through a pipe is sent on up to its last white space when no more follows") {
  InputPipe pipe;
  pipe.write("whole words and a hal");
  TextRead source({{"-"}, weir::Size{4096}});
  weir::testing::Collector<TextSlice> out;
  std::string first;
  while (first.empty()) {
    REQUIRE(source.produce(out.output()) == weir::Next::again);
    first = joined(out.take());
  }
  CHECK(first == "whole words and a ");
  pipe.write("f one");
  pipe.close();
  CHECK(joined(weir::testing::drain(source)) == "half one");
}

TEST_CASE("A stop is seen while a pipe is silent") {
  InputPipe pipe;
  TextRead source({{"-"}, weir::Size{4096}});
  weir::testing::Collector<TextSlice> out;
  out.stop();
  CHECK(source.produce(out.output()) == weir::Next::again);
  CHECK(out.take().empty());
}

TEST_CASE("A named pipe is waited for: before it has a writer, and until the last one is gone") {
  TemporaryFolder folder;
  const auto path = (folder / "pipe").string();
  REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
  TextRead source({{path}, weir::Size{4096}});
  weir::testing::Collector<TextSlice> out;
  CHECK(source.produce(out.output()) == weir::Next::again);
  CHECK(out.take().empty());
  const int writer = ::open(path.c_str(), O_WRONLY);
  REQUIRE(writer >= 0);
  write_all(writer, "through a pipe");
  ::close(writer);
  CHECK(joined(weir::testing::drain(source)) == "through a pipe");
}

TEST_CASE("What came through a pipe goes through the whole pipeline while the pipe is silent, however large the batches are") {
  InputPipe pipe;
  pipe.write("one two ");
  weir::Pipeline pipeline("silent", {.timeout = std::chrono::minutes(1)});
  const auto slices = pipeline.source("text", [] { return std::make_unique<TextRead>(TextRead::Params{{"-"}, weir::Size{4096}}); });
  std::string seen;
  pipeline.sink(slices, "into",
                [&](const TextSlice& slice) {
                  seen += slice.text();
                  pipe.close();  // only now does the stream end
                },
                {.batch_size = 100});
  CHECK(pipeline.run().finished);
  CHECK(seen == "one two ");
}
