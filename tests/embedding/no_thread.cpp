// Stands before the C library's `pthread_create`, as a tool that looks for errors would.

#include "embedding/no_thread.hpp"

#include <dlfcn.h>
#include <pthread.h>

#include <atomic>
#include <cerrno>
#include <limits>
#include <thread>

namespace {

using Routine = void* (*)(void*);

constexpr int kAll = std::numeric_limits<int>::max();
std::atomic<int> more_threads{kAll};
std::atomic<Routine> of_standard_library{nullptr};  // what its threads begin with
std::atomic<bool> learning{false};

}  // namespace

extern "C" int pthread_create(pthread_t* thread, const pthread_attr_t* attributes, Routine routine, void* argument) noexcept {
  static const auto real = reinterpret_cast<decltype(&pthread_create)>(dlsym(RTLD_NEXT, "pthread_create"));
  if (learning) of_standard_library = routine;
  if (routine == of_standard_library && more_threads != kAll && more_threads-- <= 0) return EAGAIN;
  return real(thread, attributes, routine, argument);
}

namespace weir {

NoThread::NoThread(int more) {
  learning = true;
  std::thread([] {}).join();
  learning = false;
  more_threads = more;
}

NoThread::~NoThread() {
  more_threads = kAll;
}

}  // namespace weir
