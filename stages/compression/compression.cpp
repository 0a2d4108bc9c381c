#include "compression/compression.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace weir::stages {

namespace {

using std::string_view_literals::operator""sv;

// Each byte lies between two.
struct Magic {
  std::string_view lowest;
  std::string_view highest;
  Compression compression;
};

constexpr Magic exactly(std::string_view bytes, Compression compression) {
  return {bytes, bytes, compression};
}

// From their specifications: RFC 1952 (gzip), RFC 8878 (zstd, and its skippable frames, with which pzstd begins), the .xz file format, and
// lz4_Frame_format.md. That of bzip2 is more than the letters `BZh` and the size of its blocks, a digit: the magic number of its first
// block, or of its end, follows.
constexpr std::array kMagics{
    exactly("\x1F\x8B\x08"sv, Compression::gzip),
    exactly("\x28\xB5\x2F\xFD"sv, Compression::zstd),
    Magic{"\x50\x2A\x4D\x18"sv, "\x5F\x2A\x4D\x18"sv, Compression::zstd},
    exactly("\xFD\x37\x7A\x58\x5A\x00"sv, Compression::xz),
    Magic{"BZh1\x31\x41\x59\x26\x53\x59"sv, "BZh9\x31\x41\x59\x26\x53\x59"sv, Compression::bzip2},
    Magic{"BZh1\x17\x72\x45\x38\x50\x90"sv, "BZh9\x17\x72\x45\x38\x50\x90"sv, Compression::bzip2},
    exactly("\x04\x22\x4D\x18"sv, Compression::lz4),
};

// As far as both go.
bool begins_like(const Magic& magic, std::string_view bytes) noexcept {
  const auto is_between = [&](std::size_t i) {
    const auto byte = static_cast<unsigned char>(bytes[i]);
    return byte >= static_cast<unsigned char>(magic.lowest[i]) && byte <= static_cast<unsigned char>(magic.highest[i]);
  };
  const std::size_t size = std::min(bytes.size(), magic.lowest.size());
  for (std::size_t i = 0; i < size; ++i) {
    if (!is_between(i)) return false;
  }
  return true;
}

bool is_printable(char c) noexcept {
  return c >= ' ' && c <= '~';
}

}  // namespace

std::string_view name_of(Compression compression) noexcept {
  switch (compression) {
    case Compression::gzip:
      return "gzip";
    case Compression::zstd:
      return "zstd";
    case Compression::xz:
      return "xz";
    case Compression::bzip2:
      return "bzip2";
    case Compression::lz4:
      return "lz4";
    case Compression::none:
      break;
  }
  return "none";
}

std::optional<Compression> compression_of(std::string_view bytes, bool all) noexcept {
  for (const Magic& known : kMagics) {
    if (!begins_like(known, bytes)) continue;
    if (bytes.size() >= known.lowest.size()) return known.compression;
    if (!all) return std::nullopt;
  }
  return Compression::none;
}

Compression compression_before_cut(std::string_view bytes, const std::filesystem::path& path) {
  const bool has_text = std::all_of(bytes.begin(), bytes.end(), is_printable);
  for (const Magic& known : kMagics) {
    if (!begins_like(known, bytes) || bytes.size() >= known.lowest.size()) continue;
    if (!has_text || known.compression == compression_by_suffix(path)) return known.compression;
  }
  return Compression::none;
}

Compression compression_by_suffix(const std::filesystem::path& path) {
  const std::string suffix = path.extension().string();
  if (suffix == ".gz") return Compression::gzip;
  if (suffix == ".zst") return Compression::zstd;
  if (suffix == ".xz") return Compression::xz;
  if (suffix == ".bz2") return Compression::bzip2;
  return suffix == ".lz4" ? Compression::lz4 : Compression::none;
}

}  // namespace weir::stages
