// Rows of a text that trickles in: what is held back for the widths of the columns is shown all the same.

#include "table/table_write.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstring>
#include <string>
#include <thread>
#include <tuple>
#include <vector>

#include "catch.hpp"
#include "system/temporary_folder.hpp"
#include "table/aligned_rows.hpp"

using weir::stages::AlignedRows;
using weir::stages::TableFormat;
using weir::stages::TableWrite;

namespace {

/// A named pipe with its reading end.
class Watched {
 public:
  Watched() {
    REQUIRE(::mkfifo(path().c_str(), 0600) == 0);
    reader_ = ::open(path().c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    REQUIRE(reader_ >= 0);
  }
  Watched(const Watched&) = delete;
  Watched& operator=(const Watched&) = delete;
  ~Watched() { close(); }

  [[nodiscard]] std::string path() const { return (folder_ / "pipe").string(); }
  void close() {
    if (reader_ >= 0) ::close(reader_);
    reader_ = -1;
  }
  /// The next bytes, as many as are asked for; fewer when they have not come in a minute.
  [[nodiscard]] std::string next(std::size_t bytes) const {
    std::string text;
    while (text.size() < bytes) {
      pollfd waiting{reader_, POLLIN, 0};
      if (::poll(&waiting, 1, 60'000) <= 0) break;
      std::string more(bytes - text.size(), '\0');
      const ssize_t count = ::read(reader_, more.data(), more.size());
      if (count <= 0) break;
      text += more.substr(0, static_cast<std::size_t>(count));
    }
    return text;
  }

 private:
  TemporaryFolder folder_;
  int reader_ = -1;
};

void consume(TableWrite& stage, std::vector<int> numbers) {
  std::vector<weir::AnyItem> items;
  for (const int& number : numbers) items.push_back({&number, &weir::item_type<int>()});
  stage.consume(items);
}

std::string rows(AlignedRows& aligned, std::vector<int> numbers) {
  std::string out;
  for (const int number : numbers) {
    const std::vector<weir::Cell> cells{std::int64_t{number}};
    aligned.row(cells, out);
  }
  return out;
}

}  // namespace

TEST_CASE("Rows that someone may be watching are shown though no more come") {
  Watched pipe;
  TableWrite stage({pipe.path(), TableFormat::text});
  stage.begin(weir::item_type<int>());
  consume(stage, {1, 22});
  const std::string first = "value\n    1\n   22\n";
  CHECK(pipe.next(first.size()) == first);
  // The widths are set now, and rows are no longer held back.
  consume(stage, {333});
  CHECK(pipe.next(6) == "  333\n");
  consume(stage, {1234567});
  CHECK(pipe.next(8) == "1234567\n");
  consume(stage, {4});
  stage.finish();
  CHECK(pipe.next(6) == "    4\n");
}

TEST_CASE("The reader of a pipe gets rows as they come, in every format") {
  const auto [format, first, second] =
      GENERATE(std::tuple{TableFormat::csv, "value\n1\n", "22\n"}, std::tuple{TableFormat::tsv, "value\n1\n", "22\n"},
               std::tuple{TableFormat::jsonl, "{\"value\":1}\n", "{\"value\":22}\n"});
  Watched pipe;
  TableWrite stage({pipe.path(), format});
  stage.begin(weir::item_type<int>());
  consume(stage, {1});
  CHECK(pipe.next(std::strlen(first)) == first);
  consume(stage, {22});
  CHECK(pipe.next(std::strlen(second)) == second);
  stage.finish();
}

TEST_CASE("A table that ends before its rows were shown is written whole") {
  Watched pipe;
  {
    TableWrite stage({pipe.path(), TableFormat::text});
    stage.begin(weir::item_type<int>());
    consume(stage, {1});
    consume(stage, {1234567});
    stage.finish();
  }
  CHECK(pipe.next(100) == "  value\n      1\n1234567\n");
}

TEST_CASE("When the reader has gone while rows were held back, a later row says so") {
  const auto before = std::signal(SIGPIPE, SIG_IGN);
  Watched pipe;
  TableWrite stage({pipe.path(), TableFormat::text});
  stage.begin(weir::item_type<int>());
  consume(stage, {1});
  pipe.close();
  bool closed = false;
  const auto end = std::chrono::steady_clock::now() + std::chrono::minutes(1);
  while (!closed && std::chrono::steady_clock::now() < end) {
    try {
      consume(stage, {2});
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    } catch (const weir::OutputClosed&) {
      closed = true;
    }
  }
  CHECK(closed);
  std::signal(SIGPIPE, before);
}

TEST_CASE("Rows that are released set the widths, and those after them follow at once") {
  AlignedRows aligned;
  std::string out;
  aligned.header(weir::item_type<int>().columns, out);
  CHECK_FALSE(aligned.holds());
  CHECK(rows(aligned, {1234567}).empty());
  CHECK(aligned.holds());
  aligned.release(out);
  CHECK(out == "  value\n1234567\n");
  CHECK_FALSE(aligned.holds());
  CHECK(rows(aligned, {1, 123456789}) == "      1\n123456789\n");
}
