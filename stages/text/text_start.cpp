#include "text/text_start.hpp"

#include <array>

#include <fmt/format.h>

#include "compression/compression.hpp"
#include "text/unreadable.hpp"

namespace weir::stages {

namespace {

using std::string_view_literals::operator""sv;

constexpr OtherForm kTwice{"compressed more than once", "PROGRAM -dc FILE"};  // the programs of all five take this
constexpr OtherForm kCompress{"compressed with compress", "gzip -dc FILE"};
constexpr OtherForm kOldLz4{"compressed with lz4 in its old form", "lz4 -dc FILE"};
constexpr OtherForm kLzip{"compressed with lzip", "lzip -dc FILE"};
constexpr OtherForm kZip{"a zip archive", "unzip -p FILE"};
constexpr OtherForm k7z{"a 7z archive", "7z x -so FILE"};
constexpr OtherForm kUtf16{"UTF-16 and not UTF-8", "iconv -f UTF-16 -t UTF-8 FILE"};
constexpr OtherForm kUtf32{"UTF-32 and not UTF-8", "iconv -f UTF-32 -t UTF-8 FILE"};

struct Signature {
  std::string_view bytes;
  const OtherForm* form;  // null: the byte order mark of UTF-8
};

// From their specifications: compress(1), lz4_Frame_format.md (its legacy frame), lzip's manual, APPNOTE.TXT (zip), 7zFormat.txt, and
// Unicode 15, 23.8 (byte order marks).
constexpr std::array kSignatures{
    Signature{"\x1F\x9D"sv, &kCompress},     Signature{"\x02\x21\x4C\x18"sv, &kOldLz4}, Signature{"LZIP\x01"sv, &kLzip},
    Signature{"PK\x03\x04"sv, &kZip},        Signature{"PK\x05\x06"sv, &kZip},          Signature{"PK\x07\x08"sv, &kZip},
    Signature{"7z\xBC\xAF\x27\x1C"sv, &k7z}, Signature{"\xFF\xFE\x00\x00"sv, &kUtf32},  Signature{"\x00\x00\xFE\xFF"sv, &kUtf32},
    Signature{"\xFF\xFE"sv, &kUtf16},        Signature{"\xFE\xFF"sv, &kUtf16},          Signature{"\xEF\xBB\xBF"sv, nullptr},
};
}  // namespace

TextStart look_at_start(std::string_view bytes, bool all) noexcept {
  const auto compression = compression_of(bytes, all);
  if (!compression) return {};
  if (*compression != Compression::none) return {true, 0, &kTwice};
  const Signature* found = nullptr;
  for (const Signature& known : kSignatures) {
    if (!all && known.bytes.size() > bytes.size() && known.bytes.starts_with(bytes)) return {};
    if (found == nullptr && bytes.starts_with(known.bytes)) found = &known;
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
