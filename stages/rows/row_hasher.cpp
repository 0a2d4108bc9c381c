#include "rows/row_hasher.hpp"

#include <algorithm>
#include <bit>
#include <concepts>
#include <cstring>
#include <string_view>

#include "rows/with_type.hpp"
#include "split_mix.hpp"

namespace weir::stages {
namespace {

constexpr std::uint64_t kNull = 0x6E756C6C;  // what a null counts as

std::uint64_t bits_of(bool value) noexcept {
  return value ? 1 : 0;
}
std::uint64_t bits_of(std::int64_t value) noexcept {
  return static_cast<std::uint64_t>(value);
}
std::uint64_t bits_of(double value) noexcept {
  return std::bit_cast<std::uint64_t>(value + 0.0);  // -0.0 is equal to 0.0
}
std::uint64_t bits_of(Time value) noexcept {
  return bits_of(std::int64_t{value.time_since_epoch().count()});
}

std::uint64_t mixed(std::uint64_t hash, std::uint64_t bits) noexcept {
  return split_mix((hash ^ bits) + kSplitMixStep);
}

std::uint64_t mixed(std::uint64_t hash, std::string_view text) noexcept {
  const std::size_t size = text.size();
  for (; !text.empty(); text.remove_prefix(std::min(text.size(), sizeof hash))) {
    std::uint64_t word = 0;  // its lowest byte is the first, as on all machines that weir runs on
    std::memcpy(&word, text.data(), std::min(text.size(), sizeof word));
    hash = mixed(hash, word);
  }
  return mixed(hash, size);
}

template <class T>
void mix_in(std::span<std::uint64_t> hashes, const ColumnValues& values) {
  const auto all = values.as<T>();
  for (std::size_t row = 0; row < hashes.size(); ++row) {
    if (values.is_null(row))
      hashes[row] = mixed(hashes[row], kNull);
    else if constexpr (std::same_as<T, std::string_view>)
      hashes[row] = mixed(hashes[row], all[row]);
    else
      hashes[row] = mixed(hashes[row], bits_of(all[row]));
  }
}

}  // namespace

std::span<const std::uint64_t> RowHasher::hash(const Rows& slice) & {
  hashes_.assign(slice.size(), split_mix(seed_ + kSplitMixStep));
  for (const std::size_t column : columns_) {
    const ColumnValues& values = slice.column(column);
    with_type(values.type(), [&](auto type) { mix_in<decltype(type)>(hashes_, values); });
  }
  return hashes_;
}

}  // namespace weir::stages
