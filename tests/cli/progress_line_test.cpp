#include "progress_line.hpp"

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

}  // namespace

TEST_CASE("The line says how long, how much, how fast, and which queue is fullest by its depth") {
  RunReport report;
  report.wall = 12'300ms;
  report.items = 4'200'000;
  report.stages = {stage("text", 0, 0), stage("count", 7, 8), stage("top", 20, 64)};
  CHECK(progress_text(report) == "12.3 s  4.20 M items  341 k/s  fullest queue: count 7/8");
}

TEST_CASE("When the sources know how far they are, the line has percent and the time left") {
  RunReport report;
  report.wall = 30s;
  report.items = 10;
  report.progress = 0.25;
  CHECK(progress_text(report) == "30.0 s  10 items  0.33/s  25 %  ETA 1 m 30 s");
}

TEST_CASE("Too early or at the end there is no time left to tell") {
  RunReport report;
  report.wall = 1s;
  report.progress = 0.001;
  CHECK(progress_text(report) == "1.00 s  0 items  0.00/s  <1 %");
  report.progress = 1;
  CHECK(progress_text(report) == "1.00 s  0 items  0.00/s  100 %");
}

TEST_CASE("Before anything has happened the line has no rate to divide by") {
  CHECK(progress_text(RunReport{}) == "0 ns  0 items  0.00/s");
}
