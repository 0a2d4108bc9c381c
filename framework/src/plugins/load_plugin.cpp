#include <dlfcn.h>

#include <exception>
#include <string>
#include <string_view>
#include <system_error>

#include <fmt/format.h>

#include <weir/plugin.hpp>

#include "diagnostics/shown.hpp"
#include "diagnostics/what_of.hpp"
#include "plugins/elf_file.hpp"

namespace weir {

using diagnostics::shown;
using diagnostics::what_of;
using plugins::check_shared_library;

namespace {

namespace fs = std::filesystem;
using WeirPlugin = decltype(&weir_plugin);

// Says where a relative path starts.
std::string relative_to(const fs::path& path) {
  if (path.is_absolute()) return "";
  std::error_code unknown;  // the working directory may have been removed
  const fs::path folder = fs::current_path(unknown);
  return unknown ? "; a path starts at the working directory" : fmt::format(" in the working directory, '{}'", folder.string());
}

// Opening something else, such as a pipe, might never return.
fs::path library_file(const fs::path& path) {
  if (path.empty()) throw Error("the path is empty; name a shared library, such as ./libmine.so");
  std::error_code problem;
  fs::path file = fs::canonical(path, problem);
  if (problem == std::errc::no_such_file_or_directory) throw Error("no such file" + relative_to(path));
  if (problem) throw Error(problem.message());
  if (fs::is_directory(file)) throw Error("is a directory; name the shared library in it");
  if (!fs::is_regular_file(file)) throw Error("is not a file");
  return file;
}

// The loader prefixes its messages with the path, and uses mangled names.
std::string loader_problem(const fs::path& file, std::string_view text) {
  const std::string prefix = file.native() + ": ";
  if (text.starts_with(prefix)) text.remove_prefix(prefix.size());
  constexpr std::string_view kUndefined = "undefined symbol: ";
  if (!text.starts_with(kUndefined)) return fmt::format("cannot be loaded as a shared library: {}", text);
  text.remove_prefix(kUndefined.size());
  const std::string symbol(text.substr(0, text.find(',')));
  return fmt::format("needs {}, which nothing here defines; link the plugin with all that it uses, weir::weir too",
                     detail::demangled(symbol.c_str()));
}

const Plugin& plugin_in(const fs::path& file) {
  check_shared_library(file);
  void* library = ::dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) throw Error(loader_problem(file, ::dlerror()));
  const auto function = reinterpret_cast<WeirPlugin>(::dlsym(library, "weir_plugin"));
  if (function == nullptr) throw Error("is a shared library but not a weir plugin: it has no function weir_plugin");
  const Plugin* plugin = nullptr;
  try {
    plugin = function();
  } catch (...) {
    throw Error(fmt::format("its function weir_plugin threw: {}", what_of(std::current_exception())));
  }
  if (plugin == nullptr) throw Error("its function weir_plugin returned nothing");
  return *plugin;
}

// `0.1` of `0.1.0`.
std::string_view without_patch(std::string_view version) {
  return version.substr(0, version.rfind('.'));
}

void check(const Plugin& plugin) {
  if (plugin.layout != kPluginLayout)
    throw Error(fmt::format("was built with another weir: its plugin layout is {}, that of this weir ({}) is {}; build it with this one",
                            plugin.layout, kVersion, kPluginLayout));
  if (plugin.version == nullptr || plugin.abi == nullptr)
    throw Error("does not say with what it was built: its version or abi is null; leave both to the compiler");
  if (without_patch(plugin.version) != without_patch(kVersion))
    throw Error(fmt::format("was built with weir {}, but this is weir {}; build it with this one", plugin.version, kVersion));
  if (std::string_view(plugin.abi) != kPluginAbi)
    throw Error(fmt::format("was built in another way than this program, so that they cannot share objects: it has {}; the program has {}",
                            plugin.abi, kPluginAbi));
  if (plugin.add_kinds == nullptr) throw Error("adds no kinds: its add_kinds is null");
}

Registry kinds_of(const Plugin& plugin) {
  Registry kinds;
  try {
    plugin.add_kinds(kinds);
  } catch (...) {
    throw Error(fmt::format("its add_kinds threw: {}", what_of(std::current_exception())));
  }
  return kinds;
}

void add_all(const Registry& kinds, const fs::path& file, Registry& registry) {
  std::vector<Kind> fresh;
  for (const Kind* kind : kinds.kinds()) {
    const Kind* taken = registry.find(kind->name);
    if (taken == nullptr) {
      fresh.push_back(*kind);
      fresh.back().plugin = file.native();
    } else if (taken->plugin != file.native()) {
      const std::string by = taken->plugin.empty() ? "by a kind of this program" : fmt::format("by the plugin {}", taken->plugin);
      throw Error(fmt::format("the kind name '{}' is taken {}", kind->name, by));
    }
  }
  for (Kind& kind : fresh) registry.add(std::move(kind));
}

}  // namespace

void load_plugin(const fs::path& path, Registry& registry) {
  try {
    const fs::path file = library_file(path);
    const Plugin& plugin = plugin_in(file);
    check(plugin);
    add_all(kinds_of(plugin), file, registry);
  } catch (const Error& error) {
    throw PluginError(fmt::format("plugin '{}': {}", shown(path.native()), error.what()));
  }
}

}  // namespace weir
