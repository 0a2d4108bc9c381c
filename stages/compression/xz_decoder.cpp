#include <lzma.h>

#include <new>
#include <string>

#include "compression/member_decoder.hpp"

namespace weir::stages {

namespace {

constexpr std::size_t kBesideWindow = std::size_t{1} << 20U;  // what the decoder needs beside its dictionary

std::string xz_fault(lzma_ret result) {
  switch (result) {
    case LZMA_MEMLIMIT_ERROR:
      return "it takes more than the 128 MiB of memory that are allowed; read it through a pipe, as '-': xz -dc FILE | weir run ...";
    case LZMA_OPTIONS_ERROR:
      return "it uses what this version of liblzma does not know";
    case LZMA_FORMAT_ERROR:
      return "its header is wrong";
    default:
      return "its data are wrong";
  }
}

class XzDecoder final : public MemberDecoder {
 public:
  ~XzDecoder() override { lzma_end(&stream_); }

  void begin() override {
    if (lzma_stream_decoder(&stream_, kMostWindow + kBesideWindow, 0) != LZMA_OK) throw std::bad_alloc();
  }

  bool decode(std::string_view& in, std::span<char>& out) override {
    stream_.next_in = reinterpret_cast<const std::uint8_t*>(in.data());
    stream_.avail_in = in.size();
    stream_.next_out = reinterpret_cast<std::uint8_t*>(out.data());
    stream_.avail_out = out.size();
    const lzma_ret result = lzma_code(&stream_, LZMA_RUN);
    in.remove_prefix(in.size() - stream_.avail_in);
    out = out.last(stream_.avail_out);
    if (result == LZMA_MEM_ERROR) throw std::bad_alloc();
    if (result == LZMA_OK || result == LZMA_STREAM_END || result == LZMA_BUF_ERROR) return result == LZMA_STREAM_END;
    throw Damaged(xz_fault(result));
  }

 private:
  lzma_stream stream_ = LZMA_STREAM_INIT;
};

}  // namespace

std::unique_ptr<MemberDecoder> make_xz_decoder() {
  return std::make_unique<XzDecoder>();
}

}  // namespace weir::stages
