#include "system/ready.hpp"

#include <poll.h>

#include <cerrno>

namespace weir::stages {

Ready wait_until_ready(int descriptor, short events, std::chrono::milliseconds patience) noexcept {
  pollfd waiting{descriptor, events, 0};
  const int ready = ::poll(&waiting, 1, static_cast<int>(patience.count()));
  if (ready < 0) return errno == EINTR ? Ready::no : Ready::unknown;
  return ready > 0 ? Ready::yes : Ready::no;
}

}  // namespace weir::stages
