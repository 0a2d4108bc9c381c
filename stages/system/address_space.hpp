#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace weir::stages {

/// Whether the process could map so much more memory at this moment: it is mapped and unmapped, and never touched. Another thread may take
/// it meanwhile.
[[nodiscard]] bool has_room_for(std::size_t bytes) noexcept;

/// For messages about a lack of memory: ` under this process's limit of 300 MiB (ulimit -v)`, or nothing when there
/// is no such limit.
[[nodiscard]] std::string address_space_limit();

/// As a person reads it: `17 bytes`, `1.2 MiB`, `190.7 GiB`.
[[nodiscard]] std::string memory_size(std::uint64_t bytes);

}  // namespace weir::stages
