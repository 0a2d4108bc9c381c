#include "machine.hpp"

#include <fmt/format.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <fstream>

#include <weir/plan.hpp>

namespace weir::bench {

namespace {

// What follows the separator in the first line that begins with `key`; empty if there is no such line.
std::string value_in(const char* path, const std::string& key, char separator) {
  std::ifstream in(path);
  for (std::string line; std::getline(in, line);) {
    const std::size_t at = line.find(separator);
    if (!line.starts_with(key) || at == std::string::npos) continue;
    const std::size_t first = line.find_first_not_of(" \"", at + 1);
    if (first == std::string::npos) return "";
    return line.substr(first, line.find_last_not_of(" \"") + 1 - first);
  }
  return "";
}

double memory_gib() {
  return static_cast<double>(::sysconf(_SC_PHYS_PAGES)) * static_cast<double>(::sysconf(_SC_PAGESIZE)) / (1 << 30);
}

std::string system_text() {
  utsname kernel{};
  if (::uname(&kernel) != 0) return value_in("/etc/os-release", "PRETTY_NAME", '=');
  return fmt::format("{}, {} {}", value_in("/etc/os-release", "PRETTY_NAME", '='), kernel.sysname, kernel.release);
}

std::string compiler_text() {
#if defined(__clang__)
  return "Clang " __clang_version__;
#else
  return "GCC " __VERSION__;
#endif
}

}  // namespace

std::string Machine::text() const {
  return fmt::format("{} cores of {}, {:.0f} GiB, {}, {}", cores, processor, memory_gib, system, compiler);
}

Machine machine() {
  const std::string processor = value_in("/proc/cpuinfo", "model name", ':');
  return {processor.empty() ? "an unnamed processor" : processor, available_cores(), memory_gib(), system_text(), compiler_text()};
}

}  // namespace weir::bench
