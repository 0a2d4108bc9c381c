#include <algorithm>
#include <random>
#include <sstream>

#include <fmt/format.h>

#include <weir/error.hpp>

#include "catch.hpp"
#include "matrix/npy_header.hpp"
#include "matrix/npy_sample.hpp"
#include "python_script.hpp"
#include "system/temporary_folder.hpp"

using namespace weir::stages;

namespace {

using Random = std::mt19937;

std::size_t below(Random& random, std::size_t limit) {
  return limit == 0 ? 0 : random() % limit;
}

const std::vector<std::string> kTypes{"<f", "<f", ">f", "=f", "f", "<i", ">i", "|u"};

std::string valid_file(Random& random) {
  const std::size_t rows = below(random, 5), cols = below(random, 12);
  const bool fortran = below(random, 2) == 1, wide = below(random, 2) == 1;
  const auto version = static_cast<int>(1 + below(random, 3));
  const std::string type = kTypes[below(random, kTypes.size())] + (wide ? "8" : "4");
  const std::string header =
      fmt::format("{{'descr': '{}', 'fortran_order': {}, 'shape': ({}, {}), }}", type, fortran ? "True" : "False", rows, cols);
  return test::npy_with_header(header + std::string(below(random, 40), ' '), std::string(rows * cols * (wide ? 8 : 4), 'e'), version);
}

// What a header is made of, and what has tripped up other readers.
const std::vector<std::string> kPieces{"0",       "9",      "18446744073709551615",
                                       "-1",      "(",      ")",
                                       "{",       "}",      ",",
                                       ":",       "'",      "\"",
                                       "\\",      "\n",     "#",
                                       " ",       "L",      "True",
                                       "False",   "None",   "'shape'",
                                       "b'",      "0x10",   "1_0",
                                       "'<f4'",   "|O",     ">f8",
                                       "[0]",     "1e3",    "4294967297",
                                       "((((",    "2 ** 9", "__import__",
                                       "'descr'", "\t",     std::string(1, '\0')};

void mutate(std::string& bytes, Random& random) {
  const std::size_t at = below(random, std::min<std::size_t>(bytes.size(), 110));
  const std::size_t count = 1 + below(random, 8);
  const std::string& piece = kPieces[below(random, kPieces.size())];
  switch (below(random, 7)) {
    case 0:
      bytes.erase(at, count);
      break;
    case 1:
      bytes.insert(at, piece);
      break;
    case 2:
      bytes.replace(at, std::min(piece.size(), bytes.size() - at), piece);
      break;
    case 3:
      bytes.resize(below(random, bytes.size() + 1));
      break;
    case 4:
      bytes.insert(below(random, bytes.size() + 1), bytes.substr(at, count * 4));
      break;
    case 5:
      if (at < bytes.size()) bytes[at] = static_cast<char>(bytes[at] ^ (1 << below(random, 8)));
      break;
    default:
      if (at < bytes.size()) bytes[at] = static_cast<char>(random());
  }
}

std::string mutant(Random& random) {
  std::string bytes = valid_file(random);
  for (std::size_t i = below(random, 4); i > 0; --i) mutate(bytes, random);
  return bytes;
}

// As npy_verdicts.py puts it.
std::string verdict(const std::string& bytes) {
  try {
    const NpyHeader header = parse_npy_header(std::as_bytes(std::span(bytes)), bytes.size());
    static constexpr const char* kKinds[] = {"f", "i", "u", "b"};
    return fmt::format("{}{}{} {} {} {} {}", header.stored.big_endian ? ">" : "<", kKinds[static_cast<int>(header.stored.kind)],
                       header.stored.size, header.order == ElementOrder::columns ? "columns" : "rows", header.rows, header.cols,
                       header.data_offset);
  } catch (const weir::Error&) {
    return "no";
  }
}

std::string frame(const std::string& bytes) {
  std::string framed;
  for (int i = 0; i < 4; ++i) framed += static_cast<char>(bytes.size() >> 8 * i & 0xff);
  return framed + bytes;
}

}  // namespace

TEST_CASE("A damaged header is refused, or read as one that the file has room for") {
  Random random(20'240'607);
  std::size_t refused = 0;
  for (int i = 0; i < 50'000; ++i) {
    // An exact copy on the heap, so that the address sanitizer sees every step beyond its end.
    const std::string bytes = mutant(random);
    const std::vector<char> copy(bytes.begin(), bytes.end());
    try {
      const NpyHeader header = parse_npy_header(std::as_bytes(std::span(copy)), copy.size());
      REQUIRE(header.data_offset + header.rows * header.cols * header.stored.size <= copy.size());
    } catch (const weir::Error&) {
      ++refused;
    }
  }
  CHECK(refused > 10'000);
  CHECK(refused < 45'000);
}

TEST_CASE("What is read from a damaged header is what Python reads from it") {
  Random random(42);
  std::vector<std::string> ours;
  std::string corpus;
  for (int i = 0; i < 5'000; ++i) {
    const std::string bytes = mutant(random);
    ours.push_back(verdict(bytes));
    corpus += frame(bytes);
  }
  const TemporaryFolder folder;
  write_file(folder / "corpus", corpus);
  std::istringstream theirs(test::run_python("matrix/npy_verdicts.py", folder / "corpus"));
  std::size_t both = 0, stricter = 0;
  for (const std::string& our : ours) {
    std::string their;
    REQUIRE(std::getline(theirs, their));
    if (our != "no") {
      CHECK(our == their);
      ++both;
    } else if (their != "no") {
      ++stricter;  // Python knows more ways to write a literal: comments, 0x10, 1_0, tabs
    }
  }
  CHECK(both > 1'000);
  CHECK(stricter < 100);
}
