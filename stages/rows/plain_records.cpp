#include "rows/plain_records.hpp"

#include <algorithm>
#include <array>

#include "rows/byte_matches.hpp"

namespace weir::stages {

PlainRecords::PlainRecords(char delimiter, std::string_view piece) noexcept
    : delimiter_(delimiter), end_(piece.data() + piece.size()), record_(piece.data()), block_(piece.data()) {
  load(block_);
}

void PlainRecords::load(const char* block) noexcept {
  block_ = block;
  const auto rest = static_cast<std::size_t>(end_ - block);
  if (rest >= kBlock) {
    ends_ = matches(block, delimiter_, '\n');
    return;
  }
  std::array<char, kBlock> copy{};
  std::copy_n(block, rest, copy.begin());
  copy[rest] = '\n';
  ends_ = matches(copy.data(), delimiter_, '\n') & ((std::uint64_t{2} << rest) - 1);
}

}  // namespace weir::stages
