#include "text/vocabulary.hpp"

#include <algorithm>
#include <string>
#include <unordered_set>

namespace weir::stages {

namespace {

// The parts of a syllable: onset, nucleus and coda.
constexpr std::array<std::string_view, 24> kOnsets = {"",  "b", "c", "d", "f",  "g",  "h",  "l",  "m",  "n",  "p",  "r",
                                                      "s", "t", "v", "w", "th", "st", "tr", "ch", "sh", "pl", "br", "gr"};
constexpr std::array<std::string_view, 10> kNuclei = {"a", "e", "i", "o", "u", "e", "a", "ea", "ou", "ai"};
constexpr std::array<std::string_view, 14> kCodas = {"", "", "", "n", "r", "s", "t", "l", "d", "m", "nd", "st", "ng", "ck"};
constexpr std::size_t kLongestSyllable = 6;

template <std::size_t kSize>
std::string_view choose(const std::array<std::string_view, kSize>& from, Random& random) {
  return from[random.below(kSize)];
}

std::string make_word(std::uint32_t syllables, Random& random) {
  std::string word;
  for (; syllables > 0 && word.size() + kLongestSyllable <= Vocabulary::kLongest; --syllables) {
    word += choose(kOnsets, random);
    word += choose(kNuclei, random);
    word += choose(kCodas, random);
  }
  return word;
}

// Words get longer slowly with their rank.
std::uint32_t syllables_at(std::uint32_t rank, Random& random) {
  if (rank < 100) return 1;
  if (rank < 1000) return 1 + random.below(2);
  return 2 + random.below(2);
}

}  // namespace

Vocabulary::Vocabulary(std::uint32_t size, Random& random) {
  words_.reserve(size);
  std::unordered_set<std::string> taken;
  while (words_.size() < size) {
    std::uint32_t syllables = syllables_at(static_cast<std::uint32_t>(words_.size()), random);
    std::string word = make_word(syllables, random);
    while (!taken.insert(word).second) word = make_word(++syllables, random);
    Word& entry = words_.emplace_back();
    std::copy(word.begin(), word.end(), entry.bytes.begin());
    entry.length = static_cast<std::uint8_t>(word.size());
  }
}

}  // namespace weir::stages
