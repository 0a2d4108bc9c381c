#include "runtime/new_thread.hpp"

#include <fmt/format.h>
#include <oneapi/tbb/global_control.h>
#include <pthread.h>
#include <sys/stat.h>

#include <atomic>
#include <chrono>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

#include <weir/error.hpp>

namespace weir::runtime {

namespace {

void* wait_for_all(void* all) {
  const std::lock_guard lock(*static_cast<std::mutex*>(all));
  return nullptr;
}

// A folder has two links and one for each folder in it, and here that is one for each thread of the process (proc_task_getattr in Linux's
// fs/proc/base.c): so a larger number is more threads. Reading the folder itself would take memory. 0 where it cannot be told.
std::size_t links_of_task_folder() noexcept {
  struct stat status {};
  return ::stat("/proc/self/task", &status) == 0 ? static_cast<std::size_t>(status.st_nlink) : 0;
}

/// Threads that do nothing but be there, with stacks like those of oneTBB's. They need no memory but that: little address space may be
/// left.
class Crowd {
 public:
  explicit Crowd(std::size_t size) {
    threads_.reserve(size);
    pthread_attr_init(&attributes_);
    using oneapi::tbb::global_control;
    pthread_attr_setstacksize(&attributes_, global_control::active_value(global_control::thread_stack_size));
  }
  Crowd(const Crowd&) = delete;
  Crowd& operator=(const Crowd&) = delete;
  ~Crowd() {
    for (const pthread_t thread : threads_) pthread_join(thread, nullptr);
    pthread_attr_destroy(&attributes_);
    wait_until_gone();
  }

  /// Adds threads until there are as many as its size. Returns what the system says when it grants no more, or 0.
  int gather() {
    const std::lock_guard lock(all_);
    while (threads_.size() < threads_.capacity()) {
      pthread_t thread{};
      if (const int refusal = pthread_create(&thread, &attributes_, wait_for_all, &all_)) return refusal;
      threads_.push_back(thread);
    }
    return 0;
  }

 private:
  // The system counts a thread for a little longer than it can be joined: until then those that are wanted could not be made.
  void wait_until_gone() const {
    using namespace std::chrono_literals;
    constexpr int kTries = 1000;
    if (links_before_ == 0) return;
    for (int i = 0; i < kTries && links_of_task_folder() > links_before_; ++i) std::this_thread::sleep_for(100us);
  }

  const std::size_t links_before_ = links_of_task_folder();
  std::mutex all_;  // held until all are there
  pthread_attr_t attributes_{};
  std::vector<pthread_t> threads_;
};

}  // namespace

void refuse_thread(const std::system_error& error) {
  const std::string what = fmt::format("the threads of the run could not be made: {}", error.code().message());
  throw Error(Problem(what, "raise the limit of processes (ulimit -u) or of memory (ulimit -v), or use fewer workers").text());
}

void require_workers(std::size_t workers) {
  static std::atomic<std::size_t> granted{0};
  if (workers <= granted.load(std::memory_order_relaxed)) return;
  // One more: the thread that looks after what several workers keep is made when they are under way, and must not take the place of one.
  if (const int refusal = Crowd(workers + 1).gather()) refuse_thread(std::system_error(refusal, std::generic_category()));
  for (std::size_t before = granted; before < workers && !granted.compare_exchange_weak(before, workers);) continue;
}

}  // namespace weir::runtime
