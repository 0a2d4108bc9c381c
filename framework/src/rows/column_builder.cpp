#include <algorithm>
#include <cstring>
#include <string>
#include <utility>

#include <fmt/format.h>

#include <weir/column_values.hpp>
#include <weir/error.hpp>

#include "rows/bits.hpp"

namespace weir {
namespace {

constexpr std::size_t kFirstCapacity = 64;
constexpr std::size_t kTextBlock = std::size_t{16} * 1024;

}  // namespace

void ColumnBuilder::reserve(std::size_t size) {
  if (size > capacity_) grow(std::max(size, 2 * capacity_));
}

void ColumnBuilder::append_null() {
  const auto word = size_ / 64;
  const auto mark = std::uint64_t{1} << (size_ % 64);
  switch (type_) {
    case ColumnType::boolean:
      add(false);
      break;
    case ColumnType::integer:
      add(std::int64_t{0});
      break;
    case ColumnType::floating:
      add(0.0);
      break;
    case ColumnType::text:
      add(std::string_view());
      break;
    case ColumnType::time:
      add(Time());
      break;
  }
  if (nulls_.size() <= word) nulls_.resize(word + 1);
  nulls_[word] |= mark;
}

void ColumnBuilder::grow(std::size_t capacity) {
  capacity = std::max(capacity, kFirstCapacity);
  const std::size_t width = value_size(type_);
  auto larger = std::make_shared_for_overwrite<std::byte[]>(capacity * width);
  if (size_ > 0) std::memcpy(larger.get(), values_.get(), size_ * width);
  values_ = std::move(larger);
  capacity_ = capacity;
}

std::string_view ColumnBuilder::copied(std::string_view text) {
  if (type_ != ColumnType::text) throw_wrong_type(ColumnType::text);
  if (text.empty()) return {};
  if (text.size() > copy_room_) {
    copy_room_ = std::max(kTextBlock, text.size());
    const auto block = std::make_shared_for_overwrite<char[]>(copy_room_);
    share({block, copy_room_});
    copy_at_ = block.get();
  }
  std::memcpy(copy_at_, text.data(), text.size());
  copy_room_ -= text.size();
  return {std::exchange(copy_at_, copy_at_ + text.size()), text.size()};
}

ColumnValues ColumnBuilder::build() {
  Buffer values{std::exchange(values_, nullptr), capacity_ * value_size(type_)};
  Buffer nulls;
  if (!nulls_.empty()) {
    nulls_.resize(rows::words_for(size_));
    nulls = rows::shared(std::exchange(nulls_, {}));
  }
  ColumnValues built(type_, size_, std::move(values), std::move(nulls), std::exchange(texts_, {}));
  *this = ColumnBuilder(type_);
  return built;
}

void ColumnBuilder::throw_wrong_type(ColumnType appended) const {
  throw Error(fmt::format("a column of type {} takes no {}", to_string(type_), to_string(appended)));
}

}  // namespace weir
