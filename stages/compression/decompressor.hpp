#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "compression/compression.hpp"
#include "compression/member_decoder.hpp"

namespace weir::stages {

/// Reads compressed files, one after another: of each its members, also such that were compressed in different ways. Zeros behind a member
/// are padding, which tapes and some programs leave. It holds what its decoder needs, at most some `kMostWindow`, and nothing of the file:
/// a file that is compressed a thousand times is read as any other.
///
/// One thread at a time.
class Decompressor {
 public:
  /// Begins a file.
  void begin() noexcept;

  /// Takes bytes off the front of `in`, which is what comes next in the file, and fills the front of `out`, leaving what was not used of
  /// both. All of `in` is taken, unless `out` is full; but of what follows a member a few bytes may be left that do not yet say what it is.
  /// `all`: nothing follows `in`. Throws `Damaged`, which says where, for what is wrong, cut short, or not compressed; and
  /// `std::bad_alloc`. What had been made by then is in `out`.
  void decompress(std::string_view& in, std::span<char>& out, bool all);

  /// Whether a member has begun and not ended, so that the file cannot end here.
  [[nodiscard]] bool in_member() const noexcept { return in_member_; }

 private:
  bool begin_member(std::string_view& in, bool all);
  void decode(std::string_view& in, std::span<char>& out);

  Compression compression_ = Compression::none;  // of the member
  std::unique_ptr<MemberDecoder> decoder_;
  bool in_member_ = false;
  bool may_hold_ = false;      // the decoder may make more without another byte
  std::uint64_t members_ = 0;  // that have ended
  std::uint64_t taken_ = 0;    // bytes of the file
};

}  // namespace weir::stages
