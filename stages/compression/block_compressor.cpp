#include "compression/block_compressor.hpp"

#include <bzlib.h>
#include <libdeflate.h>
#include <lz4frame.h>
#include <lzma.h>
#include <zstd.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <new>

namespace weir::stages {

namespace {

// All fail for want of memory alone: the room is as large as they may ask for.
void require_made(bool made) {
  if (!made) throw std::bad_alloc();
}

std::string gzip_member(int level, std::string_view bytes) {
  const std::unique_ptr<libdeflate_compressor, void (*)(libdeflate_compressor*)> compressor(libdeflate_alloc_compressor(level),
                                                                                            libdeflate_free_compressor);
  require_made(compressor != nullptr);
  std::string out(libdeflate_gzip_compress_bound(compressor.get(), bytes.size()), '\0');
  out.resize(libdeflate_gzip_compress(compressor.get(), bytes.data(), bytes.size(), out.data(), out.size()));
  require_made(!out.empty());
  return out;
}

std::string zstd_frame(int level, std::string_view bytes) {
  const std::unique_ptr<ZSTD_CCtx, std::size_t (*)(ZSTD_CCtx*)> context(ZSTD_createCCtx(), ZSTD_freeCCtx);
  require_made(context != nullptr);
  ZSTD_CCtx_setParameter(context.get(), ZSTD_c_compressionLevel, level);
  ZSTD_CCtx_setParameter(context.get(), ZSTD_c_checksumFlag, 1);
  std::string out(ZSTD_compressBound(bytes.size()), '\0');
  const std::size_t size = ZSTD_compress2(context.get(), out.data(), out.size(), bytes.data(), bytes.size());
  require_made(ZSTD_isError(size) == 0);
  out.resize(size);
  return out;
}

// A dictionary larger than what it is for would only cost memory.
std::string xz_stream(int level, std::string_view bytes) {
  lzma_options_lzma options{};
  require_made(lzma_lzma_preset(&options, static_cast<std::uint32_t>(level)) == 0);
  const auto needed = static_cast<std::uint32_t>(std::max<std::size_t>(bytes.size(), LZMA_DICT_SIZE_MIN));
  options.dict_size = std::min(options.dict_size, needed);
  lzma_filter filters[] = {{LZMA_FILTER_LZMA2, &options}, {LZMA_VLI_UNKNOWN, nullptr}};
  std::string out(lzma_stream_buffer_bound(bytes.size()), '\0');
  std::size_t size = 0;
  const auto result = lzma_stream_buffer_encode(filters, LZMA_CHECK_CRC64, nullptr, reinterpret_cast<const std::uint8_t*>(bytes.data()),
                                                bytes.size(), reinterpret_cast<std::uint8_t*>(out.data()), &size, out.size());
  require_made(result == LZMA_OK);
  out.resize(size);
  return out;
}

// The bound is that of its manual.
std::string bzip2_stream(int level, std::string_view bytes) {
  constexpr std::size_t kBeside = 600;
  std::string out(bytes.size() + bytes.size() / 100 + kBeside, '\0');
  auto size = static_cast<unsigned>(out.size());
  char* const from = const_cast<char*>(bytes.data());  // NOLINT(cppcoreguidelines-pro-type-const-cast): it is only read
  require_made(BZ2_bzBuffToBuffCompress(out.data(), &size, from, static_cast<unsigned>(bytes.size()), level, 0, 0) == BZ_OK);
  out.resize(size);
  return out;
}

std::string lz4_frame(int level, std::string_view bytes) {
  LZ4F_preferences_t preferences{};
  preferences.compressionLevel = level;
  preferences.frameInfo.contentChecksumFlag = LZ4F_contentChecksumEnabled;
  preferences.frameInfo.blockSizeID = LZ4F_max1MB;
  std::string out(LZ4F_compressFrameBound(bytes.size(), &preferences), '\0');
  const std::size_t size = LZ4F_compressFrame(out.data(), out.size(), bytes.data(), bytes.size(), &preferences);
  require_made(LZ4F_isError(size) == 0);
  out.resize(size);
  return out;
}

}  // namespace

Levels levels_of(Compression compression) noexcept {
  switch (compression) {
    case Compression::gzip:
      return {1, 9, 6};
    case Compression::zstd:
      return {1, 19, 3};
    case Compression::xz:
      return {0, 9, 6};
    case Compression::bzip2:
      return {1, 9, 9};
    case Compression::lz4:
      return {1, 12, 1};
    case Compression::none:
      break;
  }
  return {0, 0, 0};
}

std::size_t block_size_of(Compression compression) noexcept {
  constexpr std::size_t kBzip2Block = 900'000;  // as bzip2 itself has it at level 9
  constexpr std::size_t kMebi = std::size_t{1} << 20U;
  switch (compression) {
    case Compression::bzip2:
      return kBzip2Block;
    case Compression::zstd:
    case Compression::xz:
      return 4 * kMebi;  // they see repetitions further back than the others
    default:
      return kMebi;
  }
}

std::string compressed(Compression compression, int level, std::string_view bytes) {
  switch (compression) {
    case Compression::gzip:
      return gzip_member(level, bytes);
    case Compression::zstd:
      return zstd_frame(level, bytes);
    case Compression::xz:
      return xz_stream(level, bytes);
    case Compression::bzip2:
      return bzip2_stream(level, bytes);
    case Compression::lz4:
      return lz4_frame(level, bytes);
    case Compression::none:
      break;
  }
  return std::string(bytes);
}

}  // namespace weir::stages
