// A run is a guest in its host's process: what it must leave as it found it.

#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/task_arena.h>
#include <oneapi/tbb/task_group.h>
#include <weir/pipeline.hpp>

#include <malloc.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <clocale>
#include <csignal>
#include <cstddef>
#include <cstdio>
#include <filesystem>
#include <locale>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "catch.hpp"

namespace {

using oneapi::tbb::global_control;

std::size_t entries(const char* folder) {
  const std::filesystem::directory_iterator all(folder);
  return static_cast<std::size_t>(std::distance(begin(all), end(all)));
}

weir::Pipeline counting(std::atomic<int>& sum, weir::Count workers = 2) {
  weir::Pipeline pipeline("counting", {.workers = workers});
  const auto numbers = pipeline.source("numbers", [n = 0]() mutable { return n < 1000 ? std::optional(n++) : std::nullopt; });
  pipeline.sink(pipeline.map(numbers, "same", [](int n) { return n; }, {.replicas = 2}), "add", [&sum](int) { ++sum; });
  return pipeline;
}

using Handler = void (*)(int);

Handler handler_of(int signal) {
  struct sigaction action {};
  sigaction(signal, nullptr, &action);
  return action.sa_handler;
}

/// Captures what is written to one of the process's streams, while it lives.
class Captured {
 public:
  explicit Captured(std::FILE* stream) : stream_(stream), file_(std::tmpfile()), saved_(dup(fileno(stream))) {
    std::fflush(stream_);
    dup2(fileno(file_), fileno(stream_));
  }
  Captured(const Captured&) = delete;
  Captured& operator=(const Captured&) = delete;
  ~Captured() {
    restore();
    std::fclose(file_);
  }
  /// The number of bytes written so far.
  long restore() {
    if (saved_ >= 0) {
      std::fflush(stream_);
      dup2(saved_, fileno(stream_));
      close(saved_);
      saved_ = -1;
    }
    std::fseek(file_, 0, SEEK_END);
    return std::ftell(file_);
  }

 private:
  std::FILE* stream_;
  std::FILE* file_;
  int saved_;
};

}  // namespace

TEST_CASE("A run leaves signals, locale, thread limits and streams as they are") {
  constexpr std::array kSignals{SIGINT, SIGTERM, SIGPIPE, SIGHUP};
  std::vector<Handler> before;
  for (const int signal : kSignals) before.push_back(handler_of(signal));
  const std::string locale = std::setlocale(LC_ALL, nullptr);
  const std::locale global;
  const std::size_t limit = global_control::active_value(global_control::max_allowed_parallelism);

  std::atomic<int> sum = 0;
  weir::Pipeline pipeline = counting(sum, 100);  // more than there are cores, which oneTBB would complain about
  Captured out(stdout), err(stderr);
  pipeline.run({}, {.event = [&](const weir::Event&) {
                 // Also in the middle of the run.
                 for (std::size_t i = 0; i < kSignals.size(); ++i) CHECK(handler_of(kSignals[i]) == before[i]);
               }});
  const long written = out.restore() + err.restore();

  CHECK(sum == 1000);
  CHECK(written == 0);
  for (std::size_t i = 0; i < kSignals.size(); ++i) CHECK(handler_of(kSignals[i]) == before[i]);
  CHECK(std::setlocale(LC_ALL, nullptr) == locale);
  CHECK(std::locale() == global);
  CHECK(global_control::active_value(global_control::max_allowed_parallelism) == limit);
}

TEST_CASE("Runs leave no threads and no open files behind") {
  std::atomic<int> sum = 0;
  weir::Pipeline pipeline = counting(sum);
  for (int i = 0; i < 5; ++i) pipeline.run();  // oneTBB's own threads are made once, and stay
  const std::size_t threads = entries("/proc/self/task"), files = entries("/proc/self/fd");
  for (int i = 0; i < 50; ++i) {
    pipeline.run();
    pipeline.start().stop();
  }
  CHECK(entries("/proc/self/task") <= threads);
  CHECK(entries("/proc/self/fd") == files);
}

TEST_CASE("Several runs at once share one of the host's arenas") {
  for (const int size : {1, 2, 8}) {
    std::atomic<int> sum = 0;
    weir::Pipeline pipeline = counting(sum);
    oneapi::tbb::task_arena arena(size);
    std::vector<std::thread> hosts;
    for (int i = 0; i < 4; ++i) {
      hosts.emplace_back([&] {
        for (int k = 0; k < 5; ++k) arena.execute([&] { pipeline.run(); });
      });
    }
    for (std::thread& host : hosts) host.join();
    CHECK(sum == 20'000);
  }
}

TEST_CASE("Runs inside the tasks of a host's task group end, in an arena of any size") {
  for (const int size : {1, 2, 8}) {
    std::atomic<int> sum = 0;
    weir::Pipeline pipeline = counting(sum);
    oneapi::tbb::task_arena arena(size);
    arena.execute([&] {
      oneapi::tbb::task_group group;
      for (int i = 0; i < 10; ++i) group.run([&] { pipeline.run(); });
      group.wait();
    });
    CHECK(sum == 10'000);
  }
}

TEST_CASE("A host that waits in an arena of one thread for a run with inlets does not hold it up") {
  weir::Pipeline pipeline("asked", {.workers = 1});
  pipeline.outlet(pipeline.map(pipeline.inlet<int>("numbers"), "double", [](int n) { return 2 * n; }), "results");
  oneapi::tbb::task_arena arena(1);
  arena.execute([&] {
    weir::Run run = pipeline.start();
    auto numbers = run.inlet<int>("numbers");
    auto results = run.outlet<int>("results");
    for (int i = 0; i < 10; ++i) {
      REQUIRE(numbers.push(i));
      REQUIRE(results.pull() == 2 * i);
    }
    numbers.close();
    CHECK(run.wait().finished);
  });
}

TEST_CASE("A host's thread that pushes, pulls, drains and stops stays out of every arena") {
  std::atomic<int> sum = 0;
  std::thread([&] {
    weir::Pipeline pipeline("asked");
    pipeline.outlet(pipeline.inlet<int>("numbers"), "results");
    for (const bool stops : {true, false}) {
      weir::Run run = pipeline.start();
      for (int i = 0; i < 10; ++i) {
        CHECK(run.inlet<int>("numbers").push(i));
        CHECK(run.outlet<int>("results").pull() == i);
      }
      if (stops) run.stop();
      run.drain();
      CHECK(run.wait().finished != stops);
    }
    constexpr int kOutside = oneapi::tbb::task_arena::not_initialized;
    CHECK(oneapi::tbb::this_task_arena::current_thread_index() == kOutside);
    CHECK(counting(sum, 1).run().workers == 1);
  }).join();
}

TEST_CASE("A run inside a task does no other work of the host's arena meanwhile") {
  std::atomic<int> sum = 0;
  std::atomic<bool> entered = false;
  oneapi::tbb::task_arena arena(2);
  arena.execute([&] {
    oneapi::tbb::task_group group;
    for (int i = 0; i < 20; ++i) {
      group.run([&] {
        thread_local bool inside = false;
        if (inside) entered = true;
        inside = true;
        weir::Pipeline pipeline = counting(sum);
        pipeline.run();
        inside = false;
      });
    }
    group.wait();
  });
  CHECK_FALSE(entered);
  CHECK(sum == 20'000);
}

TEST_CASE("A run in an arena ends while another one in it goes on") {
  oneapi::tbb::task_arena arena(2, 1);
  std::atomic<int> begun = 0;
  weir::Pipeline endless("endless", {});
  const auto numbers = endless.source("numbers", [] { return std::optional(1); });
  endless.sink(endless.map(numbers, "same", [](int n) { return n; }, {.replicas = 4}), "count", [&begun](int) { ++begun; });
  std::stop_source stop;
  std::thread other([&] { arena.execute([&] { static_cast<void>(endless.run(stop.get_token())); }); });
  while (begun == 0) std::this_thread::yield();
  std::atomic<int> sum = 0;
  for (int i = 0; i < 20; ++i) arena.execute([&] { counting(sum).run(); });
  CHECK(sum == 20'000);
  stop.request_stop();
  other.join();
}

TEST_CASE("One small run after another needs no more memory, however busy the machine is") {
  std::atomic<bool> over{false};
  std::vector<std::thread> busy;
  for (int i = 0; i < 4; ++i) {
    busy.emplace_back([&over] {
      while (!over.load(std::memory_order_relaxed)) continue;
    });
  }
  const auto run = [](int times) {
    std::atomic<int> sum = 0;
    for (int i = 0; i < times; ++i) counting(sum).start().wait();
  };
  run(100);
  const std::size_t before = mallinfo2().uordblks;
  run(400);
  const std::size_t after = mallinfo2().uordblks;
  over = true;
  for (std::thread& thread : busy) thread.join();
  CHECK(after < before + 400'000);  // it was 8 KB a run
}

TEST_CASE("A program can end oneTBB after its runs") {
  oneapi::tbb::task_scheduler_handle handle{oneapi::tbb::attach{}};
  std::atomic<int> sum = 0;
  counting(sum).start().wait();
  counting(sum).start().wait();
  CHECK(sum == 2000);
  weir::release_arenas();
  CHECK(oneapi::tbb::finalize(handle, std::nothrow));
}
