// Stages that wait for something outside without a worker (`Waits`), on descriptors of the system.

#include <array>
#include <atomic>
#include <chrono>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "asking.hpp"
#include "catch.hpp"

namespace weir::asking {

using namespace std::chrono_literals;

TEST_CASE("64 replicas wait at a time on two workers") {
  std::mutex mutex;
  std::vector<Descriptor> asked;
  Asking asking(200,
                [&](Ask& ask, Output<int>& out) {
                  char byte = 0;
                  if (ask.calls > 1 && read(*ask.descriptor, &byte, 1) == 1) return answer(ask, out);
                  if (ask.calls == 1) {
                    const Pipe pipe = make_pipe();
                    ask.descriptor = pipe.out;
                    const std::lock_guard lock(mutex);
                    asked.push_back(pipe.in);
                  }
                  ask.wait_readable(*ask.descriptor);
                  return Next::wait;
                },
                {.replicas = 64, .batch_size = 1, .ordered = GENERATE(false, true)});
  Run run = asking.pipeline.start();
  // None gets its answer before 64 have asked.
  for (std::size_t answered = 0; answered < 200;) {
    std::unique_lock lock(mutex);
    if (asked.size() == answered || asked.size() < 64) {
      lock.unlock();
      std::this_thread::sleep_for(1ms);
      continue;
    }
    for (; answered < asked.size(); ++answered) REQUIRE(write(*asked[answered], "a", 1) == 1);
  }
  const RunReport report = run.wait();
  CHECK(asking.sorted() == counted(200));
  CHECK(report.stages[1].waiting_outside > 0ns);
}

TEST_CASE("In an ordered stage answers leave in the order of the questions, in whatever order they come") {
  Asking asking(100,
                [](Ask& ask, Output<int>& out) {
                  if (ask.calls > 1) return answer(ask, out);
                  ask.wait_for(std::chrono::microseconds(ask.item % 7 * 300));
                  return Next::wait;
                },
                {.replicas = 16, .batch_size = 3, .ordered = true});
  asking.pipeline.run();
  CHECK(asking.got == counted(100));
}

TEST_CASE("What a call pushes before it waits arrives, though its batch is not full") {
  // The answer to each item comes only when the item itself has arrived at the end.
  std::mutex mutex;
  std::vector<std::pair<int, Waker>> wakers;
  std::array<std::atomic<bool>, 10> arrived{};
  Asking asking(10,
                [&](Ask& ask, Output<int>& out) {
                  if (ask.calls == 1) {
                    out.push(ask.item);
                    const std::lock_guard lock(mutex);
                    wakers.emplace_back(ask.item, ask.waker());
                  }
                  if (arrived[static_cast<std::size_t>(ask.item)]) return Next::done;
                  ask.wait_for_wake();
                  return Next::wait;
                },
                {.replicas = 3, .batch_size = 1});
  asking.on_answer = [&](int item) {
    arrived[static_cast<std::size_t>(item)] = true;
    const std::lock_guard lock(mutex);
    for (const auto& [of, waker] : wakers) {
      if (of == item) waker.wake();
    }
  };
  asking.pipeline.run();
  CHECK(asking.sorted() == counted(10));
}

TEST_CASE("A stage reads and writes one descriptor, waits with a time, and is woken in the middle of a call") {
  Asking asking(20, [](Ask& ask, Output<int>& out) {
    if (ask.calls == 1) {
      std::array<int, 2> ends{};
      if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends.data()) != 0) throw std::runtime_error("no sockets");
      ask.descriptor = owned(ends[0]);
      const Descriptor peer = owned(ends[1]);
      ask.wait_readable(*ask.descriptor);
      ask.wait_writable(*ask.descriptor);  // it can be written at once
      return Next::wait;
    }
    if (ask.calls == 2) {
      ask.waker().wake();
      ask.wait_for_wake();
      return Next::wait;
    }
    if (ask.calls == 3) {
      ask.wait_for(std::chrono::nanoseconds::max());
      ask.wait_until(std::chrono::steady_clock::now() + 1ms);
      return Next::wait;
    }
    return answer(ask, out);
  });
  asking.pipeline.run();
  CHECK(asking.got == counted(20));
}

TEST_CASE("A regular file is always ready, and so is what has hung up") {
  const Pipe pipe = make_pipe();
  Pipe hung_up = make_pipe();
  hung_up.in.reset();
  Asking asking(2, [&](Ask& ask, Output<int>& out) {
    if (ask.calls > 1) return answer(ask, out);
    if (ask.item == 0) ask.descriptor = owned(open("/proc/self/exe", O_RDONLY | O_CLOEXEC));
    ask.wait_readable(*pipe.out);  // nothing will come
    ask.wait_readable(ask.item == 0 ? *ask.descriptor : *hung_up.out);
    return Next::wait;
  });
  asking.pipeline.run();
  CHECK(asking.got == counted(2));
}

TEST_CASE("A time that has passed is not waited for") {
  Asking asking(3, [](Ask& ask, Output<int>& out) {
    if (ask.calls > 100) return answer(ask, out);
    ask.wait_for(-1h);
    return Next::wait;
  });
  asking.pipeline.run();
  CHECK(asking.got == counted(3));
}

TEST_CASE("Waiting for nothing, for what is not open, or for what another waits for, fails the run with the reason") {
  CHECK_THAT(Asking(1, [](Ask&, Output<int>&) { return Next::wait; }).failure(), Catch::Contains("has not said what it waits for"));
  Asking said_before(1, [](Ask& ask, Output<int>&) {
    if (ask.calls == 2) return Next::wait;
    ask.wait_for(0ns);
    return Next::again;
  });
  CHECK_THAT(said_before.failure(), Catch::Contains("has not said what it waits for"));
  const auto closed = [](Ask& ask, Output<int>&) {
    ask.wait_readable(1'000'000);
    return Next::wait;
  };
  CHECK_THAT(Asking(1, closed).failure(), Catch::Contains("cannot wait for file descriptor 1000000: Bad file descriptor"));
  const Pipe pipe = make_pipe();
  const auto same = [&](Ask& ask, Output<int>&) {
    ask.wait_readable(*pipe.out);
    return Next::wait;
  };
  CHECK_THAT(Asking(2, same, {.replicas = 2, .batch_size = 1}).failure(), Catch::Contains("is waited for by two replicas at a time"));
}

namespace {

class CannotWait final : public Source<int> {
 public:
  Next produce(Output<int>&) override { return Next::wait; }
};

}  // namespace

TEST_CASE("A class that does not derive from Waits cannot wait, nor can the function of a sink") {
  Pipeline pipeline("waits");
  pipeline.sink(pipeline.source("wait", [] { return CannotWait(); }), "end", [](int) {});
  CHECK_THROWS_WITH(pipeline.run(), Catch::Contains("its class does not derive from weir::Waits"));
  Pipeline sink("waits");
  sink.sink(sink.source("one", from({1})), "wait", [](int) { return Next::wait; });
  CHECK_THROWS_WITH(sink.run(), Catch::Contains("the function of a sink returned Next::wait"));
}

}  // namespace weir::asking
