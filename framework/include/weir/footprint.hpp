#pragma once

// What an item weighs: the bytes that queues count where a file sets a limit of `memory`.
// The functions may be called by any thread, each with an item of its own.

#include <concepts>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include <weir/detail/no_hook.hpp>

#pragma GCC visibility push(default)
namespace weir {

/// Bytes that an allocation of so many really takes. The heap is taken to be glibc's: a block has 8 bytes of its own, is a multiple of 16,
/// and has at least 32 (malloc/malloc.c, "Representation of chunks").
[[nodiscard]] constexpr std::size_t heap_block(std::size_t bytes) noexcept {
  constexpr std::size_t kHeader = 8, kStep = 16, kLeast = 32;
  const std::size_t block = (bytes + kHeader + kStep - 1) / kStep * kStep;
  return bytes == 0 ? 0 : block < kLeast ? kLeast : block;
}

namespace detail {

namespace no_hook {
template <class T>
Nothing footprint(const T& item);
template <class T>
concept ChosenForFootprint = requires(const T& item) {
  { footprint(item) } -> std::same_as<Nothing>;
};
}  // namespace no_hook

/// An author's `std::size_t footprint(const T&) noexcept` beside the type, found by argument-dependent lookup.
template <class T>
concept SaysFootprint = std::is_class_v<T> && !no_hook::ChosenForFootprint<T>;

/// How the bytes that a `T` owns outside itself are found out. `kIsNone`: it never owns any. `kKnown` is false for a type of which weir
/// knows nothing.
template <class T>
struct Owned {
  static constexpr bool kIsNone = std::is_trivially_copyable_v<T>;  // its destructor does nothing
  static constexpr bool kKnown = kIsNone;
  static std::size_t bytes(const T&) noexcept { return 0; }
};

/// It owns nothing, so its bytes are those of its type.
template <class T>
constexpr bool is_flat() {
  if constexpr (SaysFootprint<T>)
    return false;
  else
    return Owned<T>::kIsNone;
}
template <class T>
inline constexpr bool kIsFlat = is_flat<T>();

template <class T>
constexpr bool knows_footprint() {
  if constexpr (SaysFootprint<T>)
    return true;
  else
    return Owned<T>::kKnown;
}
template <class T>
inline constexpr bool kKnowsFootprint = knows_footprint<T>();

/// Requires: `kKnowsFootprint<T>`.
template <class T>
std::size_t owned_bytes(const T& item) noexcept {
  if constexpr (SaysFootprint<T>) {
    static_assert(noexcept(footprint(item)),
                  "weir: items are weighed where nothing may throw: declare std::size_t footprint(const T&) noexcept");
    const std::size_t bytes = footprint(item);
    return bytes > sizeof(T) ? bytes - sizeof(T) : 0;
  } else {
    return Owned<T>::bytes(item);
  }
}

template <class Traits, class Allocator>
struct Owned<std::basic_string<char, Traits, Allocator>> {
  static constexpr bool kIsNone = false;
  static constexpr bool kKnown = true;
  static std::size_t bytes(const std::basic_string<char, Traits, Allocator>& text) noexcept {
    const auto* const self = reinterpret_cast<const char*>(&text);
    const bool is_inside = !std::less<>()(text.data(), self) && std::less<>()(text.data(), self + sizeof text);
    return is_inside ? 0 : heap_block(text.capacity() + 1);
  }
};

template <class T, class Allocator>
struct Owned<std::vector<T, Allocator>> {
  static constexpr bool kIsNone = false;
  static constexpr bool kKnown = kKnowsFootprint<T>;
  static std::size_t bytes(const std::vector<T, Allocator>& values) noexcept {
    std::size_t bytes = std::is_same_v<T, bool> ? heap_block(values.capacity() / 8) : heap_block(values.capacity() * sizeof(T));
    if constexpr (!kIsFlat<T>) {
      for (const T& value : values) bytes += owned_bytes(value);
    }
    return bytes;
  }
};

template <class T>
struct Owned<std::optional<T>> {
  static constexpr bool kIsNone = kIsFlat<T>;
  static constexpr bool kKnown = kKnowsFootprint<T>;
  static std::size_t bytes(const std::optional<T>& value) noexcept { return value ? owned_bytes(*value) : 0; }
};

template <class T>
struct Owned<std::unique_ptr<T>> {
  static constexpr bool kIsNone = false;
  static constexpr bool kKnown = kKnowsFootprint<T> && !std::is_polymorphic_v<T> && !std::is_array_v<T>;
  static std::size_t bytes(const std::unique_ptr<T>& pointer) noexcept {
    return pointer ? heap_block(sizeof(T)) + owned_bytes(*pointer) : 0;
  }
};

template <class... Ts>
struct Owned<std::tuple<Ts...>> {
  static constexpr bool kIsNone = (kIsFlat<Ts> && ...);
  static constexpr bool kKnown = (kKnowsFootprint<Ts> && ...);
  static std::size_t bytes(const std::tuple<Ts...>& values) noexcept {
    return std::apply([](const Ts&... each) { return (std::size_t{0} + ... + owned_bytes(each)); }, values);
  }
};

template <class A, class B>
struct Owned<std::pair<A, B>> {
  static constexpr bool kIsNone = kIsFlat<A> && kIsFlat<B>;
  static constexpr bool kKnown = kKnowsFootprint<A> && kKnowsFootprint<B>;
  static std::size_t bytes(const std::pair<A, B>& values) noexcept { return owned_bytes(values.first) + owned_bytes(values.second); }
};

template <class... Ts>
struct Owned<std::variant<Ts...>> {
  static constexpr bool kIsNone = (kIsFlat<Ts> && ...);
  static constexpr bool kKnown = (kKnowsFootprint<Ts> && ...);
  static std::size_t bytes(const std::variant<Ts...>& value) noexcept {
    return value.valueless_by_exception() ? 0 : std::visit([](const auto& held) { return owned_bytes(held); }, value);
  }
};

}  // namespace detail

/// The bytes that an item takes, with what it owns. Known for types that own nothing (numbers, plain structs), `std::string`, and
/// `std::vector`, `std::optional`, `std::unique_ptr`, `std::pair`, `std::tuple` and `std::variant` of such. A type of one's own says it in
/// a function beside it, found by argument-dependent lookup:
///
///     std::size_t footprint(const Image& image) noexcept { return sizeof image + weir::heap_block(image.pixels.capacity()); }
///
/// What several items share counts for each of them, or for none: as its author sees it.
/// Requires: any number of threads may call that function at once, each with an item of its own.
template <class T>
requires(detail::kKnowsFootprint<T>) [[nodiscard]] std::size_t footprint_of(const T& item) noexcept {
  return sizeof(T) + detail::owned_bytes(item);
}

}  // namespace weir
#pragma GCC visibility pop
