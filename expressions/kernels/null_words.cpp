#include "kernels/null_words.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace weir::expressions {
namespace {

static_assert(std::endian::native == std::endian::little && sizeof(bool) == 1);

// The lowest bits of bytes that are 0 or 1.
#ifdef __SSE2__
constexpr std::size_t kPacked = 16;
std::uint64_t packed(const bool* bytes) noexcept {
  __m128i sixteen;
  std::memcpy(&sixteen, bytes, sizeof sixteen);
  return static_cast<std::uint64_t>(_mm_movemask_epi8(_mm_slli_epi16(sixteen, 7)));
}
#else
constexpr std::size_t kPacked = 8;
// The product moves bit 0 of byte i to bit 56 + i.
std::uint64_t packed(const bool* bytes) noexcept {
  std::uint64_t eight = 0;
  std::memcpy(&eight, bytes, sizeof eight);
  return eight * 0x0102040810204080U >> 56U;
}
#endif

}  // namespace

std::uint64_t true_word(const Vector& vector, std::size_t word, std::size_t rows) noexcept {
  const std::size_t count = std::min<std::size_t>(64, rows - 64 * word);
  const std::uint64_t mask = ~std::uint64_t{0} >> (64 - count);
  if (vector.constant) return *vector.as<bool>() ? mask : 0;
  const bool* const bytes = vector.as<bool>() + 64 * word;
  std::uint64_t bits = 0;
  std::size_t at = 0;
  for (; at + kPacked <= count; at += kPacked) bits |= packed(bytes + at) << at;
  for (; at < count; ++at) bits |= std::uint64_t{bytes[at]} << at;
  return bits;
}

void fail_where_any_failed(const Call& call) {
  for (const Vector& argument : call.arguments) {
    for (const Failure failure : argument.failures) {
      call.out.take_over(failure);
      call.out.set_null(failure.row);
    }
  }
}

void fail_where_null(const Call& call) {
  for (const Vector& argument : call.arguments) {
    for (const Failure failure : argument.failures) {
      if (call.out.is_null(failure.row)) call.out.take_over(failure);
    }
  }
}

}  // namespace weir::expressions
