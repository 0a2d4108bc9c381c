#pragma once

#include <cstddef>

namespace weir::stages {

/// Asks the system for huge pages in memory that is about to be written for the first time: for large memory, page faults cost more than
/// filling it. Only a hint: nothing happens where the system has none, or the memory is small.
void prefer_huge_pages(void* begin, std::size_t size) noexcept;

}  // namespace weir::stages
