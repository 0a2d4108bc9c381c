#include "compression/compression.hpp"

#include <string>
#include <vector>

#include "catch.hpp"

using namespace weir::stages;          // NOLINT(google-build-using-namespace)
using namespace std::string_literals;  // NOLINT(google-build-using-namespace)

namespace {

struct Begins {
  std::string bytes;
  Compression compression;
};

// As the programs write them (`printf x | gzip | xxd`), and skippable frames as RFC 8878 has them.
const std::vector<Begins> kBegins{
    {"\x1F\x8B\x08"s, Compression::gzip},
    {"\x28\xB5\x2F\xFD"s, Compression::zstd},
    {"\x50\x2A\x4D\x18"s, Compression::zstd},
    {"\x5F\x2A\x4D\x18"s, Compression::zstd},
    {"\xFD\x37\x7A\x58\x5A\x00"s, Compression::xz},
    {"BZh91AY&SY"s, Compression::bzip2},
    {"BZh1\x17\x72\x45\x38\x50\x90"s, Compression::bzip2},
    {"\x04\x22\x4D\x18"s, Compression::lz4},
};

}  // namespace

TEST_CASE("The first bytes say how a file is compressed, and until they are all there nothing is said") {
  for (const auto& [bytes, compression] : kBegins) {
    CAPTURE(bytes);
    for (std::size_t size = 0; size < bytes.size(); ++size) {
      CHECK(compression_of(bytes.substr(0, size), false) == std::nullopt);
      CHECK(compression_of(bytes.substr(0, size), true) == Compression::none);
    }
    CHECK(compression_of(bytes, false) == compression);
    CHECK(compression_of(bytes + "more", true) == compression);
  }
}

TEST_CASE("What only begins like it is a text as soon as that is known") {
  for (const auto* text : {"BZh", "BZh0", "BZhang", "(a)", "P*M", "x", " "}) {
    CAPTURE(text);
    CHECK(compression_of(text, true) == Compression::none);
  }
  for (const auto* text : {"BZx", "BZh01AY", "BZh91AY&SX", "(a", "P*N", "x", "\x60\x2A\x4D\x18", "\x4F\x2A\x4D\x18"}) {
    CAPTURE(text);
    CHECK(compression_of(text, false) == Compression::none);
  }
}

TEST_CASE("A file of fewer bytes than say it was cut short if no text has them, or if its name says so") {
  CHECK(compression_before_cut("\x1F", "words") == Compression::gzip);
  CHECK(compression_before_cut("\x1F\x8B", "words.txt") == Compression::gzip);
  CHECK(compression_before_cut("\xFD"
                               "7",
                               "-") == Compression::xz);
  CHECK(compression_before_cut("\x04\x22", "words") == Compression::lz4);
  CHECK(compression_before_cut("(", "words") == Compression::none);
  CHECK(compression_before_cut("(", "words.zst") == Compression::zstd);
  CHECK(compression_before_cut("BZh9", "words.txt") == Compression::none);
  CHECK(compression_before_cut("BZh9", "words.bz2") == Compression::bzip2);
  CHECK(compression_before_cut("", "words.gz") == Compression::gzip);
  CHECK(compression_before_cut("", "words") == Compression::none);
  CHECK(compression_before_cut("", "-") == Compression::none);
  CHECK(compression_before_cut("word", "words.gz") == Compression::none);
  CHECK(compression_before_cut("\x1F\x8B\x08", "words.gz") == Compression::none);
}

TEST_CASE("The end of a name says how a file is to be compressed") {
  CHECK(compression_by_suffix("a/b.csv.gz") == Compression::gzip);
  CHECK(compression_by_suffix("b.zst") == Compression::zstd);
  CHECK(compression_by_suffix("b.xz") == Compression::xz);
  CHECK(compression_by_suffix("b.tsv.bz2") == Compression::bzip2);
  CHECK(compression_by_suffix("b.lz4") == Compression::lz4);
  for (const auto* name : {"b", "b.csv", ".gz", "gz", "b.gz/c", "b.GZ", "-", "b.gz.partial"})
    CHECK(compression_by_suffix(name) == Compression::none);
}
