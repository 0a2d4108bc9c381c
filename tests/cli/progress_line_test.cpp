#include "run/progress_line.hpp"

#include <chrono>

#include "catch.hpp"

using namespace std::chrono_literals;
using weir::RunReport;
using weir::StageReport;
using weir::cli::progress_text;

namespace {

StageReport stage(const std::string& name, std::size_t queued, std::size_t depth) {
  StageReport report;
  report.name = name;
  report.queued = queued;
  report.queue_depth = depth;
  return report;
}

bool ends_with(const std::string& text, const std::string& end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

}  // namespace

TEST_CASE("The line says how long, how much went in and out and how fast, and which queue is fullest by its depth") {
  RunReport report;
  report.wall = 12'500ms;
  report.items = 15;
  report.stages = {stage("text", 0, 0), stage("count", 5, 8), stage("top", 20, 64)};
  report.stages.front().items_out = 200'000;
  CHECK(progress_text(report, {}) == "12.5 s  200 k items from sources, 16.0 k/s  15 into sinks, 1.20/s  fullest queue: count 5/8");
}

TEST_CASE("Of several full queues the line names the last: what holds the pipeline up is behind it") {
  RunReport report;
  report.stages = {stage("text", 0, 0), stage("split", 8, 8), stage("count", 4, 4), stage("top", 0, 64)};
  CHECK(ends_with(progress_text(report, {}), "  fullest queue: count 4/4"));
  // One batch has just been taken.
  report.stages[2].queued = 3;
  CHECK(ends_with(progress_text(report, {}), "  fullest queue: count 3/4"));
  report.stages[2].queued = 2;
  CHECK(ends_with(progress_text(report, {}), "  fullest queue: split 8/8"));
}

TEST_CASE("When the sources know how much there is, the line has percent and the time left") {
  RunReport report;
  report.wall = 30s;
  report.items = 10;
  CHECK(progress_text(report, 0.25) == "30.0 s  25 %  ETA 1 m 30 s  0 items from sources, 0.00/s  10 into sinks, 0.33/s");
}

TEST_CASE("Where items are rows of a table, the line counts the rows") {
  RunReport report;
  report.wall = 2s;
  report.items = 1;
  report.rows = 500;
  report.counts_rows = true;
  report.stages = {stage("csv", 0, 0)};
  report.stages.front().items_out = 2;
  report.stages.front().rows_out = 3'000'000;
  CHECK(progress_text(report, {}) == "2.00 s  3.00 M rows from sources, 1.50 M/s  500 into sinks, 250/s");
}

TEST_CASE("One item is one item") {
  RunReport report;
  report.stages = {stage("text", 0, 0)};
  report.stages.front().items_out = 1;
  CHECK(progress_text(report, {}) == "0 ns  1 item from sources, 0.00/s  0 into sinks, 0.00/s");
}

TEST_CASE("Too early or at the end there is no time left to tell") {
  RunReport report;
  report.wall = 1s;
  CHECK(progress_text(report, 0.001) == "1.00 s  <1 %  0 items from sources, 0.00/s  0 into sinks, 0.00/s");
  CHECK(progress_text(report, 0.99) == "1.00 s  99 %  0 items from sources, 0.00/s  0 into sinks, 0.00/s");
}

TEST_CASE("Before anything has happened the line has no rate to divide by") {
  CHECK(progress_text(RunReport{}, {}) == "0 ns  0 items from sources, 0.00/s  0 into sinks, 0.00/s");
}
