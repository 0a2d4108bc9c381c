#include "system/no_memory.hpp"

#include <fmt/format.h>

#include <weir/description.hpp>
#include <weir/error.hpp>
#include <weir/param_value.hpp>

namespace weir::stages {

namespace {

// Large sizes that are not a power of two, which are estimates, in whole KiB or MiB.
Size readable(std::uint64_t bytes) noexcept {
  const std::uint64_t unit = bytes > 10U << 20U ? 1U << 20U : bytes > 10U << 10U ? 1U << 10U : 1;
  return {(bytes + unit - 1) / unit * unit};
}

}  // namespace

void throw_no_memory(std::string_view purpose, std::uint64_t bytes, std::string_view remedy) {
  throw MemoryError(fmt::format("no memory for {}, which takes {}; {}", purpose, format_value(readable(bytes)), remedy));
}

}  // namespace weir::stages
