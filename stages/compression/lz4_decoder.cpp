#include <lz4frame.h>

#include <algorithm>
#include <new>
#include <string>

#include "compression/member_decoder.hpp"

namespace weir::stages {

namespace {

class Lz4Decoder final : public MemberDecoder {
 public:
  ~Lz4Decoder() override { LZ4F_freeDecompressionContext(context_); }

  void begin() override {
    if (context_ == nullptr && LZ4F_isError(LZ4F_createDecompressionContext(&context_, LZ4F_VERSION)) != 0) throw std::bad_alloc();
    LZ4F_resetDecompressionContext(context_);
    wanted_ = kFirstWanted;
  }

  // As much at a time as the library asks for, which is a block: what a call has made is lost when it fails.
  bool decode(std::string_view& in, std::span<char>& out) override {
    std::size_t taken = std::min(in.size(), wanted_);
    std::size_t made = out.size();
    const std::size_t result = LZ4F_decompress(context_, out.data(), &made, in.data(), &taken, nullptr);
    if (LZ4F_isError(result) != 0) fail(result);
    in.remove_prefix(taken);
    out = out.subspan(made);
    wanted_ = result;
    return result == 0;
  }

 private:
  // The library tells its errors by their names alone, unless it is linked statically.
  [[noreturn]] static void fail(std::size_t result) {
    const std::string_view name = LZ4F_getErrorName(result);
    if (name == "ERROR_allocation_failed") throw std::bad_alloc();
    throw Damaged(std::string(name));
  }

  static constexpr std::size_t kFirstWanted = LZ4F_HEADER_SIZE_MIN;

  LZ4F_dctx* context_ = nullptr;
  std::size_t wanted_ = kFirstWanted;
};

}  // namespace

std::unique_ptr<MemberDecoder> make_lz4_decoder() {
  return std::make_unique<Lz4Decoder>();
}

}  // namespace weir::stages
