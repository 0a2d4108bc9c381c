#include <fmt/format.h>
#include <poll.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <vector>

#include <weir/error.hpp>
#include <weir/testing.hpp>

namespace weir::detail {

namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

// Until something is ready, at most so long. Returns whether it is. A regular file always is.
bool poll_for(std::vector<pollfd>& descriptors, milliseconds most) {
  const int ready = poll(descriptors.data(), descriptors.size(), static_cast<int>(most.count()));
  if (ready < 0 && errno != EINTR) throw Error(fmt::format("cannot wait for what the stage waits for: {}", std::strerror(errno)));
  for (const pollfd& polled : descriptors) {
    if ((polled.revents & POLLNVAL) != 0) throw Error(fmt::format("the stage waits for file descriptor {}, which is not open", polled.fd));
  }
  return ready > 0;
}

}  // namespace

// A waker has no descriptor, so it is looked at from time to time.
void wait_by_hand(const WaitRequest* request) {
  constexpr milliseconds kLook{1};
  constexpr std::chrono::seconds kLongest{10};
  if (request == nullptr) throw Error("a stage returned Next::wait, but its class does not derive from weir::Waits");
  if (request->empty()) throw Error("a stage returned Next::wait and has not said what it waits for");
  std::vector<pollfd> polled;
  for (const WaitDescriptor& wait : request->descriptors)
    polled.push_back({wait.descriptor, static_cast<short>((wait.read ? POLLIN : 0) | (wait.write ? POLLOUT : 0)), 0});
  const Clock::time_point end = Clock::now() + kLongest;
  while (!request->waker->asked() && !poll_for(polled, kLook) && Clock::now() < request->until) {
    if (Clock::now() > end)
      throw Error("a stage has waited for 10 seconds, and nothing that it waits for has happened; make it happen on another thread");
  }
}

}  // namespace weir::detail
