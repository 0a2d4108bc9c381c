#include <bzlib.h>

#include <algorithm>
#include <limits>
#include <new>
#include <utility>

#include "compression/member_decoder.hpp"

namespace weir::stages {

namespace {

class Bzip2Decoder final : public MemberDecoder {
 public:
  ~Bzip2Decoder() override { end(); }

  void begin() override {
    end();
    stream_ = {};
    if (BZ2_bzDecompressInit(&stream_, 0, 0) != BZ_OK) throw std::bad_alloc();
    made_ = true;
  }

  bool decode(std::string_view& in, std::span<char>& out) override {
    constexpr std::size_t kMost = std::numeric_limits<unsigned>::max();
    stream_.next_in = const_cast<char*>(in.data());  // NOLINT(cppcoreguidelines-pro-type-const-cast): it is only read
    stream_.avail_in = static_cast<unsigned>(std::min(in.size(), kMost));
    stream_.next_out = out.data();
    stream_.avail_out = static_cast<unsigned>(std::min(out.size(), kMost));
    const int result = BZ2_bzDecompress(&stream_);
    in.remove_prefix(static_cast<std::size_t>(stream_.next_in - in.data()));
    out = out.subspan(static_cast<std::size_t>(stream_.next_out - out.data()));
    if (result == BZ_MEM_ERROR) throw std::bad_alloc();
    if (result == BZ_OK || result == BZ_STREAM_END) return result == BZ_STREAM_END;
    throw Damaged(result == BZ_DATA_ERROR_MAGIC ? "its header is wrong" : "its data or a checksum are wrong");
  }

 private:
  void end() noexcept {
    if (std::exchange(made_, false)) BZ2_bzDecompressEnd(&stream_);
  }

  bz_stream stream_{};
  bool made_ = false;
};

}  // namespace

std::unique_ptr<MemberDecoder> make_bzip2_decoder() {
  return std::make_unique<Bzip2Decoder>();
}

}  // namespace weir::stages
