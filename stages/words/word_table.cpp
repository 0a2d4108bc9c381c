#include "words/word_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>
#include <new>
#include <utility>

#include "fold.hpp"
#include "system/huge_pages.hpp"
#include "system/no_memory.hpp"
#include "words/byte_lanes.hpp"

namespace weir::stages {

namespace {

constexpr std::size_t kFirstSlots = 1024;
constexpr std::size_t kFirstCapacity = 512;                  // entries
constexpr std::size_t kGroup = 64;                           // words that are looked up together
constexpr std::size_t kNear = std::size_t{16} * 1024;        // entries that fit a core's own cache
constexpr std::size_t kArenaBlock = std::size_t{64} * 1024;  // of long words

std::uint64_t as_number(const char* address) noexcept {
  return std::bit_cast<std::uintptr_t>(address);
}
const char* as_address(std::uint64_t number) noexcept {
  return std::bit_cast<const char*>(static_cast<std::uintptr_t>(number));
}

const ShortWord& short_word(const ShortWord& word) noexcept {
  return word;
}
ShortWord short_word(const WordTable::Entry& entry) noexcept {
  return {entry.low, entry.high, entry.length};
}

std::uint64_t count_of(const ShortWord&) noexcept {
  return 1;
}
std::uint64_t count_of(const WordTable::Entry& entry) noexcept {
  return entry.count;
}

}  // namespace

ShortWord ShortWord::from(std::string_view word) noexcept {
  char bytes[kMaxLength] = {};
  std::copy(word.begin(), word.end(), bytes);
  return {lanes::load(bytes), lanes::load(bytes + 8), word.size()};
}

WordTable::WordTable(MemoryBudget* budget) : budget_(budget) {
  rehash(kFirstSlots);
  grow();
}

std::uint64_t WordTable::hash(const ShortWord& word) noexcept {
  return fold(word.low ^ kFoldOdd1, word.high ^ kFoldOdd2);
}

std::uint64_t WordTable::hash(std::string_view word) noexcept {
  std::uint64_t h = word.size() * kFoldOdd1;
  std::size_t i = 0;
  for (; i + 8 <= word.size(); i += 8) h = fold(h ^ lanes::load(word.data() + i), kFoldOdd2);
  return fold(h ^ ShortWord::from(word.substr(i)).low, kFoldOdd1);
}

std::uint64_t WordTable::hash(const Entry& entry) noexcept {
  return entry.length > ShortWord::kMaxLength ? entry.high : hash(ShortWord{entry.low, entry.high, entry.length});
}

std::string_view WordTable::word_of(const Entry& entry, char* bytes) noexcept {
  if (entry.length > ShortWord::kMaxLength) return {as_address(entry.low), entry.length};
  lanes::store(entry.low, bytes);
  lanes::store(entry.high, bytes + 8);
  return {bytes, entry.length};
}

bool WordTable::comes_first(const Entry& a, const Entry& b) noexcept {
  if (a.count != b.count) return a.count > b.count;
  if (a.length <= ShortWord::kMaxLength && b.length <= ShortWord::kMaxLength) {
    if (a.low != b.low) return __builtin_bswap64(a.low) < __builtin_bswap64(b.low);
    if (a.high != b.high) return __builtin_bswap64(a.high) < __builtin_bswap64(b.high);
    return a.length < b.length;
  }
  char bytes_of_a[ShortWord::kMaxLength];
  char bytes_of_b[ShortWord::kMaxLength];
  return word_of(a, bytes_of_a) < word_of(b, bytes_of_b);
}

void WordTable::add(std::span<const ShortWord> words) {
  add_all(words);
}

void WordTable::add(std::span<const Entry> words) {
  add_all(words);
}

template <class Word>
void WordTable::add_all(std::span<const Word> words) {
  std::uint64_t hashes[kGroup];
  for (; !words.empty(); words = words.subspan(std::min(kGroup, words.size()))) {
    const std::size_t count = std::min(kGroup, words.size());
    for (std::size_t i = 0; i < count; ++i) {
      hashes[i] = hash(short_word(words[i]));
      __builtin_prefetch(&index_[hashes[i] >> shift_]);
    }
    if (size_ > kNear) {
      for (std::size_t i = 0; i < count; ++i) __builtin_prefetch(&entries_[index_[hashes[i] >> shift_]], 1);
    }
    for (std::size_t i = 0; i < count; ++i) add_hashed(short_word(words[i]), hashes[i], count_of(words[i]));
  }
}

void WordTable::add_hashed(const ShortWord& word, std::uint64_t hash, std::uint64_t count) {
  std::size_t slot = hash >> shift_;
  for (; index_[slot] != 0; slot = (slot + 1) & mask_) {
    Entry& entry = entries_[index_[slot]];
    if (((entry.low ^ word.low) | (entry.high ^ word.high) | (entry.length ^ word.length)) == 0) {
      entry.count += count;
      return;
    }
  }
  insert(slot, {word.low, word.high, word.length, count});
}

void WordTable::add(std::string_view word, std::uint64_t count) {
  if (word.size() <= ShortWord::kMaxLength) return add(ShortWord::from(word), count);
  const std::uint64_t h = hash(word);
  std::size_t slot = h >> shift_;
  for (; index_[slot] != 0; slot = (slot + 1) & mask_) {
    Entry& entry = entries_[index_[slot]];
    if (entry.high == h && entry.length == word.size() && std::memcmp(as_address(entry.low), word.data(), word.size()) == 0) {
      entry.count += count;
      return;
    }
  }
  insert(slot, {as_number(copy_to_arena(word)), h, word.size(), count});
}

void WordTable::insert(std::size_t slot, const Entry& entry) {
  if (size_ + 1 == capacity_) grow();
  entries_[++size_] = entry;
  index_[slot] = static_cast<Index>(size_);
  if (size_ > slots() / 2) rehash(2 * slots());
}

// Makes an index of that many slots with all entries in it.
void WordTable::rehash(std::size_t slots) {
  take(slots * sizeof(Index));
  // calloc: a large index gets zero pages from the system as they are touched.
  std::unique_ptr<Index[], Free> index(static_cast<Index*>(std::calloc(slots, sizeof(Index))));
  if (!index) no_room(slots * sizeof(Index));
  prefer_huge_pages(index.get(), slots * sizeof(Index));
  if (index_) give_back(this->slots() * sizeof(Index));
  index_ = std::move(index);
  mask_ = slots - 1;
  shift_ = 64U - static_cast<unsigned>(std::countr_zero(slots));
  for (std::size_t i = 1; i <= size_; ++i) {
    std::size_t slot = hash(entries_[i]) >> shift_;
    while (index_[slot] != 0) slot = (slot + 1) & mask_;
    index_[slot] = static_cast<Index>(i);
  }
}

void WordTable::grow() {
  const std::size_t room = capacity_ == 0 ? kFirstCapacity : 2 * capacity_;
  if (room > std::size_t{std::numeric_limits<Index>::max()} + 1) no_room(room * sizeof(Entry));
  take(room * sizeof(Entry));
  // realloc: the system moves large memory by its pages, without a copy.
  void* const larger = std::realloc(entries_.get(), room * sizeof(Entry));
  if (larger == nullptr) no_room(room * sizeof(Entry));
  static_cast<void>(entries_.release());  // realloc has freed it
  entries_.reset(static_cast<Entry*>(larger));
  prefer_huge_pages(larger, room * sizeof(Entry));
  give_back(capacity_ * sizeof(Entry));
  capacity_ = room;
}

void WordTable::take(std::size_t bytes) const {
  if (budget_ != nullptr) budget_->take(bytes);
}

void WordTable::give_back(std::size_t bytes) const noexcept {
  if (budget_ != nullptr) budget_->give_back(bytes);
}

void WordTable::no_room(std::size_t bytes) const {
  throw_no_memory(fmt::format("more than {} distinct words in a table", size_), bytes,
                  "allow more memory, or fewer replicas of words.count");
}

const char* WordTable::copy_to_arena(std::string_view word) {
  if (word.size() > arena_room_) add_arena_block(std::max(kArenaBlock, word.size()));
  char* copy = std::exchange(arena_next_, arena_next_ + word.size());
  std::copy(word.begin(), word.end(), copy);
  arena_room_ -= word.size();
  return copy;
}

void WordTable::add_arena_block(std::size_t size) try {
  take(size);
  arena_.push_back(std::make_unique_for_overwrite<char[]>(size));
  arena_next_ = arena_.back().get();
  arena_room_ = size;
} catch (const std::bad_alloc&) {
  if (size <= kArenaBlock) no_room(size);
  throw_no_memory("a copy of a long word", size, "allow more memory, or cut it up with white space");
}

}  // namespace weir::stages
