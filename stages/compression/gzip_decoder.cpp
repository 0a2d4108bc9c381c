#include <isa-l/igzip_lib.h>

#include <algorithm>
#include <cstdint>
#include <limits>

#include "compression/member_decoder.hpp"

namespace weir::stages {

namespace {

std::uint32_t gzip_size(std::size_t size) noexcept {
  return static_cast<std::uint32_t>(std::min<std::size_t>(size, std::numeric_limits<std::uint32_t>::max()));
}

const char* gzip_fault(int result) noexcept {
  switch (result) {
    case ISAL_INVALID_WRAPPER:
      return "its header is wrong";
    case ISAL_UNSUPPORTED_METHOD:
      return "it uses a method that gzip does not know";
    case ISAL_INCORRECT_CHECKSUM:
      return "its checksum or its length is wrong";
    default:
      return "its data are wrong";
  }
}

class GzipDecoder final : public MemberDecoder {
 public:
  GzipDecoder() { isal_inflate_init(&state_); }

  void begin() override {
    isal_inflate_reset(&state_);
    state_.crc_flag = ISAL_GZIP;
  }

  bool decode(std::string_view& in, std::span<char>& out) override {
    // The library does not write to what it reads, but says so nowhere.
    state_.next_in = reinterpret_cast<std::uint8_t*>(const_cast<char*>(in.data()));  // NOLINT(cppcoreguidelines-pro-type-const-cast)
    state_.avail_in = gzip_size(in.size());
    state_.next_out = reinterpret_cast<std::uint8_t*>(out.data());
    state_.avail_out = gzip_size(out.size());
    const int result = isal_inflate(&state_);
    in.remove_prefix(static_cast<std::size_t>(reinterpret_cast<char*>(state_.next_in) - in.data()));
    out = out.subspan(static_cast<std::size_t>(reinterpret_cast<char*>(state_.next_out) - out.data()));
    if (result < 0) throw Damaged(gzip_fault(result));
    return state_.block_state == ISAL_BLOCK_FINISH;
  }

 private:
  inflate_state state_;  // some 90 KiB
};

}  // namespace

std::unique_ptr<MemberDecoder> make_gzip_decoder() {
  return std::make_unique<GzipDecoder>();
}

}  // namespace weir::stages
