// Rows are counted beside items, in every account of a run.

#include <weir/pipeline.hpp>
#include <weir/rows.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "catch.hpp"

namespace {

using namespace weir;

constexpr OnError kSkip{.then = OnError::Then::skip};

/// Slices of 1, 2, 3, … rows, with the numbers from 0 on.
auto slices(int count) {
  return [count, made = 0, next = std::int64_t{0}]() mutable -> std::optional<Rows> {
    if (made == count) return std::nullopt;
    RowsBuilder builder(Columns{{"n", ColumnType::integer}});
    ++made;
    for (int row = 0; row < made; ++row) builder.add(next++);
    return builder.build();
  };
}

constexpr int kSlices = 40;
constexpr std::uint64_t kRows = kSlices * (kSlices + 1) / 2;

bool is_bad(std::int64_t number) {
  return number % 13 == 5;
}

std::uint64_t bad_rows() {
  std::uint64_t bad = 0;
  for (std::uint64_t n = 0; n < kRows; ++n) bad += is_bad(static_cast<std::int64_t>(n)) ? 1 : 0;
  return bad;
}

/// Rejects some rows, each by itself, and passes on the others.
class Sieve final : public Transform<Rows, Rows> {
 public:
  void process(std::span<Rows> slices, Output<Rows>& out) override {
    for (Rows& slice : slices) {
      std::vector<std::uint32_t> kept;
      for (std::uint32_t row = 0; row < slice.size(); ++row) {
        if (is_bad(slice.values<std::int64_t>(0)[row]))
          reject(slice.filter(std::span(&row, 1)), "it is bad");
        else
          kept.push_back(row);
      }
      out.push(slice.filter(kept));
    }
  }
};

/// Takes what it is given apart, so that the engine cannot ask it afterwards how many rows there were.
class Take final : public Sink<Rows> {
 public:
  explicit Take(std::uint64_t& rows) : rows_(rows) {}
  void consume(std::span<Rows> slices) override {
    for (Rows& slice : slices) rows_ += std::exchange(slice, Rows()).size();
  }

 private:
  std::uint64_t& rows_;
};

struct Ended {
  RunReport report;
  std::uint64_t taken = 0;
  std::uint64_t rejected = 0;
};

Ended run_sieve(StageOptions options) {
  Ended ended;
  Pipeline pipeline("rows", {.workers = 2});
  const auto rows = pipeline.source("rows", slices(kSlices));
  const auto kept = pipeline.transform(
      rows, "sieve", [] { return std::make_unique<Sieve>(); }, std::move(options));
  pipeline.sink(kept, "take", [&ended] { return std::make_unique<Take>(ended.taken); });
  pipeline.sink(pipeline.output<Rejected<Rows>>("sieve.rejected"), "bad",
                [&ended](const Rejected<Rows>& one) { ended.rejected += one.item.size(); });
  ended.report = pipeline.run();
  return ended;
}

}  // namespace

TEST_CASE("Every stage, output, edge and end of a run has its rows beside its items") {
  for (const std::size_t replicas : {1U, 3U}) {
    const Ended ended = run_sieve({.replicas = replicas, .batch_size = 3});
    const RunReport& report = ended.report;
    const std::uint64_t bad = bad_rows();
    CHECK(ended.taken == kRows - bad);
    CHECK(ended.rejected == bad);
    CHECK(report.counts_rows);
    CHECK(report.rows == kRows);
    CHECK(report.stages[0].rows_out == kRows);
    CHECK(report.stages[1].items_in == kSlices);
    CHECK(report.stages[1].rows_in == kRows);
    CHECK(report.stages[1].rows_out == kRows - bad);
    CHECK(report.stages[1].named_outputs.back().rows == bad);
    CHECK(report.stages[1].rows_rejected == bad);
    CHECK(report.stages[2].rows_in == kRows - bad);
    CHECK(report.edges[1].rows_put == kRows - bad);
    CHECK(report.edges[1].rows_taken == kRows - bad);
    CHECK(report.edges[1].rows_left == 0);
    CHECK(report.balance.rows.read == kRows);
    CHECK(report.balance.rows.written == kRows - bad);
    CHECK(report.balance.rows.rejected == bad);
    CHECK(report.balance.rows.left == 0);
    CHECK(report.balance.wrong.empty());
  }
}

TEST_CASE("Slices that leave whole, because a call failed, are counted with all their rows") {
  std::uint64_t taken = 0, lost = 0;
  Pipeline pipeline("rows");
  const auto rows = pipeline.source("rows", slices(kSlices));
  const auto kept = pipeline.map(rows, "map",
                                 [&lost](const Rows& slice) {
                                   if (slice.size() % 4 != 0) return slice;
                                   lost += slice.size();
                                   throw std::runtime_error("a multiple of four");
                                 },
                                 {.on_error = kSkip});
  pipeline.sink(kept, "take", [&taken] { return std::make_unique<Take>(taken); });
  const RunReport report = pipeline.run();
  CHECK(taken + lost == kRows);
  CHECK(report.balance.skipped == kSlices / 4);
  CHECK(report.balance.rows.skipped == lost);
  CHECK(report.balance.rows.written == taken);
  CHECK(report.stages[1].rows_skipped == lost);
}

TEST_CASE("What a run leaves when it fails is counted in rows, too") {
  std::uint64_t taken = 0;
  std::optional<RunReport> report;
  Pipeline pipeline("rows");
  const auto rows = pipeline.source("rows", slices(kSlices));
  const auto kept = pipeline.map(rows, "map",
                                 [](const Rows& slice) {
                                   if (slice.size() == 30) throw std::runtime_error("thirty");
                                   return slice;
                                 },
                                 {.batch_size = 2});
  pipeline.sink(kept, "take", [&taken] { return std::make_unique<Take>(taken); });
  Run run = pipeline.start();
  CHECK_THROWS_WITH(run.wait(), "stage 'map', replica 0: thirty");
  const Balance balance = run.report().balance;
  CHECK(balance.wrong.empty());
  CHECK(balance.rows.written == taken);
  CHECK(balance.rows.left >= 29 + 30);
  CHECK(balance.rows.read >= balance.rows.left);
}

TEST_CASE("max_errors counts rows, and the share of all rows that came, where items have rows") {
  const std::uint64_t bad = bad_rows();
  const double percent = 100.0 * static_cast<double>(bad) / static_cast<double>(kRows);
  CHECK(run_sieve({.on_error = kSkip, .max_errors = MaxErrors{.items = bad}}).report.finished);
  CHECK(run_sieve({.on_error = kSkip, .max_errors = MaxErrors{.percent = percent + 0.01}}).report.finished);
  CHECK_THROWS_AS(run_sieve({.on_error = kSkip, .max_errors = MaxErrors{.items = bad - 1}}), StageError);
  CHECK_THROWS_AS(run_sieve({.on_error = kSkip, .max_errors = MaxErrors{.percent = percent - 0.01}}), StageError);
}

TEST_CASE("An item without rows counts as one, beside those that have some") {
  std::vector<std::int64_t> numbers;
  Pipeline pipeline("rows");
  const auto rows = pipeline.source("rows", slices(kSlices));
  const auto sizes = pipeline.map(rows, "size", [](const Rows& slice) { return static_cast<std::int64_t>(slice.size()); });
  pipeline.sink(sizes, "take", [&numbers](std::int64_t size) { numbers.push_back(size); });
  const RunReport report = pipeline.run();
  CHECK(report.stages[1].rows_in == kRows);
  CHECK(report.stages[1].rows_out == kSlices);
  CHECK(report.stages[2].rows_in == numbers.size());
  CHECK(report.balance.rows.read == kRows);
  CHECK(report.balance.rows.written == kSlices);
  Pipeline plain("plain");
  plain.sink(plain.source("numbers", [next = 0]() mutable { return next < 3 ? std::optional(next++) : std::nullopt; }), "take", [](int) {});
  const RunReport without = plain.run();
  CHECK_FALSE(without.counts_rows);
  CHECK(without.balance.rows.read == 3);
  CHECK(without.balance.rows.written == 3);
}
