#include "rows/key_table.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>
#include <new>

#include <weir/error.hpp>

#include "fold.hpp"

namespace weir::stages {

namespace {

constexpr std::size_t kFirstKeySlots = 1024;
constexpr std::size_t kFirstKeys = 512;
constexpr std::size_t kKeyBlock = std::size_t{64} * 1024;  // of the bytes of keys
constexpr std::size_t kFewKeys = std::size_t{8} * 1024;    // whose slots stay in a core's own cache
constexpr std::size_t kLookedAhead = 16;                   // keys whose slots are fetched before they are looked at

template <class T>
T load(const char* from) noexcept {
  T value;
  std::memcpy(&value, from, sizeof(T));
  return value;
}

// The bytes of a text of at most 16, as two numbers that overlap where it is shorter.
struct Ends {
  std::uint64_t first = 0;
  std::uint64_t last = 0;
};
Ends ends_of(const char* data, std::size_t size) noexcept {
  if (size >= 8) return {load<std::uint64_t>(data), load<std::uint64_t>(data + size - 8)};
  if (size >= 4) return {load<std::uint32_t>(data), load<std::uint32_t>(data + size - 4)};
  if (size == 0) return {};
  const auto byte = [data](std::size_t at) { return static_cast<std::uint64_t>(static_cast<unsigned char>(data[at])); };
  return {byte(0) | byte(size / 2) << 8U, byte(size - 1)};
}

bool equal(std::string_view a, const char* b) noexcept {
  if (a.size() > 16) return std::memcmp(a.data(), b, a.size()) == 0;
  const Ends x = ends_of(a.data(), a.size());
  const Ends y = ends_of(b, a.size());
  return x.first == y.first && x.last == y.last;
}

}  // namespace

KeyTable::KeyTable(MemoryBudget& budget) : budget_(budget) {
  rehash(kFirstKeySlots);
}

std::uint64_t KeyTable::hash(std::string_view key) noexcept {
  std::uint64_t h = key.size() * kFoldOdd1;
  const char* at = key.data();
  std::size_t left = key.size();
  for (; left > 16; at += 16, left -= 16) h = fold(load<std::uint64_t>(at) ^ kFoldOdd2 ^ h, load<std::uint64_t>(at + 8) ^ kFoldOdd1);
  const Ends ends = ends_of(at, left);
  return fold(ends.first ^ kFoldOdd1 ^ h, ends.last ^ kFoldOdd2);
}

std::uint32_t KeyTable::add(std::string_view key, std::uint64_t hash) {
  const auto tag = static_cast<std::uint32_t>(hash >> 32U);
  for (std::size_t at = slot_of(hash);; at = (at + 1) & mask_) {
    const Slot slot = slots_[at];
    if (slot.number == 0) {
      insert(at, key, hash);
      return static_cast<std::uint32_t>(keys_.size() - 1);
    }
    const Key& known = keys_[slot.number - 1];
    if (slot.tag == tag && known.size == key.size() && equal(key, known.data)) return slot.number - 1;
  }
}

void KeyTable::add(std::span<const std::string_view> keys, std::span<const std::uint64_t> hashes, std::span<std::uint32_t> numbers) {
  const bool far = keys_.size() > kFewKeys;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (far && i + kLookedAhead < keys.size()) __builtin_prefetch(&slots_[slot_of(hashes[i + kLookedAhead])]);
    if (far && i + kLookedAhead / 2 < keys.size()) {
      const Slot soon = slots_[slot_of(hashes[i + kLookedAhead / 2])];
      if (soon.number != 0) __builtin_prefetch(&keys_[soon.number - 1]);
    }
    numbers[i] = add(keys[i], hashes[i]);
  }
}

std::uint32_t KeyTable::add_apart() {
  append({nullptr, 0, 0});
  return static_cast<std::uint32_t>(keys_.size() - 1);
}

void KeyTable::insert(std::size_t slot, std::string_view key, std::uint64_t hash) {
  append({keep(key), key.size(), hash});
  slots_[slot] = {static_cast<std::uint32_t>(keys_.size()), static_cast<std::uint32_t>(hash >> 32U)};
  if (2 * keys_.size() > mask_) rehash(2 * (mask_ + 1));
}

void KeyTable::append(Key key) {
  if (keys_.size() == std::numeric_limits<std::uint32_t>::max() - 1) throw MemoryError("there are more than 4294967294 distinct keys");
  if (keys_.size() == keys_.capacity()) {
    const std::size_t capacity = std::max(kFirstKeys, 2 * keys_.capacity());
    budget_.take(capacity * sizeof(Key));
    const std::size_t before = keys_.capacity();
    keys_.reserve(capacity);
    budget_.give_back(before * sizeof(Key));
  }
  keys_.push_back(key);
}

void KeyTable::rehash(std::size_t slots) {
  budget_.take(slots * sizeof(Slot));
  std::unique_ptr<Slot[], Free> larger(static_cast<Slot*>(std::calloc(slots, sizeof(Slot))));
  if (larger == nullptr) throw std::bad_alloc();
  const std::size_t before = mask_ == 0 ? 0 : mask_ + 1;
  const std::size_t mask = slots - 1;
  for (std::size_t i = 0; i < before; ++i) {
    const Slot slot = slots_[i];
    if (slot.number == 0) continue;
    std::size_t at = keys_[slot.number - 1].hash & mask;
    while (larger[at].number != 0) at = (at + 1) & mask;
    larger[at] = slot;
  }
  slots_ = std::move(larger);
  mask_ = mask;
  budget_.give_back(before * sizeof(Slot));
}

const char* KeyTable::keep(std::string_view key) {
  if (key.size() > arena_room_) {
    const std::size_t size = std::max(kKeyBlock, key.size());
    budget_.take(size);
    arena_.push_back(std::make_unique_for_overwrite<char[]>(size));
    arena_at_ = arena_.back().get();
    arena_room_ = size;
  }
  char* const kept = arena_at_;
  if (!key.empty()) std::memcpy(kept, key.data(), key.size());
  arena_at_ += key.size();
  arena_room_ -= key.size();
  return kept;
}

}  // namespace weir::stages
