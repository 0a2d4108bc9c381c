#include "test/given_text.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include <fmt/format.h>

#include <weir/error.hpp>

namespace weir::cli {
namespace {

[[noreturn]] void fail(const std::string& name, int error) {
  throw Error(fmt::format("cannot keep the text of '{}' in memory: {}", name, std::strerror(error)));
}

// Returns 0, or the error.
int write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(descriptor, text.data(), text.size());
    if (written < 0 && errno != EINTR) return errno;
    if (written > 0) text.remove_prefix(static_cast<std::size_t>(written));
  }
  return 0;
}

}  // namespace

GivenText::Memory::Memory() : descriptor(memfd_create("weir", MFD_CLOEXEC)) {}

GivenText::Memory::~Memory() {
  if (descriptor != -1) ::close(descriptor);
}

GivenText::GivenText(std::string name, std::string_view text) : name_(std::move(name)) {
  if (memory_.descriptor == -1) fail(name_, errno);
  if (const int error = write_all(memory_.descriptor, text); error != 0) fail(name_, error);
  path_ = fmt::format("/proc/self/fd/{}", memory_.descriptor);
}

}  // namespace weir::cli
