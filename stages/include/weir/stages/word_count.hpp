#pragma once

// A word with its count, as `words.count` pushes it and `Processor::count_words` returns it.
// A plain value, for any thread.

#include <cstdint>
#include <string>

#include <weir/item.hpp>

#pragma GCC visibility push(default)
namespace weir {
namespace stages {

/// A word and how often it came.
struct WordCount {
  std::string word;         ///< UTF-8
  std::uint64_t count = 0;  ///< how often

  friend bool operator==(const WordCount&, const WordCount&) = default;
};

/// With a word that is too long to be in it.
[[nodiscard]] inline std::size_t footprint(const WordCount& count) noexcept {
  return sizeof count - sizeof(std::string) + footprint_of(count.word);
}
inline void describe(ItemDescription<WordCount>& d) {
  d.name("WordCount").column("word", &WordCount::word).column("count", &WordCount::count);
}

}  // namespace stages
}  // namespace weir
#pragma GCC visibility pop
