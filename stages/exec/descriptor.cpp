#include "exec/descriptor.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>

namespace weir::stages {

namespace {

[[noreturn]] void fail_for_errno() {
  throw std::system_error(errno, std::generic_category());
}

}  // namespace

void Descriptor::close() noexcept {
  if (number_ >= 0) ::close(std::exchange(number_, -1));
}

// A process may have closed its standard streams. What took the place of one would be mistaken for it in a child.
Descriptor above_standard_streams(Descriptor descriptor) {
  if (descriptor.number() > STDERR_FILENO) return descriptor;
  const int copy = ::fcntl(descriptor.number(), F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
  if (copy < 0) fail_for_errno();
  return Descriptor(copy);
}

Pipe Pipe::make() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) fail_for_errno();
  Descriptor reads(ends[0]);
  Descriptor writes(ends[1]);
  return {above_standard_streams(std::move(reads)), above_standard_streams(std::move(writes))};
}

void set_not_blocking(const Descriptor& descriptor) {
  const int flags = ::fcntl(descriptor.number(), F_GETFL);
  if (flags < 0 || ::fcntl(descriptor.number(), F_SETFL, flags | O_NONBLOCK) != 0) fail_for_errno();
}

}  // namespace weir::stages
