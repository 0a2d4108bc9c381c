#include "exec/ready_set.hpp"

#include <sys/epoll.h>

#include <array>
#include <cerrno>
#include <span>
#include <system_error>

namespace weir::stages {

namespace {

[[noreturn]] void fail_to_wait() {
  throw std::system_error(errno, std::generic_category(), "cannot wait for programs");
}

}  // namespace

ReadySet::ReadySet() : set_(::epoll_create1(EPOLL_CLOEXEC)) {
  if (!set_.is_open()) fail_to_wait();
}

void ReadySet::add(const Descriptor& descriptor, std::uint32_t events, std::uint64_t name) {
  epoll_event event{};
  event.events = events;
  event.data.u64 = name;
  if (::epoll_ctl(set_.number(), EPOLL_CTL_ADD, descriptor.number(), &event) != 0) fail_to_wait();
}

void ReadySet::add_reader(const Descriptor& descriptor, std::uint64_t name) {
  add(descriptor, EPOLLIN, name);
}

void ReadySet::add_writer(const Descriptor& descriptor, std::uint64_t name) {
  add(descriptor, EPOLLOUT, name);
}

const std::vector<std::uint64_t>& ReadySet::ready() {
  std::array<epoll_event, 64> events;
  const int count = ::epoll_wait(set_.number(), events.data(), static_cast<int>(events.size()), 0);
  if (count < 0 && errno != EINTR) fail_to_wait();
  ready_.clear();
  for (const epoll_event& event : std::span(events).first(count > 0 ? static_cast<std::size_t>(count) : 0))
    ready_.push_back(event.data.u64);
  return ready_;
}

}  // namespace weir::stages
