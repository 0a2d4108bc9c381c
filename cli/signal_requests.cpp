#include "signal_requests.hpp"

#include <algorithm>

namespace weir::cli {

int SignalRequests::arrive(std::chrono::nanoseconds time) noexcept {
  const std::int64_t now = std::max<std::int64_t>(time.count(), 1);
  std::int64_t began = began_.load();
  do {
    if (began != 0 && now - began < kSame.count()) return 0;
  } while (!began_.compare_exchange_weak(began, now));  // two signals may come on two threads
  return count_.fetch_add(1) + 1;
}

}  // namespace weir::cli
