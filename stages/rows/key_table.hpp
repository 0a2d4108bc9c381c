#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "system/memory_budget.hpp"

namespace weir::stages {

/// Distinct keys, which are bytes, numbered in the order in which they first came. One thread at a time.
///
/// A key is found through a hash index with open addressing and linear probing, at most half full. A slot has the number of a key and half
/// of its hash, so the keys themselves are hardly ever looked at in vain.
class KeyTable {
 public:
  /// Its memory is taken from `budget`, which outlives it.
  explicit KeyTable(MemoryBudget& budget);

  /// The same in every table.
  [[nodiscard]] static std::uint64_t hash(std::string_view key) noexcept;

  /// The number of a key, which is added when it is new. Throws `MemoryError` when there is no memory for it, also for more than 2^32 - 2.
  std::uint32_t add(std::string_view key, std::uint64_t hash);
  /// The same of many keys, whose cache misses overlap. Requires: all three have one size.
  void add(std::span<const std::string_view> keys, std::span<const std::uint64_t> hashes, std::span<std::uint32_t> numbers);
  /// Adds a key that equals no other, and that nothing will find.
  std::uint32_t add_apart();

  [[nodiscard]] std::size_t size() const noexcept { return keys_.size(); }  ///< how many keys there are
  /// A key by its number, as long as the table lives.
  [[nodiscard]] std::string_view operator[](std::uint32_t number) const noexcept { return {keys_[number].data, keys_[number].size}; }
  /// Its hash; of one that is apart, 0.
  [[nodiscard]] std::uint64_t hash_of(std::uint32_t number) const noexcept { return keys_[number].hash; }

 private:
  struct Free {
    void operator()(void* memory) const noexcept { std::free(memory); }
  };
  struct Key {
    const char* data;
    std::uint64_t size;
    std::uint64_t hash;
  };
  struct Slot {
    std::uint32_t number;  // of the key, from 1; 0: the slot is free
    std::uint32_t tag;     // the upper half of its hash
  };

  [[nodiscard]] std::size_t slot_of(std::uint64_t hash) const noexcept { return hash & mask_; }
  void insert(std::size_t slot, std::string_view key, std::uint64_t hash);
  void append(Key key);
  void rehash(std::size_t slots);
  const char* keep(std::string_view key);

  MemoryBudget& budget_;
  std::size_t mask_ = 0;
  std::unique_ptr<Slot[], Free> slots_;
  std::vector<Key> keys_;
  std::vector<std::unique_ptr<char[]>> arena_;  // the bytes of keys; its blocks never move
  char* arena_at_ = nullptr;
  std::size_t arena_room_ = 0;
};

}  // namespace weir::stages
