#include "matrix/npy_element.hpp"

#include <bit>
#include <cstring>
#include <type_traits>

#include <fmt/format.h>

#include <weir/error.hpp>

namespace weir::stages {

static_assert(std::endian::native == std::endian::little, "what is not big-endian in a file is as in memory");

namespace {

struct Spelling {
  std::string_view text;
  NpyElement element;
};

// As NumPy's dtype() reads them on 64-bit Linux.
constexpr Spelling kCodes[] = {
    {"e", {NpyKind::real, 2}},    {"f2", {NpyKind::real, 2}},    {"f", {NpyKind::real, 4}},    {"f4", {NpyKind::real, 4}},
    {"d", {NpyKind::real, 8}},    {"f8", {NpyKind::real, 8}},    {"b", {NpyKind::whole, 1}},   {"i1", {NpyKind::whole, 1}},
    {"h", {NpyKind::whole, 2}},   {"i2", {NpyKind::whole, 2}},   {"i", {NpyKind::whole, 4}},   {"i4", {NpyKind::whole, 4}},
    {"l", {NpyKind::whole, 8}},   {"q", {NpyKind::whole, 8}},    {"p", {NpyKind::whole, 8}},   {"i8", {NpyKind::whole, 8}},
    {"B", {NpyKind::natural, 1}}, {"u1", {NpyKind::natural, 1}}, {"H", {NpyKind::natural, 2}}, {"u2", {NpyKind::natural, 2}},
    {"I", {NpyKind::natural, 4}}, {"u4", {NpyKind::natural, 4}}, {"L", {NpyKind::natural, 8}}, {"Q", {NpyKind::natural, 8}},
    {"P", {NpyKind::natural, 8}}, {"u8", {NpyKind::natural, 8}}, {"?", {NpyKind::boolean, 1}}, {"b1", {NpyKind::boolean, 1}},
};
constexpr Spelling kNames[] = {
    {"float16", {NpyKind::real, 2}},      {"half", {NpyKind::real, 2}},      {"float32", {NpyKind::real, 4}},
    {"single", {NpyKind::real, 4}},       {"float64", {NpyKind::real, 8}},   {"float", {NpyKind::real, 8}},
    {"double", {NpyKind::real, 8}},       {"int8", {NpyKind::whole, 1}},     {"byte", {NpyKind::whole, 1}},
    {"int16", {NpyKind::whole, 2}},       {"short", {NpyKind::whole, 2}},    {"int32", {NpyKind::whole, 4}},
    {"intc", {NpyKind::whole, 4}},        {"int64", {NpyKind::whole, 8}},    {"int", {NpyKind::whole, 8}},
    {"long", {NpyKind::whole, 8}},        {"longlong", {NpyKind::whole, 8}}, {"intp", {NpyKind::whole, 8}},
    {"uint8", {NpyKind::natural, 1}},     {"ubyte", {NpyKind::natural, 1}},  {"uint16", {NpyKind::natural, 2}},
    {"ushort", {NpyKind::natural, 2}},    {"uint32", {NpyKind::natural, 4}}, {"uintc", {NpyKind::natural, 4}},
    {"uint64", {NpyKind::natural, 8}},    {"uint", {NpyKind::natural, 8}},   {"ulong", {NpyKind::natural, 8}},
    {"ulonglong", {NpyKind::natural, 8}}, {"uintp", {NpyKind::natural, 8}},  {"bool", {NpyKind::boolean, 1}},
};

template <std::size_t N>
std::optional<NpyElement> find(const Spelling (&spellings)[N], std::string_view text) {
  for (const Spelling& spelling : spellings)
    if (spelling.text == text) return spelling.element;
  return std::nullopt;
}

std::optional<NpyElement> find_element(std::string_view descr) {
  if (const auto named = find(kNames, descr)) return named;
  const bool has_order = !descr.empty() && std::string_view("<>=|").find(descr.front()) != std::string_view::npos;
  auto element = find(kCodes, descr.substr(has_order ? 1 : 0));
  if (element) element->big_endian = descr.front() == '>' && element->size > 1;
  return element;
}

template <std::size_t Size>
using Bits = std::conditional_t<Size == 1, std::uint8_t,
                                std::conditional_t<Size == 2, std::uint16_t, std::conditional_t<Size == 4, std::uint32_t, std::uint64_t>>>;

template <class Word>
Word swapped(Word word) {
  if constexpr (sizeof(Word) == 1) return word;
  if constexpr (sizeof(Word) == 2) return __builtin_bswap16(word);
  if constexpr (sizeof(Word) == 4) return __builtin_bswap32(word);
  if constexpr (sizeof(Word) == 8) return __builtin_bswap64(word);
}

// IEEE 754 half to single precision, which holds all of them; the payload of a NaN stays.
std::uint32_t widened_half(std::uint16_t half) {
  constexpr std::uint32_t kExponentShift = 112U << 23U;  // the difference of the two biases
  const std::uint32_t sign = (half & 0x8000U) << 16U, exponent = half & 0x7c00U, fraction = half & 0x03ffU;
  if (exponent == 0) return sign | std::bit_cast<std::uint32_t>(static_cast<float>(fraction) * 0x1p-24F);
  if (exponent == 0x7c00U) return sign | 0x7f800000U | fraction << 13U;
  return sign | (((exponent | fraction) << 13U) + kExponentShift);
}

// The bits of the matrix's element, or nothing when there is no such element.
template <NpyKind kind, std::size_t size>
auto converted(Bits<size> bits) {
  if constexpr (kind == NpyKind::real && size == 2) {
    return std::optional(widened_half(bits));
  } else if constexpr (kind == NpyKind::real) {
    return std::optional(bits);
  } else if constexpr (kind == NpyKind::boolean) {
    return std::optional(std::bit_cast<std::uint64_t>(bits != 0 ? 1.0 : 0.0));
  } else {
    using Whole = std::conditional_t<kind == NpyKind::whole, std::make_signed_t<Bits<size>>, Bits<size>>;
    constexpr double kBeyond = kind == NpyKind::whole ? 0x1p63 : 0x1p64;
    const auto whole = static_cast<Whole>(bits);
    const auto real = static_cast<double>(whole);
    const bool exact = size < 8 || (real < kBeyond && static_cast<Whole>(real) == whole);
    return exact ? std::optional(std::bit_cast<std::uint64_t>(real)) : std::nullopt;
  }
}

template <NpyKind kind, std::size_t size>
std::string digits_of(Bits<size> bits) {
  if constexpr (kind == NpyKind::whole) return fmt::format("{}", static_cast<std::make_signed_t<Bits<size>>>(bits));
  return fmt::format("{}", bits);
}

// For each element, the bytes read lie at or after the bytes written.
template <NpyKind kind, std::size_t size>
std::optional<InexactElement> convert(bool big_endian, std::span<std::byte> memory) {
  using Result = typename decltype(converted<kind, size>(0))::value_type;
  const std::size_t count = memory.size() / sizeof(Result);
  const std::byte* from = memory.data() + memory.size() - count * size;
  for (std::size_t i = 0; i < count; ++i) {
    Bits<size> bits{};
    std::memcpy(&bits, from + i * size, size);
    if (big_endian) bits = swapped(bits);
    const auto result = converted<kind, size>(bits);
    if (!result) return InexactElement{i, digits_of<kind, size>(bits)};
    std::memcpy(memory.data() + i * sizeof(Result), &*result, sizeof(Result));
  }
  return std::nullopt;
}

template <NpyKind kind>
std::optional<InexactElement> convert_whole(const NpyElement& element, std::span<std::byte> memory) {
  switch (element.size) {
    case 1:
      return convert<kind, 1>(element.big_endian, memory);
    case 2:
      return convert<kind, 2>(element.big_endian, memory);
    case 4:
      return convert<kind, 4>(element.big_endian, memory);
    default:
      return convert<kind, 8>(element.big_endian, memory);
  }
}

std::optional<InexactElement> convert_real(const NpyElement& element, std::span<std::byte> memory) {
  if (element.size == 2) return convert<NpyKind::real, 2>(element.big_endian, memory);
  if (!element.big_endian) return std::nullopt;  // nothing to change
  return element.size == 4 ? convert<NpyKind::real, 4>(true, memory) : convert<NpyKind::real, 8>(true, memory);
}

}  // namespace

NpyElement parse_npy_element(const std::string& descr) {
  if (const auto element = find_element(descr)) return *element;
  if (descr.find('O') != std::string::npos) throw Error("its elements are Python objects, which weir never unpickles");
  throw Error(fmt::format(
      "its elements are '{}'; those of a matrix are f16, f32, f64, integers of up to 64 bits or bool: array.astype('<f8')", descr));
}

ElementType element_type(const NpyElement& element) {
  return element.kind == NpyKind::real && element.size < sizeof(double) ? ElementType::f32 : ElementType::f64;
}

std::optional<InexactElement> convert_elements(const NpyElement& element, std::span<std::byte> memory) {
  switch (element.kind) {
    case NpyKind::real:
      return convert_real(element, memory);
    case NpyKind::whole:
      return convert_whole<NpyKind::whole>(element, memory);
    case NpyKind::natural:
      return convert_whole<NpyKind::natural>(element, memory);
    case NpyKind::boolean:
      return convert<NpyKind::boolean, 1>(false, memory);
  }
  return std::nullopt;
}

}  // namespace weir::stages
