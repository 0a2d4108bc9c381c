// What a host is told while a pipeline runs.

#include <weir/pipeline.hpp>

#include <chrono>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "catch.hpp"

using namespace std::chrono_literals;
using What = weir::Event::What;

namespace {

weir::Pipeline counting(int to) {
  weir::Pipeline pipeline("counting");
  const auto numbers =
      pipeline.source("numbers", [to, n = 0]() mutable -> std::optional<int> { return n < to ? std::optional(n++) : std::nullopt; });
  pipeline.sink(numbers, "drop", [](int) {});
  return pipeline;
}

std::vector<std::string> lines_of(const std::vector<weir::Event>& events) {
  std::vector<std::string> lines;
  for (const weir::Event& event : events) lines.push_back(event.text);
  return lines;
}

}  // namespace

TEST_CASE("A host is told the events of a run in their order, before the run returns") {
  std::vector<weir::Event> events;
  std::vector<std::thread::id> threads;
  counting(10).run({}, {.event = [&](const weir::Event& event) { events.push_back(event); }});
  REQUIRE(events.size() == 4);
  CHECK(lines_of(events)[0].starts_with("counting: started with "));
  CHECK(lines_of(events)[1] == "counting: stage 'numbers' finished");
  CHECK(events[1].stage == "numbers");
  CHECK(lines_of(events)[2] == "counting: stage 'drop' finished");
  CHECK(lines_of(events)[3] == "counting: finished");
  CHECK(events[3].what == What::ended);
}

TEST_CASE("A host is told of a failure, a stop and a timeout") {
  std::vector<weir::Event> events;
  const weir::Callbacks callbacks{.event = [&](const weir::Event& event) { events.push_back(event); }};

  weir::Pipeline fails("fails");
  fails.sink(fails.source("numbers", []() -> std::optional<int> { throw std::runtime_error("broken"); }), "drop", [](int) {});
  CHECK_THROWS(fails.run({}, callbacks));
  CHECK(events.back().text == "fails: failed: stage 'numbers', replica 0: broken");

  events.clear();
  weir::Pipeline waits("waits");
  waits.sink(waits.inlet<int>("numbers"), "drop", [](int) {});
  {
    weir::Run run = waits.start(callbacks);
    run.wait_for(1ms);
    run.stop();
    CHECK_FALSE(run.wait().finished);
  }
  CHECK(events.back().text == "waits: stopped");

  events.clear();
  weir::Pipeline late("late", {.timeout = 5ms});
  late.sink(late.inlet<int>("numbers"), "drop", [](int) {});
  CHECK_THROWS_AS(late.start(callbacks).wait(), weir::TimeoutError);
  REQUIRE(events.size() == 3);
  CHECK(events[1].what == What::stopping);
  CHECK(events[1].text == "late: stopping: the timeout of 5ms is over");
}

TEST_CASE("A host is told of the progress, and the last report has everything") {
  std::vector<weir::RunReport> reports;
  weir::Pipeline pipeline("progress");
  const auto numbers = pipeline.source("numbers", [n = 0]() mutable -> std::optional<int> {
    if (n == 20) return std::nullopt;
    std::this_thread::sleep_for(1ms);
    return n++;
  });
  pipeline.sink(numbers, "drop", [](int) {});
  pipeline.run({}, {.progress = [&](const weir::RunReport& report) { reports.push_back(report); }, .progress_every = 1ms});
  CHECK(reports.size() >= 2);
  CHECK(reports.back().items == 20);
  CHECK(reports.back().finished);
}

TEST_CASE("What a callback throws ends the run and is thrown as it is") {
  weir::Pipeline waits("waits");
  waits.sink(waits.inlet<int>("numbers"), "drop", [](int) {});
  weir::Run run = waits.start({.event = [](const weir::Event&) { throw std::logic_error("from the host"); }});
  CHECK_THROWS_WITH(run.wait(), "from the host");
}

TEST_CASE("After a callback has thrown, none is called any more") {
  std::vector<std::string> calls;
  const weir::Callbacks callbacks{.event =
                                      [&](const weir::Event& event) {
                                        calls.push_back(event.text);
                                        throw std::logic_error("from the host");
                                      },
                                  .progress = [&](const weir::RunReport&) { calls.emplace_back("progress"); },
                                  .progress_every = 1h};
  CHECK_THROWS_WITH(counting(10).run({}, callbacks), "from the host");
  REQUIRE(calls.size() == 1);
  CHECK(calls[0].starts_with("counting: started with "));
}

TEST_CASE("After the end of a run no callback is called, whatever its host asks for") {
  int events_after = 0;
  int reports = 0;
  bool ended = false;
  weir::Pipeline pipeline = counting(10);
  {
    weir::Run run = pipeline.start({.event =
                                        [&](const weir::Event& event) {
                                          events_after += ended ? 1 : 0;
                                          ended = event.what == What::ended;
                                        },
                                    .progress = [&](const weir::RunReport&) { ++reports; },
                                    .progress_every = 1h});
    run.wait();
    run.drain();
    run.stop();
  }
  CHECK(ended);
  CHECK(events_after == 0);
  CHECK(reports == 1);
}

TEST_CASE("A callback may stop the run that it hears about") {
  weir::Pipeline waits("waits");
  waits.sink(waits.inlet<int>("numbers"), "drop", [](int) {});
  std::stop_source stop;
  std::vector<weir::Run> runs;
  std::atomic<weir::Run*> reached = nullptr;
  runs.push_back(waits.start({.progress =
                                  [&](const weir::RunReport&) {
                                    if (weir::Run* run = reached) run->stop();
                                  },
                              .progress_every = 1ms}));
  reached = &runs.front();
  CHECK_FALSE(runs.front().wait().finished);
}

TEST_CASE("A callback that pulls what is left when its run has ended does not hold up the run") {
  weir::Pipeline pipeline("pulls");
  pipeline.outlet(pipeline.inlet<int>("numbers"), "results");
  std::atomic<const weir::Outlet<int>*> results = nullptr;
  std::atomic<int> pulled = 0;
  weir::Run run = pipeline.start({.event = [&](const weir::Event& event) {
    if (event.what != What::ended || results == nullptr) return;
    while (results.load()->pull()) ++pulled;
  }});
  const weir::Outlet<int> outlet = run.outlet<int>("results");
  results = &outlet;
  for (int i = 0; i < 3; ++i) REQUIRE(run.inlet<int>("numbers").push(i));
  run.inlet<int>("numbers").close();
  CHECK(run.wait().finished);
  CHECK(pulled == 3);
}

TEST_CASE("The last event of a run is its end, whatever its host asked for meanwhile") {
  for (int round = 0; round < 200; ++round) {
    std::vector<weir::Event> events;
    weir::Pipeline pipeline = counting(10);
    weir::Run run = pipeline.start({.event = [&](const weir::Event& event) { events.push_back(event); }});
    if (round % 2 == 0) run.drain();
    if (round % 3 == 0) run.stop();
    run.wait();
    REQUIRE(!events.empty());
    CHECK(events.front().what == What::started);
    CHECK(events.back().what == What::ended);
  }
}

TEST_CASE("A run that its host stops once its end has been announced does not announce that it is stopping") {
  std::vector<weir::Event> events;
  std::atomic<weir::Run*> reached = nullptr;
  weir::Pipeline pipeline = counting(10);
  weir::Run run = pipeline.start({.event = [&](const weir::Event& event) {
    events.push_back(event);
    if (event.stage != "drop") return;
    // The run cannot return before this callback does, but announces its end meanwhile: if it has not yet, that is well, too.
    while (reached == nullptr) std::this_thread::yield();
    std::this_thread::sleep_for(50ms);
    reached.load()->stop();
  }});
  reached = &run;
  run.wait();
  REQUIRE(!events.empty());
  CHECK(events.back().what == What::ended);
}
