#include "words/partitioned_words.hpp"

#include <oneapi/tbb/parallel_for_each.h>
#include <oneapi/tbb/parallel_sort.h>

#include <algorithm>

#include "system/first_error.hpp"

namespace weir::stages {

namespace {

constexpr std::size_t kMostKeptRoom = PartitionedWords::kMostPending / 8;  // what a partition keeps when its words came together

using Entry = WordTable::Entry;

// The first `limit` of them in order come first, in no order.
void keep_first(std::vector<Entry>& entries, std::uint64_t limit) {
  if (entries.size() <= limit) return;
  const auto middle = entries.begin() + static_cast<std::ptrdiff_t>(limit);
  std::nth_element(entries.begin(), middle, entries.end(), WordTable::comes_first);
  entries.erase(middle, entries.end());
}

}  // namespace

PartitionedWords::PartitionedWords(MemoryBudget& budget) : budget_(budget) {
  budget_.take(2 * kMostPending * sizeof(Entry));  // their room doubles as they come
  for (std::size_t i = 0; i < kPartitions; ++i) partitions_.emplace_back(budget);
}

void PartitionedWords::add(std::string_view word, std::uint64_t count) {
  if (word.size() > ShortWord::kMaxLength) {
    partitions_[WordTable::hash(word) % kPartitions].words.add(word, count);
    return;
  }
  const auto key = ShortWord::from(word);
  partitions_[WordTable::hash(key) % kPartitions].pending.push_back({key.low, key.high, key.length, count});
  if (++pending_ == kMostPending) flush_pending();
}

void PartitionedWords::flush_pending() {
  const auto flush = [](Partition& partition) {
    partition.words.add(std::span<const Entry>(partition.pending));
    partition.pending.clear();
    if (partition.pending.capacity() > kMostKeptRoom) partition.pending = std::vector<Entry>();  // `= {}` would keep its memory
  };
  FirstError failed;
  oneapi::tbb::parallel_for_each(partitions_, [&](Partition& partition) { failed.keep([&] { flush(partition); }); });
  failed.rethrow();
  pending_ = 0;
}

std::size_t PartitionedWords::size() const noexcept {
  std::size_t size = 0;
  for (const Partition& partition : partitions_) size += partition.words.size();
  return size;
}

std::size_t PartitionedWords::room_for_pending() const noexcept {
  std::size_t room = 0;
  for (const Partition& partition : partitions_) room += partition.pending.capacity();
  return room;
}

std::vector<Entry> PartitionedWords::top(std::uint64_t limit) {
  flush_pending();
  const std::size_t words = this->size();
  budget_.take((words + std::min<std::uint64_t>(words, kPartitions * std::min<std::uint64_t>(limit, words))) * sizeof(Entry));
  const auto take_first = [limit](Partition& partition) {
    const auto entries = partition.words.entries();
    partition.pending.assign(entries.begin(), entries.end());
    keep_first(partition.pending, limit);
  };
  FirstError failed;
  oneapi::tbb::parallel_for_each(partitions_, [&](Partition& partition) { failed.keep([&] { take_first(partition); }); });
  failed.rethrow();
  std::vector<Entry> all;
  std::size_t size = 0;
  for (const Partition& partition : partitions_) size += partition.pending.size();
  all.reserve(size);
  for (Partition& partition : partitions_) {
    all.insert(all.end(), partition.pending.begin(), partition.pending.end());
    partition.pending = std::vector<Entry>();  // `= {}` would keep its memory
  }
  keep_first(all, limit);
  oneapi::tbb::parallel_sort(all.begin(), all.end(), WordTable::comes_first);
  return all;
}

}  // namespace weir::stages
