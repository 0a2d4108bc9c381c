// weir inside a program that has its own oneTBB arena and its own signal handling.
//
// `run` called inside an arena uses the threads of that arena and makes none; its thread takes part. A std::stop_token ends the run early:
// that is not an error, but `finished` is false. weir installs no handler, so signals stay the program's. Notice that the program decides
// what a signal means: here SIGINT asks for the stop, from a thread that waits for it.

#include <oneapi/tbb/task_arena.h>
#include <weir/weir.hpp>

#include <csignal>
#include <iostream>
#include <optional>
#include <stop_token>
#include <thread>

#include <unistd.h>

int main() {
  // Blocked here and so in every thread made later, and taken by `sigwait` alone.
  sigset_t interrupt;
  sigemptyset(&interrupt);
  sigaddset(&interrupt, SIGINT);
  pthread_sigmask(SIG_BLOCK, &interrupt, nullptr);

  std::stop_source stop;
  std::thread signals([&] {
    int signal = 0;
    sigwait(&interrupt, &signal);
    stop.request_stop();
  });

  weir::Pipeline pipeline("endless");
  const auto numbers = pipeline.source("numbers", [next = 0]() mutable { return std::optional(next++); });
  pipeline.sink(numbers, "watch", [](int number) {
    if (number == 1000) kill(getpid(), SIGINT);  // as if someone had pressed Ctrl-C
  });

  oneapi::tbb::task_arena arena(2);
  const weir::RunReport report = arena.execute([&] { return pipeline.run(stop.get_token()); });
  signals.join();

  std::cout << "workers: " << report.workers << '\n';
  std::cout << "finished: " << (report.finished ? "yes" : "no, stopped") << '\n';
}
