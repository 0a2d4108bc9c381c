#include "text/text_start.hpp"

#include <array>
#include <cstdint>

#include <fmt/format.h>

#include "text/unreadable.hpp"

namespace weir::stages {

namespace {

using std::string_view_literals::operator""sv;

constexpr OtherForm kGzip{"compressed with gzip", "gzip -dc FILE"};
constexpr OtherForm kCompress{"compressed with compress", "gzip -dc FILE"};
constexpr OtherForm kZstd{"compressed with zstd", "zstd -dc FILE"};
constexpr OtherForm kXz{"compressed with xz", "xz -dc FILE"};
constexpr OtherForm kBzip2{"compressed with bzip2", "bzip2 -dc FILE"};
constexpr OtherForm kLz4{"compressed with lz4", "lz4 -dc FILE"};
constexpr OtherForm kLzip{"compressed with lzip", "lzip -dc FILE"};
constexpr OtherForm kZip{"a zip archive", "unzip -p FILE"};
constexpr OtherForm k7z{"a 7z archive", "7z x -so FILE"};
constexpr OtherForm kUtf16{"UTF-16 and not UTF-8", "iconv -f UTF-16 -t UTF-8 FILE"};
constexpr OtherForm kUtf32{"UTF-32 and not UTF-8", "iconv -f UTF-32 -t UTF-8 FILE"};

struct Signature {
  std::string_view bytes;
  const OtherForm* form;  // null: the byte order mark of UTF-8
};

// From their specifications: RFC 1952 (gzip), RFC 8878 (zstd; the second is a skippable frame, with which pzstd begins), the .xz file
// format, lz4_Frame_format.md (and its legacy frame), lzip's manual, APPNOTE.TXT (zip), 7zFormat.txt, and Unicode 15, 23.8 (byte order
// marks). The signature of bzip2 is more than the letters `BZh`: the magic number of its first block, or of its end, follows a digit.
constexpr std::array kSignatures{
    Signature{"\x1F\x8B\x08"sv, &kGzip},
    Signature{"\x1F\x9D"sv, &kCompress},
    Signature{"\x28\xB5\x2F\xFD"sv, &kZstd},
    Signature{"\x50\x2A\x4D\x18"sv, &kZstd},
    Signature{"\xFD\x37\x7A\x58\x5A\x00"sv, &kXz},
    Signature{"BZh\x31\x41\x59\x26\x53\x59"sv, &kBzip2},
    Signature{"BZh\x17\x72\x45\x38\x50\x90"sv, &kBzip2},
    Signature{"\x04\x22\x4D\x18"sv, &kLz4},
    Signature{"\x02\x21\x4C\x18"sv, &kLz4},
    Signature{"LZIP\x01"sv, &kLzip},
    Signature{"PK\x03\x04"sv, &kZip},
    Signature{"PK\x05\x06"sv, &kZip},
    Signature{"PK\x07\x08"sv, &kZip},
    Signature{"7z\xBC\xAF\x27\x1C"sv, &k7z},
    Signature{"\xFF\xFE\x00\x00"sv, &kUtf32},
    Signature{"\x00\x00\xFE\xFF"sv, &kUtf32},
    Signature{"\xFF\xFE"sv, &kUtf16},
    Signature{"\xFE\xFF"sv, &kUtf16},
    Signature{"\xEF\xBB\xBF"sv, nullptr},
};
constexpr std::size_t kLongest = 10;  // bzip2's, with its digit

// The first bytes without the digit after `BZh`, which is the size of bzip2's blocks.
struct FirstBytes {
  std::array<char, kLongest> bytes{};
  std::size_t size = 0;

  explicit FirstBytes(std::string_view text) noexcept {
    const bool digit = text.size() > 3 && text.starts_with("BZh") && text[3] >= '1' && text[3] <= '9';
    for (std::size_t i = 0; i < text.size() && size < kLongest; ++i) {
      if (!digit || i != 3) bytes[size++] = text[i];
    }
  }
  [[nodiscard]] std::string_view view() const noexcept { return {bytes.data(), size}; }
};

}  // namespace

TextStart look_at_start(std::string_view bytes, bool all) noexcept {
  const FirstBytes first(bytes);
  const std::string_view begin = first.view();
  const Signature* found = nullptr;
  for (const Signature& known : kSignatures) {
    if (!all && known.bytes.size() > begin.size() && known.bytes.starts_with(begin)) return {};
    if (found == nullptr && begin.starts_with(known.bytes)) found = &known;
  }
  if (found == nullptr) return {true, 0, nullptr};
  if (found->form == nullptr) return {true, found->bytes.size(), nullptr};
  return {true, 0, found->form};
}

std::optional<std::size_t> mark_of_text(const std::string& path, std::string_view bytes, bool all) {
  const TextStart start = look_at_start(bytes, all);
  if (start.other == nullptr) return start.known ? std::optional(start.mark) : std::nullopt;
  fail_to_read(path,
               fmt::format("it is {}; read its text through a pipe, as '-': {} | weir run ...", start.other->name, start.other->to_text));
}

}  // namespace weir::stages
