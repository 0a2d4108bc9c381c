#pragma once

// Kinds from a shared library: `Plugin` is what its author defines, `load_plugin` adds its kinds to a registry.
// Any thread may load one, though one registry is changed by one thread at a time.

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string_view>

#include <weir/error.hpp>
#include <weir/registry.hpp>
#include <weir/version.hpp>

namespace [[gnu::visibility("default")]] weir {

namespace detail {

/// Text put together by the compiler; ends with a NUL.
struct AbiText {
  std::array<char, 128> chars{};
  std::size_t size = 0;

  constexpr AbiText& operator<<(std::string_view text) {
    for (const char c : text) chars[size++] = c;
    return *this;
  }
  constexpr AbiText& operator<<(std::size_t number) {
    if (number >= 10) *this << number / 10;
    chars[size++] = static_cast<char>('0' + number % 10);
    return *this;
  }
};

consteval AbiText abi_text() {
  AbiText text;
  text << "C++ ABI " << std::size_t{__GXX_ABI_VERSION};
#if defined(_LIBCPP_VERSION)
  text << ", libc++ with ABI " << std::size_t{_LIBCPP_ABI_VERSION};
#elif _GLIBCXX_USE_CXX11_ABI
  text << ", libstdc++ with C++11 strings";
#else
  text << ", libstdc++ with C++98 strings";
#endif
#ifdef _GLIBCXX_DEBUG
  text << " and debug containers";
#endif
  return text << ", " << 8 * sizeof(void*) << " bits";
}

// Hidden, or the program's own would take its place in a plugin and all would look alike.
[[gnu::visibility("hidden")]] inline constexpr AbiText kAbiText = abi_text();

}  // namespace detail

/// Changes when the members of `Plugin` do.
inline constexpr std::uint32_t kPluginLayout = 1;

/// What must agree for C++ objects to cross from one shared library to another: the compiler's ABI, the standard library's, and the size of
/// a pointer.
inline constexpr const char* kPluginAbi = detail::kAbiText.chars.data();

/// What a plugin says of itself. An author sets `add_kinds`; the compiler fills in the rest when it compiles the plugin, which is how weir
/// knows what a plugin was built with. No member ever changes its place, so every weir can read every plugin this far.
struct Plugin {
  std::uint32_t layout = kPluginLayout;  ///< of this struct
  const char* version = kVersion;        ///< of the headers
  const char* abi = kPluginAbi;          ///< of the plugin's compiler
  /// Adds the plugin's kinds. The registry is empty. What it throws is reported, and none of its kinds stays.
  void (*add_kinds)(Registry&) = nullptr;
};

/// A plugin that cannot be used. `what()` names it and says why.
class PluginError : public Error {
 public:
  using Error::Error;
};

/// Loads a shared library that defines `weir_plugin` and adds its kinds to `registry`: all of them, or, when it throws `PluginError`, none.
/// A relative path starts at the working directory, never at the system's folders of libraries. Loading a plugin again that has added its
/// kinds to this registry changes nothing. The library stays in memory until the process ends, since its code may be in use.
///
/// A plugin is code of this process: load what you trust. Its own initializers run even when it turns out to be no plugin.
void load_plugin(const std::filesystem::path& path, Registry& registry);

}  // namespace weir

/// The one function of a plugin, defined by its author and by nobody else:
///
///     const weir::Plugin* weir_plugin() {
///       static const weir::Plugin plugin{.add_kinds = [](weir::Registry& registry) { registry.add<Mine>("mine.kind"); }};
///       return &plugin;
///     }
///
/// Build it as a shared library that links `weir::weir`, and keep its classes in a namespace of its own.
extern "C" [[gnu::visibility("default")]] const weir::Plugin* weir_plugin();
