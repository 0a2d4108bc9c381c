#include <zstd.h>
#include <zstd_errors.h>

#include <algorithm>
#include <new>
#include <string>

#include "compression/member_decoder.hpp"

namespace weir::stages {

namespace {

constexpr int kWindowLog = 27;
static_assert(std::size_t{1} << kWindowLog == kMostWindow);

std::string zstd_fault(std::size_t result) {
  if (ZSTD_getErrorCode(result) == ZSTD_error_frameParameter_windowTooLarge)
    return "it takes more than the 128 MiB of memory that are allowed; read it through a pipe, as '-': zstd -dc --long=31 FILE | weir run "
           "...";
  if (ZSTD_getErrorCode(result) == ZSTD_error_dictionary_wrong)
    return "it takes a dictionary; read it through a pipe, as '-': zstd -dc -D DICTIONARY FILE | weir run ...";
  return ZSTD_getErrorName(result);
}

class ZstdDecoder final : public MemberDecoder {
 public:
  ~ZstdDecoder() override { ZSTD_freeDCtx(context_); }

  void begin() override {
    if (context_ == nullptr) context_ = ZSTD_createDCtx();
    if (context_ == nullptr) throw std::bad_alloc();
    ZSTD_DCtx_reset(context_, ZSTD_reset_session_only);
    ZSTD_DCtx_setParameter(context_, ZSTD_d_windowLogMax, kWindowLog);
    wanted_ = kFirstWanted;
  }

  // As much at a time as the library asks for, which is a block: what a call has made is lost when it fails.
  bool decode(std::string_view& in, std::span<char>& out) override {
    ZSTD_inBuffer from{in.data(), std::min(in.size(), wanted_), 0};
    ZSTD_outBuffer to{out.data(), out.size(), 0};
    const std::size_t result = ZSTD_decompressStream(context_, &to, &from);
    in.remove_prefix(from.pos);
    out = out.subspan(to.pos);
    wanted_ = result;
    if (ZSTD_isError(result) == 0) return result == 0;
    if (ZSTD_getErrorCode(result) == ZSTD_error_memory_allocation) throw std::bad_alloc();
    throw Damaged(zstd_fault(result));
  }

 private:
  static constexpr std::size_t kFirstWanted = 5;  // of a frame's header

  ZSTD_DCtx* context_ = nullptr;
  std::size_t wanted_ = kFirstWanted;
};

}  // namespace

std::unique_ptr<MemberDecoder> make_zstd_decoder() {
  return std::make_unique<ZstdDecoder>();
}

}  // namespace weir::stages
