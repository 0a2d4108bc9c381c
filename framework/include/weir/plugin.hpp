#pragma once

// Kinds from a shared library: its author defines a `Plugin`, and `load_plugin` adds its kinds to a registry.
// Any thread may load one, but only one thread at a time may change a registry.

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string_view>

#include <weir/error.hpp>
#include <weir/registry.hpp>
#include <weir/version.hpp>

#pragma GCC visibility push(default)
namespace weir {

namespace detail {

/// Text composed at compile time; ends with a NUL.
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

// Hidden: otherwise a plugin would use the program's text in place of its own, and the two would always match.
[[gnu::visibility("hidden")]] inline constexpr AbiText kAbiText = abi_text();

}  // namespace detail

/// Changes when the members of `Plugin` do.
inline constexpr std::uint32_t kPluginLayout = 1;

/// What must match for C++ objects to pass from one shared library to another: the ABIs of the compiler and the standard library, and the
/// size of a pointer.
inline constexpr const char* kPluginAbi = detail::kAbiText.chars.data();

/// What a plugin says about itself. Its author sets `add_kinds`; the other members are filled in when the plugin is compiled, and so tell
/// what it was built with. No member ever moves, so every version of weir can read these from every plugin.
struct Plugin {
  std::uint32_t layout = kPluginLayout;  ///< of this struct
  const char* version = kVersion;        ///< of the headers
  const char* abi = kPluginAbi;          ///< of the plugin's compiler
  /// Adds the plugin's kinds to an empty registry. If it throws, that is reported and none of the kinds is kept. Requires: it is set.
  void (*add_kinds)(Registry&) = nullptr;
};

/// A plugin that cannot be used. `what()` names it and says why.
class PluginError : public Error {
 public:
  using Error::Error;
};

/// Loads a shared library that defines `weir_plugin` and adds its kinds to `registry`: all of them, or, when it throws `PluginError`, none.
/// A relative path starts at the working directory; the system's library folders are not searched. Loading a plugin again into the same
/// registry changes nothing. The library stays in memory until the process ends, since its code may be in use.
///
/// A plugin's code runs in this process, so load only what you trust. A library's initializers run even when it turns out not to be a
/// plugin.
///
/// Requires: no other thread uses `registry` during the call.
void load_plugin(const std::filesystem::path& path, Registry& registry);

}  // namespace weir
#pragma GCC visibility pop

/// The one function of a plugin, defined by its author and by nobody else:
///
///     const weir::Plugin* weir_plugin() {
///       static const weir::Plugin plugin{.add_kinds = [](weir::Registry& registry) { registry.add<Mine>("mine.kind"); }};
///       return &plugin;
///     }
///
/// Build it as a shared library that links `weir::weir`, and keep its classes in a namespace of its own.
extern "C" [[gnu::visibility("default")]] const weir::Plugin* weir_plugin();
