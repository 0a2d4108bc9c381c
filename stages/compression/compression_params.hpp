#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>

#include <weir/description.hpp>

#include "compression/compressed_output.hpp"

namespace weir::stages {

/// How a file is to be compressed, as a param says it.
enum class Compress { by_name, none, gzip, zstd, xz, bzip2, lz4 };
inline Choices<Compress> choices(Compress) {
  return {{"auto", Compress::by_name}, {"none", Compress::none},   {"gzip", Compress::gzip}, {"zstd", Compress::zstd},
          {"xz", Compress::xz},        {"bzip2", Compress::bzip2}, {"lz4", Compress::lz4}};
}

/// For the details of a kind.
inline constexpr const char* kCompressText =
    "A path that ends in .gz, .zst, .xz, .bz2 or .lz4 is compressed in that program's format; compress says it for others, such as the "
    "standard output, or none for all. A file is made of members of 1 MiB (zstd and xz: 4 MiB), one after another, which gzip, zstd and "
    "the others, and weir, read as one text; threads that have nothing else to do compress them, at most eight at a time. What is not a "
    "file "
    "gets a member whenever rows have come.";

[[nodiscard]] Compression compression_for(Compress compress, const std::filesystem::path& path);
[[nodiscard]] CompressedOutput::Form form_for(Compress compress, std::optional<std::uint64_t> level, const std::filesystem::path& path);
/// The most that an output so compressed holds on the way: full blocks, and what comes of them.
[[nodiscard]] std::size_t held_bytes(Compression compression) noexcept;
/// What is wrong with a level.
[[nodiscard]] std::optional<Problem> wrong_level(Compress compress, std::optional<std::uint64_t> level, const std::filesystem::path& path);

/// Declares the params `compress` and `level`, which `Params` has as members beside `path`.
template <class Params>
void describe_compression(Description<Params>& d) {
  d.param("compress", &Params::compress, "how the file is compressed; auto: as the end of its name says");
  d.param("level", &Params::level,
          "how hard: gzip and bzip2 1 to 9, zstd 1 to 19, xz 0 to 9, lz4 1 to 12; left out, what is usual: 6, 9, 3, 6, 1");
  d.check("level", [](const Params& params) { return wrong_level(params.compress, params.level, params.path); });
}

}  // namespace weir::stages
