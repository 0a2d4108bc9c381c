#include "words/partitioned_words.hpp"

#include <oneapi/tbb/parallel_for_each.h>
#include <oneapi/tbb/parallel_sort.h>

#include <algorithm>

namespace weir::stages {

namespace {

constexpr std::size_t kMostAside = std::size_t{64} * 1024;  // 2 MiB, and some 1000 words a part
constexpr std::size_t kMostPartAside = kMostAside / 8;      // what a part may keep of it, when its words came together

using Entry = WordTable::Entry;

// The first `limit` of them in order come first, in no order.
void keep_first(std::vector<Entry>& entries, std::uint64_t limit) {
  if (entries.size() <= limit) return;
  const auto middle = entries.begin() + static_cast<std::ptrdiff_t>(limit);
  std::nth_element(entries.begin(), middle, entries.end(), WordTable::comes_first);
  entries.erase(middle, entries.end());
}

}  // namespace

void PartitionedWords::add(std::string_view word, std::uint64_t count) {
  if (word.size() > ShortWord::kMaxLength) {
    parts_[WordTable::hash(word) % kParts].words.add(word, count);
    return;
  }
  const auto key = ShortWord::from(word);
  parts_[WordTable::hash(key) % kParts].aside.push_back({key.low, key.high, key.length, count});
  if (++aside_ == kMostAside) take_aside();
}

void PartitionedWords::take_aside() {
  oneapi::tbb::parallel_for_each(parts_, [](Part& part) {
    part.words.add(std::span<const Entry>(part.aside));
    part.aside.clear();
    if (part.aside.capacity() > kMostPartAside) part.aside = {};
  });
  aside_ = 0;
}

std::size_t PartitionedWords::size() const noexcept {
  std::size_t size = 0;
  for (const Part& part : parts_) size += part.words.size();
  return size;
}

std::vector<Entry> PartitionedWords::top(std::uint64_t limit) {
  take_aside();
  oneapi::tbb::parallel_for_each(parts_, [limit](Part& part) {
    const auto entries = part.words.entries();
    part.aside.assign(entries.begin(), entries.end());
    keep_first(part.aside, limit);
  });
  std::vector<Entry> all;
  std::size_t size = 0;
  for (const Part& part : parts_) size += part.aside.size();
  all.reserve(size);
  for (Part& part : parts_) {
    all.insert(all.end(), part.aside.begin(), part.aside.end());
    part.aside = {};
  }
  keep_first(all, limit);
  oneapi::tbb::parallel_sort(all.begin(), all.end(), WordTable::comes_first);
  return all;
}

}  // namespace weir::stages
