#include "words/word_table.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <new>
#include <utility>

#include "words/byte_lanes.hpp"

namespace weir::stages {

namespace {

constexpr std::size_t kFirstCapacity = 4096;
constexpr std::size_t kPieceSize = std::size_t{64} * 1024;  // of memory for long words
constexpr std::uint64_t kOdd1 = 0x9E3779B97F4A7C15U;        // 2^64 divided by the golden ratio
constexpr std::uint64_t kOdd2 = 0xD6E8FEB86659FD93U;

__extension__ using Wide = unsigned __int128;

// Multiplies and folds the two halves, so that every bit of both goes into every bit of the result (the mixing step of wyhash).
std::uint64_t mix(std::uint64_t a, std::uint64_t b) noexcept {
  const Wide product = static_cast<Wide>(a) * b;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64U);
}

std::uint64_t as_number(const char* address) noexcept {
  return std::bit_cast<std::uintptr_t>(address);
}
const char* as_address(std::uint64_t number) noexcept {
  return std::bit_cast<const char*>(static_cast<std::uintptr_t>(number));
}

}  // namespace

ShortWord ShortWord::from(std::string_view word) noexcept {
  char bytes[kMaxLength] = {};
  std::copy(word.begin(), word.end(), bytes);
  return {lanes::load(bytes), lanes::load(bytes + 8), word.size()};
}

WordTable::WordTable() : shift_(64U - std::countr_zero(kFirstCapacity)), mask_(kFirstCapacity - 1), entries_(allocate(kFirstCapacity)) {}

std::unique_ptr<WordTable::Entry[], WordTable::Free> WordTable::allocate(std::size_t capacity) {
  // calloc: a large table gets zero pages from the system as they are touched.
  std::unique_ptr<Entry[], Free> entries(static_cast<Entry*>(std::calloc(capacity, sizeof(Entry))));
  if (!entries) throw std::bad_alloc();
  return entries;
}

std::uint64_t WordTable::hash(const ShortWord& word) noexcept {
  return mix(word.low ^ kOdd1, word.high ^ kOdd2);
}

std::uint64_t WordTable::hash(std::string_view word) noexcept {
  std::uint64_t h = word.size() * kOdd1;
  std::size_t i = 0;
  for (; i + 8 <= word.size(); i += 8) h = mix(h ^ lanes::load(word.data() + i), kOdd2);
  return mix(h ^ ShortWord::from(word.substr(i)).low, kOdd1);
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

void WordTable::add(const ShortWord& word, std::uint64_t count) {
  std::size_t place = hash(word) >> shift_;
  for (; entries_[place].count != 0; place = (place + 1) & mask_) {
    Entry& entry = entries_[place];
    if (entry.low == word.low && entry.high == word.high && entry.length == word.length) {
      entry.count += count;
      return;
    }
  }
  insert(place, {word.low, word.high, word.length, count});
}

void WordTable::add(std::string_view word, std::uint64_t count) {
  if (word.size() <= ShortWord::kMaxLength) return add(ShortWord::from(word), count);
  const std::uint64_t h = hash(word);
  std::size_t place = h >> shift_;
  for (; entries_[place].count != 0; place = (place + 1) & mask_) {
    Entry& entry = entries_[place];
    if (entry.high == h && entry.length == word.size() && std::memcmp(as_address(entry.low), word.data(), word.size()) == 0) {
      entry.count += count;
      return;
    }
  }
  insert(place, {as_number(keep(word)), h, word.size(), count});
}

void WordTable::insert(std::size_t place, const Entry& entry) {
  entries_[place] = entry;
  if (++size_ > capacity() / 4 * 3) grow();
}

void WordTable::grow() {
  const std::size_t old_capacity = capacity();
  const auto old = std::exchange(entries_, allocate(2 * old_capacity));
  mask_ = 2 * old_capacity - 1;
  --shift_;
  for (std::size_t i = 0; i < old_capacity; ++i) {
    if (old[i].count == 0) continue;
    std::size_t place = hash(old[i]) >> shift_;
    while (entries_[place].count != 0) place = (place + 1) & mask_;
    entries_[place] = old[i];
  }
}

const char* WordTable::keep(std::string_view word) {
  if (word.size() > room_) {
    room_ = std::max(kPieceSize, word.size());
    long_words_.push_back(std::make_unique_for_overwrite<char[]>(room_));
    next_ = long_words_.back().get();
  }
  char* kept = std::exchange(next_, next_ + word.size());
  std::copy(word.begin(), word.end(), kept);
  room_ -= word.size();
  return kept;
}

}  // namespace weir::stages
