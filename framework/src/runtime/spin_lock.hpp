#pragma once

#include <atomic>
#include <thread>

#if defined(__x86_64__)
#include <emmintrin.h>
#endif

namespace weir::runtime {

/// Tells the processor that its thread spins.
inline void relax_processor() noexcept {
#if defined(__x86_64__)
  _mm_pause();
#elif defined(__aarch64__)
  asm volatile("yield");
#endif
}

/// A mutex for critical sections of some 50 ns, where putting a thread to sleep would cost more than the wait. Who has to wait spins on a
/// plain read, which leaves the cache line shared, and after a while yields, for its holder may have been put aside. Neither fair nor
/// recursive.
class SpinLock {
 public:
  void lock() noexcept {
    for (int tries = 0; locked_.exchange(true, std::memory_order_acquire);) {
      while (locked_.load(std::memory_order_relaxed)) wait(tries);
    }
  }
  bool try_lock() noexcept { return !locked_.exchange(true, std::memory_order_acquire); }
  void unlock() noexcept { locked_.store(false, std::memory_order_release); }

 private:
  static void wait(int& tries) noexcept {
    constexpr int kSpins = 64;  // some 2 µs, longer than any holder that is running
    if (++tries > kSpins) return std::this_thread::yield();
    relax_processor();
  }

  std::atomic<bool> locked_{false};
};

}  // namespace weir::runtime
