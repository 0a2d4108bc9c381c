// Stands before the C library's `pthread_create`, as a tool that looks for errors would.

#include "embedding/no_thread.hpp"

#include <dlfcn.h>
#include <pthread.h>

#include <atomic>
#include <cerrno>
#include <limits>
#include <string_view>

namespace {

using Routine = void* (*)(void*);

constexpr int kAll = std::numeric_limits<int>::max();
std::atomic<int> more_threads{kAll};

bool is_of_tbb(Routine routine) {
  Dl_info info{};
  const bool found = dladdr(reinterpret_cast<void*>(routine), &info) != 0 && info.dli_fname != nullptr;
  return found && std::string_view(info.dli_fname).find("libtbb") != std::string_view::npos;
}

}  // namespace

extern "C" int pthread_create(pthread_t* thread, const pthread_attr_t* attributes, Routine routine, void* argument) noexcept {
  static const auto real = reinterpret_cast<decltype(&pthread_create)>(dlsym(RTLD_NEXT, "pthread_create"));
  if (more_threads != kAll && !is_of_tbb(routine) && more_threads-- <= 0) return EAGAIN;
  return real(thread, attributes, routine, argument);
}

namespace weir {

NoThread::NoThread(int more) {
  more_threads = more;
}

NoThread::~NoThread() {
  more_threads = kAll;
}

}  // namespace weir
