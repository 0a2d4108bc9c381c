#include "compression/decompressor.hpp"

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "catch.hpp"
#include "compression/block_compressor.hpp"

using namespace weir::stages;          // NOLINT(google-build-using-namespace)
using namespace std::string_literals;  // NOLINT(google-build-using-namespace)

namespace {

constexpr Compression kAll[] = {Compression::gzip, Compression::zstd, Compression::xz, Compression::bzip2, Compression::lz4};

std::string some_text(std::size_t size) {
  std::mt19937 chance(5);
  std::string text;
  while (text.size() < size) text += std::to_string(chance() % 1000) + (chance() % 9 == 0 ? "\n" : " ");
  text.resize(size);
  return text;
}

std::string member(Compression compression, std::string_view text) {
  return compressed(compression, levels_of(compression).lowest, text);
}

// What comes of a file that is read in pieces of `in` bytes into room for `out`; `error` is what it says of a damaged one.
struct Unpacked {
  std::string text;
  std::string error;
};

Unpacked unpack(std::string_view file, std::size_t in_size, std::size_t out_size) {
  Decompressor decompressor;
  decompressor.begin();
  Unpacked unpacked;
  std::string room(out_size, '\0');
  std::size_t offered = 0;
  try {
    for (;;) {
      offered = std::min(offered + in_size, file.size());
      for (bool full = true; full;) {
        std::string_view in = file.substr(0, offered);
        std::span<char> out(room);
        const auto note = [&] {
          unpacked.text.append(room, 0, room.size() - out.size());
          file.remove_prefix(offered - in.size());
          offered = in.size();
        };
        try {
          decompressor.decompress(in, out, offered == file.size());
        } catch (...) {
          note();
          throw;
        }
        full = out.empty();
        note();
      }
      if (file.empty()) return unpacked;
      REQUIRE(offered < file.size());
    }
  } catch (const Damaged& error) {
    unpacked.error = error.what();
  }
  return unpacked;
}

}  // namespace

TEST_CASE("Members come out as what they were made of, in pieces of any size") {
  const std::string text = some_text(20'000);
  for (const Compression compression : kAll) {
    CAPTURE(name_of(compression));
    const std::string file = member(compression, text) + member(compression, "") + member(compression, "and this") + std::string(9, '\0');
    for (const std::size_t in : {1, 2, 7, 100, 100'000}) {
      for (const std::size_t out : {1, 3, 1000, 100'000}) {
        const Unpacked unpacked = unpack(file, in, out);
        CHECK(unpacked.error.empty());
        CHECK(unpacked.text == text + "and this");
      }
    }
  }
}

TEST_CASE("Members that were compressed in different ways may follow each other") {
  std::string file;
  std::string text;
  for (const Compression compression : kAll) {
    file += member(compression, name_of(compression));
    text += name_of(compression);
  }
  for (const std::size_t in : {1, 5, 100'000}) CHECK(unpack(file, in, 1000).text == text);
}

TEST_CASE("A file that is cut anywhere is an error that says so, behind what was whole before") {
  const std::string text = some_text(3000);
  for (const Compression compression : kAll) {
    CAPTURE(name_of(compression));
    const std::string first = member(compression, text);
    const std::string file = first + member(compression, "more of it");
    for (std::size_t size = first.size(); size < file.size(); ++size) {
      const Unpacked unpacked = unpack(std::string_view(file).substr(0, size), 64, 64);
      CAPTURE(size);
      CHECK(unpacked.text.starts_with(text));
      CHECK(unpacked.error.empty() == (size == first.size()));
    }
    CHECK(unpack(file.substr(0, file.size() - 1), 64, 64).error ==
          "it is cut short: it ends with its byte " + std::to_string(file.size() - 1) + ", in the middle of what " +
              std::string(name_of(compression)) + " has compressed; get all of it");
  }
}

TEST_CASE("Bytes that changed are an error, or change nothing, in pieces of any size") {
  std::mt19937 chance(3);
  const std::string text = some_text(5000);
  for (const Compression compression : kAll) {
    CAPTURE(name_of(compression));
    const std::string whole = member(compression, text) + member(compression, "more");
    for (int i = 0; i < 500; ++i) {
      std::string file = whole;
      const std::size_t at = 6 + chance() % (file.size() - 6);
      file[at] = static_cast<char>(file[at] ^ (1 << chance() % 8));
      CAPTURE(at);
      const Unpacked in_one = unpack(file, file.size(), 100'000);
      const Unpacked in_pieces = unpack(file, 1 + chance() % 50, 1 + chance() % 500);
      CHECK(in_one.error.empty() == in_pieces.error.empty());
      if (in_one.error.empty()) {
        CHECK(in_one.text == text + "more");
        CHECK(in_pieces.text == text + "more");
      }
    }
  }
}

TEST_CASE("What was made before the damage comes out, however large the pieces are") {
  const std::string text = some_text(3'000'000);
  for (const Compression compression : {Compression::zstd, Compression::lz4}) {
    CAPTURE(name_of(compression));
    std::string file = member(compression, text);
    file.resize(file.size() / 2);
    file += std::string(50'000, '\xFF');
    const std::size_t in_pieces = unpack(file, 100, 10'000).text.size();
    CHECK(in_pieces > text.size() / 3);
    CHECK(unpack(file, file.size(), 4'000'000).text.size() == in_pieces);
  }
}

TEST_CASE("Something else behind a member is an error that says where") {
  const std::string first = member(Compression::gzip, "text");
  for (const std::string& rest : {"x"s, "text"s, "\x1F\x8B"s, "\0\0x"s}) {
    const Unpacked unpacked = unpack(first + rest, 5, 100);
    CHECK(unpacked.text == "text");
    const std::size_t at = first.size() + (rest[0] == '\0' ? 2 : 0);
    CHECK(unpacked.error == "behind its byte " + std::to_string(at) +
                                ", where what gzip has compressed ends, there is something else; take that away, or get the file again");
  }
}

TEST_CASE("A file that is compressed a thousand times takes no more room than another") {
  const std::string zeros(std::size_t{1} << 26U, '\0');
  const std::string bomb = member(Compression::xz, zeros);
  CHECK(bomb.size() < zeros.size() / 1000);
  Decompressor decompressor;
  decompressor.begin();
  std::string room(1000, 'x');
  std::string_view in = bomb;
  std::span<char> out(room);
  decompressor.decompress(in, out, true);
  CHECK(out.empty());
  CHECK(decompressor.in_member());
  CHECK(room == zeros.substr(0, 1000));
}
