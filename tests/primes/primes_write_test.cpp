#include "primes/primes_write.hpp"

#include <cstring>

#include "catch.hpp"
#include "oracle.hpp"
#include "system/temporary_folder.hpp"

using weir::stages::PrimeBlock;
using weir::stages::PrimeFormat;
using weir::stages::PrimesWrite;

namespace {

std::vector<PrimeBlock> blocks(std::uint64_t from, std::uint64_t to, std::uint64_t size) {
  std::vector<PrimeBlock> all;
  for (std::uint64_t low = from; low <= to; low += size) {
    const std::uint64_t high = std::min(low + size - 1, to);
    auto primes = oracle_primes(low, high);
    all.push_back({low, high, primes.size(), std::move(primes)});
  }
  return all;
}

/// The file that `primes.write` makes of the blocks.
std::string written(PrimeFormat format, std::vector<PrimeBlock> input) {
  const TemporaryFolder folder;
  PrimesWrite sink({folder / "primes", format});
  sink.consume(input);
  CHECK_FALSE(std::filesystem::exists(folder / "primes"));
  sink.finish();
  return content(folder / "primes");
}

std::string lines(const std::vector<std::uint64_t>& primes) {
  std::string text;
  for (const std::uint64_t prime : primes) text += std::to_string(prime) + '\n';
  return text;
}

/// Reads an array of u64 as numpy.lib.format says, taking nothing on trust.
std::vector<std::uint64_t> read_npy(const std::string& bytes) {
  REQUIRE(bytes.size() >= 10);
  REQUIRE(bytes.substr(0, 8) == std::string("\x93NUMPY\x01\x00", 8));
  const std::size_t length = static_cast<unsigned char>(bytes[8]) + 256U * static_cast<unsigned char>(bytes[9]);
  REQUIRE(bytes.size() >= 10 + length);
  REQUIRE((10 + length) % 64 == 0);
  const std::string header = bytes.substr(10, length);
  REQUIRE(header.back() == '\n');
  const std::string before = "{'descr': '<u8', 'fortran_order': False, 'shape': (";
  REQUIRE(header.substr(0, before.size()) == before);
  std::size_t digits = 0;
  const std::size_t count = std::stoull(header.substr(before.size()), &digits);
  const std::string after = header.substr(before.size() + digits, 6);
  REQUIRE(after == ",), } ");
  REQUIRE(header.find_first_not_of(' ', before.size() + digits + after.size()) == header.size() - 1);
  REQUIRE(bytes.size() == 10 + length + 8 * count);
  std::vector<std::uint64_t> numbers;
  for (std::size_t at = 10 + length; at < bytes.size(); at += 8) {
    std::uint64_t number = 0;
    for (unsigned i = 0; i < 8; ++i) number |= std::uint64_t{static_cast<unsigned char>(bytes[at + i])} << (8 * i);
    numbers.push_back(number);
  }
  return numbers;
}

}  // namespace

TEST_CASE("Primes are written one a line") {
  CHECK(written(PrimeFormat::text, blocks(0, 29, 10)) == "2\n3\n5\n7\n11\n13\n17\n19\n23\n29\n");
}

TEST_CASE("Many primes are written as text, whatever the blocks") {
  for (const std::uint64_t size : {1'000U, 123'456U, 10'000'000U}) {
    CHECK((written(PrimeFormat::text, blocks(0, 2'000'000, size)) == lines(oracle_primes(0, 2'000'000))));
  }
}

TEST_CASE("The largest primes of 64 bits are written as text") {
  CHECK(written(PrimeFormat::text, {{UINT64_MAX - 94, UINT64_MAX, 3, {UINT64_MAX - 94, UINT64_MAX - 82, UINT64_MAX - 58}}}) ==
        "18446744073709551521\n18446744073709551533\n18446744073709551557\n");
}

TEST_CASE("Primes are written as an array that a strict reader takes") {
  for (const std::uint64_t to : {1U, 2U, 29U, 3'000'000U}) {
    CHECK((read_npy(written(PrimeFormat::npy, blocks(0, to, 100'000))) == oracle_primes(0, to)));
  }
}

TEST_CASE("No primes at all are an empty file or an empty array") {
  CHECK(written(PrimeFormat::text, {}).empty());
  CHECK(read_npy(written(PrimeFormat::npy, {})).empty());
}

TEST_CASE("Blocks out of order are an error that says how to mend it, and no file appears") {
  const TemporaryFolder folder;
  auto input = blocks(0, 299, 100);
  std::swap(input[1], input[2]);
  {
    PrimesWrite sink({folder / "primes", PrimeFormat::text});
    CHECK_THROWS_WITH(sink.consume(input),
                      "primes.write needs its blocks in ascending order, but 100 to 199 came after 200 to 299: set 'ordered: true' on the "
                      "primes.sieve before it");
  }
  CHECK(folder.entries() == 0);
}

TEST_CASE("A block that begins where the one before ends is out of order") {
  const TemporaryFolder folder;
  PrimesWrite sink({folder / "primes", PrimeFormat::text});
  std::vector<PrimeBlock> input = {{0, 11, 1, {11}}, {11, 20, 1, {11}}};
  CHECK_THROWS_WITH(sink.consume(input), Catch::Contains("11 to 20 came after 0 to 11"));
}

TEST_CASE("What is kept of an array that was cut short is an array") {
  const TemporaryFolder folder;
  PrimesWrite sink({folder / "primes.npy", PrimeFormat::npy});
  auto input = blocks(0, 999, 100);
  sink.consume(input);
  sink.finish_partial();
  CHECK_FALSE(std::filesystem::exists(folder / "primes.npy"));
  CHECK((read_npy(content(folder / "primes.npy.partial")) == oracle_primes(0, 999)));
}

TEST_CASE("Blocks of counts alone are an error that says how to mend it") {
  const TemporaryFolder folder;
  PrimesWrite sink({folder / "primes", PrimeFormat::text});
  std::vector<PrimeBlock> input{{0, 99, 25, {}}};
  CHECK_THROWS_WITH(sink.consume(input), "primes.write got counts alone: set 'emit: primes' in the params of the primes.sieve before it");
}

TEST_CASE("An array needs a file in which it can go back") {
  CHECK_THROWS_AS(PrimesWrite({"-", PrimeFormat::npy}), weir::Error);
  CHECK_THROWS_WITH(PrimesWrite({"/dev/null", PrimeFormat::npy}), "cannot write '/dev/null' as npy: it is not a regular file");
}
