// The kernels, each through its stage alone, with no engine around it.

#include <fmt/format.h>

#include <cstdint>
#include <fstream>
#include <iterator>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include <weir/testing.hpp>

#include "fixed_works.hpp"
#include "matrix/matrix_input.hpp"
#include "matrix/matrix_multiply.hpp"
#include "primes/primes_segments.hpp"
#include "primes/primes_sieve.hpp"
#include "primes/primes_write.hpp"
#include "words/words_count.hpp"

namespace weir::bench {

namespace {

using namespace stages;

constexpr std::uint64_t kPrimesTo = 10'000'000;
constexpr std::uint64_t kPrimes = 664'579;  // https://oeis.org/A006880

std::vector<PrimeBlock> sieve(Emit emit, const std::vector<PrimeSegment>& segments) {
  PrimesSieve stage({.emit = emit});
  return testing::run(stage, segments).items();
}

std::vector<PrimeSegment> segments() {
  PrimesSegments source({.from = 0, .to = kPrimesTo, .segment_size = 1'000'000});
  return testing::run(source).items();
}

PreparedWork sieving(Emit emit) {
  const auto found = std::make_shared<std::uint64_t>(0);
  const auto work = [=, given = segments()] {
    for (const PrimeBlock& block : sieve(emit, given)) *found += block.count;
  };
  return {work, [found] { return *found == kPrimes; }};
}

std::string book() {
  std::ifstream in(WEIR_BOOK, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(in), {}};
  if (text.empty()) throw std::runtime_error("cannot read " WEIR_BOOK);
  return text;
}

// Replaces every e and a by a letter of two bytes: a fifth of all letters.
std::string accented(const std::string& text) {
  std::string accented;
  for (const char c : text) {
    if (c == 'e')
      accented += "\u00e9";
    else if (c == 'a')
      accented += "\u00e0";
    else
      accented += c;
  }
  return accented;
}

std::vector<TextSlice> slices(const std::string& text) {
  constexpr std::size_t kSize = 65'536;
  std::vector<TextSlice> slices;
  for (std::size_t start = 0; start < text.size();) {
    const std::size_t end = text.find_first_of(" \n", std::min(start + kSize, text.size()));
    slices.emplace_back(std::string_view(text).substr(start, end - start));
    start = std::min(end, text.size());
  }
  return slices;
}

// Every word of the book has a letter, so none is dropped.
PreparedWork counting(const std::string& text) {
  constexpr std::uint64_t kWords = 196'879;
  const auto words = std::make_shared<std::uint64_t>(0);
  const auto work = [words, given = slices(text)] {
    WordsCount stage({});
    for (const WordCount& word : testing::run(stage, given).items()) *words += word.count;
  };
  return {work, [words] { return *words == kWords; }};
}

}  // namespace

PreparedWork primes_counted() {
  return sieving(Emit::counts);
}

PreparedWork primes_listed() {
  return sieving(Emit::primes);
}

PreparedWork decimal_lines() {
  const auto given = std::make_shared<std::vector<PrimeBlock>>(sieve(Emit::primes, segments()));
  const auto calls = std::make_shared<std::size_t>(0);
  const std::size_t blocks = given->size();
  const auto work = [=] {
    PrimesWrite stage({.path = "/dev/null"});
    *calls = testing::run(stage, std::move(*given)).calls;
  };
  return {work, [=] { return *calls == blocks; }};
}

PreparedWork words_ascii() {
  return counting(book());
}

PreparedWork words_not_ascii() {
  return counting(accented(book()));
}

// So small that the BLAS itself is the smaller part of the work.
PreparedWork products() {
  constexpr std::size_t kSize = 8;
  constexpr std::size_t kProducts = 10'000;
  const auto made = [](std::uint64_t seed) {
    return open_matrix({.path = std::nullopt, .random = RandomMatrix{.rows = kSize, .cols = kSize, .seed = seed}})->read(0, kSize).matrix;
  };
  const std::vector<MatrixBlock> given(kProducts, MatrixBlock{made(1), 0, kSize, made(2), 0, kSize});
  const auto stage = std::make_shared<MatrixMultiply>(MatrixMultiply::Params{});
  const auto done = std::make_shared<std::size_t>(0);
  return {[=] { *done = testing::run(*stage, given).items().size(); }, [done] { return *done == kProducts; }};
}

}  // namespace weir::bench
