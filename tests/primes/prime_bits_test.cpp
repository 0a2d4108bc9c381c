#include "primes/prime_bits.hpp"

#include <random>

#include "catch.hpp"
#include "oracle.hpp"
#include "primes/presieve.hpp"
#include "primes/wheel.hpp"

using weir::stages::append_primes;
using weir::stages::count_primes;
using weir::stages::Instructions;
using weir::stages::PrimeBits;

namespace {

/// All that this processor has; the portable twin everywhere.
std::vector<Instructions> available() {
  std::vector<Instructions> all = {Instructions::portable};
  const Instructions best = weir::stages::best_instructions();
  if (best != Instructions::portable) all.push_back(Instructions::avx2);
  if (best == Instructions::avx512) all.push_back(Instructions::avx512);
  return all;
}

/// Bytes in which about one of `rarity` bits is 1.
std::vector<std::uint8_t> random_bytes(std::size_t size, unsigned rarity) {
  std::mt19937 random(rarity);
  std::vector<std::uint8_t> bytes(size);
  for (auto& byte : bytes) {
    for (unsigned bit = 0; bit < 8; ++bit) byte = static_cast<std::uint8_t>(byte | (random() % rarity == 0 ? 1U << bit : 0U));
  }
  return bytes;
}

std::vector<std::uint64_t> numbers_of(const std::vector<std::uint8_t>& bytes, std::uint64_t first) {
  std::vector<std::uint64_t> numbers;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    for (unsigned bit = 0; bit < 8; ++bit) {
      if ((bytes[i] >> bit & 1U) != 0) numbers.push_back(first + 30 * i + weir::stages::kResidues[bit]);
    }
  }
  return numbers;
}

}  // namespace

TEST_CASE("Bits are counted and listed alike with all instructions, be they many or few") {
  for (const Instructions instructions : available()) {
    for (const unsigned rarity : {1U, 2U, 3U, 6U, 30U, 1000U}) {
      for (const std::size_t size :
           {std::size_t{0}, std::size_t{8}, std::size_t{64}, std::size_t{72}, std::size_t{512}, std::size_t{5'000}}) {
        INFO("instructions " << static_cast<int>(instructions) << ", one bit in " << rarity << ", " << size << " bytes");
        const std::vector<std::uint8_t> bytes = random_bytes(size, rarity);
        const std::uint64_t first = 30 * (std::uint64_t{1} << 58U);
        const auto expected = numbers_of(bytes, first);
        std::vector<std::uint64_t> numbers = {5};
        append_primes({bytes, first}, numbers, instructions);
        CHECK(numbers.front() == 5);
        CHECK((std::vector<std::uint64_t>(numbers.begin() + 1, numbers.end()) == expected));
        CHECK(count_primes({bytes, first}, instructions) == expected.size());
      }
    }
  }
}

TEST_CASE("The pre-sieve leaves what no small prime divides, with all instructions") {
  for (const Instructions instructions : available()) {
    for (const std::uint64_t first : {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{6'001}, std::uint64_t{1} << 59U}) {
      std::vector<std::uint8_t> bytes(20 * weir::stages::kPresieveStep);
      weir::stages::presieve(bytes.data(), bytes.size() - 300, first, instructions);
      std::vector<std::uint8_t> expected(bytes.size(), 0xFF);
      for (const std::uint64_t prime : oracle_primes(7, weir::stages::kLastPresieved)) {
        for (std::size_t i = 0; i < bytes.size(); ++i) {
          for (unsigned bit = 0; bit < 8; ++bit) {
            if ((30 * (first + i) + weir::stages::kResidues[bit]) % prime == 0) expected[i] &= static_cast<std::uint8_t>(~(1U << bit));
          }
        }
      }
      INFO("instructions " << static_cast<int>(instructions) << ", from byte " << first);
      CHECK((bytes == expected));
    }
  }
}
