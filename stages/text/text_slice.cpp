#include <weir/stages/text_slice.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "text/slice_pool.hpp"

namespace weir::stages {

TextSlice::TextSlice(SliceBuffer&& buffer, std::size_t size) : size_(size) {
  std::fill_n(buffer.data() + size, kPadding, '\n');
  buffer_ = std::make_shared<const SliceBuffer>(std::move(buffer));
}

TextSlice::TextSlice(std::string_view text) : size_(text.size()) {
  auto buffer = SlicePool::make(text.size())->take();
  std::copy(text.begin(), text.end(), buffer.data());
  *this = TextSlice(std::move(buffer), text.size());
}

std::string_view TextSlice::text() const noexcept {
  return buffer_ ? std::string_view(buffer_->data(), size_) : std::string_view();
}

std::string TextSlice::origin(std::size_t byte) const {
  if (!buffer_ || buffer_->file() == nullptr) return "";
  return fmt::format("{}, byte {}", *buffer_->file(), buffer_->first_byte() + byte + 1);
}

std::size_t footprint(const TextSlice& slice) noexcept {
  if (!slice.buffer_) return sizeof slice;
  return sizeof slice + heap_block(sizeof(SliceBuffer)) + heap_block(slice.buffer_->capacity() + TextSlice::kPadding);
}

void describe(ItemDescription<TextSlice>& d) {
  d.name("TextSlice");
}

}  // namespace weir::stages
