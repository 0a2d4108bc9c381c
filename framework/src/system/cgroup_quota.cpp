#include "system/cgroup_quota.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <system_error>

namespace weir::system {
namespace {

std::string_view next_word(std::string_view& text) {
  text.remove_prefix(std::min(text.find_first_not_of(" \n"), text.size()));
  const std::string_view word = text.substr(0, text.find_first_of(" \n"));
  text.remove_prefix(word.size());
  return word;
}

std::optional<std::uint64_t> whole(std::string_view word) {
  std::uint64_t number = 0;
  const auto [end, problem] = std::from_chars(word.data(), word.data() + word.size(), number);
  if (problem != std::errc{} || end != word.data() + word.size() || number == 0) return std::nullopt;
  return number;
}

// The part of a line between the colons: `cpu,cpuacct` of `4:cpu,cpuacct:/path`.
bool has_controller(std::string_view list, std::string_view controller) {
  while (!list.empty()) {
    const std::string_view name = list.substr(0, list.find(','));
    if (name == controller) return true;
    list.remove_prefix(std::min(name.size() + 1, list.size()));
  }
  return controller.empty();
}

}  // namespace

std::optional<std::size_t> cores_of_cpu_max(std::string_view text) {
  const std::string_view quota = next_word(text);
  return cores_of_cfs(quota, next_word(text));
}

std::optional<std::size_t> cores_of_cfs(std::string_view quota, std::string_view period) {
  const auto granted = whole(next_word(quota));
  const auto each = whole(next_word(period));
  if (!granted || !each) return std::nullopt;
  return static_cast<std::size_t>((*granted - 1) / *each + 1);
}

std::optional<std::string_view> cgroup_path(std::string_view proc_self_cgroup, std::string_view controller) {
  while (!proc_self_cgroup.empty()) {
    const std::string_view line = proc_self_cgroup.substr(0, proc_self_cgroup.find('\n'));
    proc_self_cgroup.remove_prefix(std::min(line.size() + 1, proc_self_cgroup.size()));
    const std::size_t first = line.find(':');
    const std::size_t second = first == std::string_view::npos ? first : line.find(':', first + 1);
    if (second == std::string_view::npos) continue;
    const std::string_view controllers = line.substr(first + 1, second - first - 1);
    const bool wanted = controller.empty() ? line.starts_with("0::") : has_controller(controllers, controller);
    if (wanted) return line.substr(second + 1);
  }
  return std::nullopt;
}

}  // namespace weir::system
