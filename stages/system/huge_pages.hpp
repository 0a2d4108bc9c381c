#pragma once

#include <cstddef>

namespace weir::stages {

/// Asks the system for huge pages in memory that is about to be written for the first time. Where it is large, being given it page by page
/// costs more than filling it. No more than a wish: nothing happens where the system has none to give, or the memory is small.
void prefer_huge_pages(void* begin, std::size_t size) noexcept;

}  // namespace weir::stages
