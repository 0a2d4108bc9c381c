#include "compression/decompressor.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace weir::stages {

std::unique_ptr<MemberDecoder> make_decoder(Compression compression) {
  switch (compression) {
    case Compression::gzip:
      return make_gzip_decoder();
    case Compression::zstd:
      return make_zstd_decoder();
    case Compression::xz:
      return make_xz_decoder();
    case Compression::bzip2:
      return make_bzip2_decoder();
    case Compression::lz4:
      return make_lz4_decoder();
    case Compression::none:
      break;
  }
  return nullptr;
}

void Decompressor::begin() noexcept {
  in_member_ = may_hold_ = false;
  members_ = taken_ = 0;
}

void Decompressor::decompress(std::string_view& in, std::span<char>& out, bool all) {
  while (!out.empty()) {
    if (!in_member_ && !begin_member(in, all)) return;
    if (in.empty() && !may_hold_) break;
    decode(in, out);
  }
  if (in_member_ && !may_hold_ && in.empty() && all)
    throw Damaged(fmt::format("it is cut short: it ends with its byte {}, in the middle of what {} has compressed; get all of it", taken_,
                              name_of(compression_)));
}

// Returns false where none begins, or not yet.
bool Decompressor::begin_member(std::string_view& in, bool all) {
  if (members_ > 0) {
    const std::size_t zeros = std::min(in.find_first_not_of('\0'), in.size());
    in.remove_prefix(zeros);
    taken_ += zeros;
  }
  if (in.empty()) return false;
  const auto found = compression_of(in, all);
  if (!found) return false;
  if (*found == Compression::none)
    throw Damaged(
        fmt::format("behind its byte {}, where what {} has compressed ends, there is something else; take that away, or get the "
                    "file again",
                    taken_, name_of(compression_)));
  if (*found != compression_ || !decoder_) decoder_ = make_decoder(*found);
  compression_ = *found;
  decoder_->begin();
  in_member_ = true;
  may_hold_ = false;
  return true;
}

void Decompressor::decode(std::string_view& in, std::span<char>& out) try {
  const std::size_t before = in.size();
  const std::size_t room = out.size();
  const bool ended = decoder_->decode(in, out);
  taken_ += before - in.size();
  in_member_ = !ended;
  members_ += ended ? 1 : 0;
  may_hold_ = out.empty() && !ended;
  if (!ended && !in.empty() && in.size() == before && out.size() == room) throw Damaged("its data lead nowhere");
} catch (const Damaged& error) {
  throw Damaged(fmt::format("what {} has compressed is damaged or cannot be read, near its byte {}: {}", name_of(compression_), taken_,
                            error.what()));
}

}  // namespace weir::stages
