#include "compression/compression_params.hpp"

#include <fmt/format.h>

#include "compression/block_compressor.hpp"

namespace weir::stages {

Compression compression_for(Compress compress, const std::filesystem::path& path) {
  switch (compress) {
    case Compress::by_name:
      return compression_by_suffix(path);
    case Compress::gzip:
      return Compression::gzip;
    case Compress::zstd:
      return Compression::zstd;
    case Compress::xz:
      return Compression::xz;
    case Compress::bzip2:
      return Compression::bzip2;
    case Compress::lz4:
      return Compression::lz4;
    case Compress::none:
      break;
  }
  return Compression::none;
}

CompressedOutput::Form form_for(Compress compress, std::optional<std::uint64_t> level, const std::filesystem::path& path) {
  const Compression compression = compression_for(compress, path);
  return {compression, level ? static_cast<int>(*level) : levels_of(compression).usual};
}

std::size_t held_bytes(Compression compression) noexcept {
  return compression == Compression::none ? 0 : 2 * CompressedOutput::kMostBlocks * block_size_of(compression);
}

std::optional<Problem> wrong_level(Compress compress, std::optional<std::uint64_t> level, const std::filesystem::path& path) {
  if (!level) return std::nullopt;
  const Compression compression = compression_for(compress, path);
  if (compression == Compression::none) return Problem("nothing is compressed", "say how by compress, or take the level away");
  const Levels levels = levels_of(compression);
  if (*level >= static_cast<std::uint64_t>(levels.lowest) && *level <= static_cast<std::uint64_t>(levels.highest)) return std::nullopt;
  return Problem(fmt::format("{} has no level {}", name_of(compression), *level),
                 fmt::format("choose one from {} to {}", levels.lowest, levels.highest));
}

}  // namespace weir::stages
