#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>

#include <weir/error.hpp>

#include "compression/compression.hpp"

namespace weir::stages {

/// Thrown for compressed bytes that cannot be read: `what()` says why.
class Damaged : public Error {
 public:
  using Error::Error;
};

/// The memory that one member may need to be read, above which it is refused: what a program says that was given somebody's file must not
/// decide how much memory it takes. It is the largest that `zstd -d` takes, and twice that of `xz -9`.
inline constexpr std::size_t kMostWindow = std::size_t{128} << 20U;

/// Reads one member (a whole that its program compresses at a time: a gzip member, a frame, a stream) of a compressed file after another.
/// One thread at a time.
class MemberDecoder {
 public:
  MemberDecoder() = default;
  MemberDecoder(const MemberDecoder&) = delete;
  MemberDecoder& operator=(const MemberDecoder&) = delete;
  virtual ~MemberDecoder() = default;

  /// Begins a member, whatever became of the one before. Throws `std::bad_alloc`.
  virtual void begin() = 0;
  /// Takes bytes off the front of `in` and fills the front of `out`, leaving what was not used of both; returns whether the member has
  /// ended. If it has not, one of the two is empty, or another call does more. Throws `Damaged`, and `std::bad_alloc`; then `begin` comes
  /// next.
  virtual bool decode(std::string_view& in, std::span<char>& out) = 0;
};

[[nodiscard]] std::unique_ptr<MemberDecoder> make_gzip_decoder();
[[nodiscard]] std::unique_ptr<MemberDecoder> make_zstd_decoder();
[[nodiscard]] std::unique_ptr<MemberDecoder> make_xz_decoder();
[[nodiscard]] std::unique_ptr<MemberDecoder> make_bzip2_decoder();
[[nodiscard]] std::unique_ptr<MemberDecoder> make_lz4_decoder();

/// One of them. Requires: not `none`.
[[nodiscard]] std::unique_ptr<MemberDecoder> make_decoder(Compression compression);

}  // namespace weir::stages
