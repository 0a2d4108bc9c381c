// What a host is called with, and when it is no longer called.

#include "runtime/callback_thread.hpp"

#include <stdexcept>
#include <string>
#include <vector>

#include "catch.hpp"

using weir::Event;
using weir::RunReport;
using weir::runtime::CallbackThread;

namespace {

/// Callbacks that note what they are called with; the event "throw" makes one throw.
struct Host {
  std::vector<std::string> events;
  int reports = 0;
  int failures = 0;

  weir::Callbacks callbacks() {
    return {.event =
                [this](const Event& event) {
                  events.push_back(event.text);
                  if (event.text == "throw") throw std::runtime_error("from the host");
                },
            .progress = [this](const RunReport&) { ++reports; },
            .progress_every = std::chrono::hours(1)};
  }
  std::function<void(std::exception_ptr)> fail() {
    return [this](const std::exception_ptr&) { ++failures; };
  }
};

Event event(const std::string& text) {
  return {Event::What::started, "", text};
}

}  // namespace

TEST_CASE("A host is called with every event in its order, and with one last report") {
  Host host;
  CallbackThread thread(host.callbacks(), [] { return RunReport(); });
  thread.start(host.fail());
  for (const char* text : {"a", "b", "c"}) thread.post(event(text));
  thread.stop();
  CHECK(host.events == std::vector<std::string>{"a", "b", "c"});
  CHECK(host.reports == 1);
  CHECK(host.failures == 0);
}

TEST_CASE("After the end a host is not called again") {
  Host host;
  CallbackThread thread(host.callbacks(), [] { return RunReport(); });
  thread.start(host.fail());
  thread.stop();
  thread.post(event("late"));
  thread.stop();
  CHECK(host.events.empty());
  CHECK(host.reports == 1);
}

TEST_CASE("After a callback threw a host is not called again") {
  Host host;
  CallbackThread thread(host.callbacks(), [] { return RunReport(); });
  thread.start(host.fail());
  for (const char* text : {"a", "throw", "b"}) thread.post(event(text));
  thread.stop();
  CHECK(host.events == std::vector<std::string>{"a", "throw"});
  CHECK(host.reports == 0);
  CHECK(host.failures == 1);
}

TEST_CASE("A host is not called before the start") {
  Host host;
  CallbackThread thread(host.callbacks(), [] { return RunReport(); });
  thread.stop();
  CHECK(host.reports == 0);
}
