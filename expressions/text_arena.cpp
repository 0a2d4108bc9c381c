#include "text_arena.hpp"

#include <algorithm>
#include <cstring>
#include <memory>
#include <utility>

namespace weir::expressions {
namespace {

constexpr std::size_t kArenaBlock = std::size_t{64} * 1024;

}  // namespace

char* TextArena::room(std::size_t size) {
  if (size > left_) {
    // Twice the last one, so that after some slices one is enough.
    const std::size_t bytes = std::max({size, kArenaBlock, blocks_.empty() ? 0 : 2 * blocks_.back().bytes});
    const auto block = std::make_shared_for_overwrite<char[]>(bytes);
    blocks_.push_back({block, bytes});
    begin_ = at_ = block.get();
    left_ = bytes;
  }
  return at_;
}

std::string_view TextArena::keep(std::size_t size) noexcept {
  left_ -= size;
  return {std::exchange(at_, at_ + size), size};
}

std::string_view TextArena::copy(std::string_view text) {
  if (text.empty()) return {};
  std::memcpy(room(text.size()), text.data(), text.size());
  return keep(text.size());
}

void TextArena::clear() noexcept {
  if (blocks_.empty()) return;
  blocks_.erase(blocks_.begin(), blocks_.end() - 1);
  at_ = begin_;
  left_ = blocks_.back().bytes;
}

std::vector<Buffer> TextArena::take() {
  begin_ = at_ = nullptr;
  left_ = 0;
  return std::exchange(blocks_, {});
}

}  // namespace weir::expressions
