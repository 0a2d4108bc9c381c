#pragma once

#include <filesystem>
#include <optional>
#include <string_view>

namespace weir::stages {

/// How a file is compressed.
enum class Compression { none, gzip, zstd, xz, bzip2, lz4 };

/// `gzip` and so on, as its program is called.
[[nodiscard]] std::string_view name_of(Compression compression) noexcept;

/// What the first bytes of a file, or of what follows a member in it, say; `all`: there are no more. Nothing while more of them are needed.
/// Any number of threads.
[[nodiscard]] std::optional<Compression> compression_of(std::string_view bytes, bool all) noexcept;

/// Of a file that has only these bytes, fewer than it takes to know: how it was compressed before it was cut short, or `none` if it is a
/// text. Bytes that no text has decide, or the suffix of its name.
[[nodiscard]] Compression compression_before_cut(std::string_view bytes, const std::filesystem::path& path);

/// By the suffix of a name: `.gz`, `.zst`, `.xz`, `.bz2`, `.lz4`.
[[nodiscard]] Compression compression_by_suffix(const std::filesystem::path& path);

}  // namespace weir::stages
