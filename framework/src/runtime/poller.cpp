#include "runtime/poller.hpp"

#include <fmt/format.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include <weir/error.hpp>

namespace weir::runtime {

namespace {

[[noreturn]] void refuse_to_open(int error) {
  throw Error(fmt::format("cannot make the descriptors by which the run waits: {}{}", std::strerror(error),
                          error == EMFILE || error == ENFILE ? "; raise the limit of open files (ulimit -n)" : ""));
}

[[noreturn]] void refuse_to_watch(int descriptor, int error) {
  if (error == EEXIST)
    throw Error(fmt::format("file descriptor {} is waited for by two replicas at a time; give each its own: dup makes one", descriptor));
  if (error == ENOSPC)
    throw Error(
        fmt::format("cannot wait for file descriptor {}: the user's limit of watched descriptors is reached; raise "
                    "/proc/sys/fs/epoll/max_user_watches",
                    descriptor));
  throw Error(fmt::format("cannot wait for file descriptor {}: {}", descriptor, std::strerror(error)));
}

std::uint32_t events_of(const detail::WaitDescriptor& wait) noexcept {
  std::uint32_t events = EPOLLONESHOT;
  if (wait.read) events |= EPOLLIN | EPOLLRDHUP;
  if (wait.write) events |= EPOLLOUT;
  return events;
}

}  // namespace

Poller::~Poller() {
  if (timer_ >= 0) close(timer_);
  if (epoll_ >= 0) close(epoll_);
}

void Poller::open() {
  epoll_ = epoll_create1(EPOLL_CLOEXEC);
  if (epoll_ < 0) refuse_to_open(errno);
  timer_ = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);  // that of std::chrono::steady_clock
  if (timer_ < 0) refuse_to_open(errno);
  epoll_event event{.events = EPOLLIN, .data = {.u64 = kTime}};
  if (epoll_ctl(epoll_, EPOLL_CTL_ADD, timer_, &event) != 0) refuse_to_open(errno);
}

void Poller::set_time(SteadyTime time) noexcept {
  itimerspec setting{};  // zeros: never
  if (time != kNever) {
    const auto nanoseconds = std::max<std::int64_t>(time.time_since_epoch().count(), 1);
    setting.it_value.tv_sec = nanoseconds / 1'000'000'000;
    setting.it_value.tv_nsec = nanoseconds % 1'000'000'000;
  }
  timerfd_settime(timer_, TFD_TIMER_ABSTIME, &setting, nullptr);
}

bool Poller::watch(std::span<const detail::WaitDescriptor> descriptors, std::uint64_t key) {
  for (std::size_t d = 0; d < descriptors.size(); ++d) {
    epoll_event event{.events = events_of(descriptors[d]), .data = {.u64 = key}};
    if (epoll_ctl(epoll_, EPOLL_CTL_ADD, descriptors[d].descriptor, &event) == 0) continue;
    const int error = errno;
    unwatch(descriptors.first(d));
    if (error == EPERM) return false;  // such as a regular file
    refuse_to_watch(descriptors[d].descriptor, error);
  }
  return true;
}

void Poller::unwatch(std::span<const detail::WaitDescriptor> descriptors) noexcept {
  for (const detail::WaitDescriptor& wait : descriptors) epoll_ctl(epoll_, EPOLL_CTL_DEL, wait.descriptor, nullptr);
}

std::size_t Poller::sleep(std::span<std::uint64_t> ready) noexcept {
  std::array<epoll_event, 64> events;
  const int count = epoll_wait(epoll_, events.data(), static_cast<int>(std::min(events.size(), ready.size())), -1);
  std::size_t keys = 0;
  for (int e = 0; e < count; ++e) {
    const std::uint64_t key = events[static_cast<std::size_t>(e)].data.u64;
    if (key != kTime) ready[keys++] = key;
  }
  return keys;
}

}  // namespace weir::runtime
