#pragma once

#include <cstdint>
#include <string_view>

namespace weir::stages {

/// Throws the `Error` that takes the place of a `std::bad_alloc`, which says neither what the memory was for nor how much it was:
/// `no memory for {purpose}, which takes {bytes}; {remedy}`.
[[noreturn]] void throw_no_memory(std::string_view purpose, std::uint64_t bytes, std::string_view remedy);

}  // namespace weir::stages
