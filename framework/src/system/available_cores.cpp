#include <algorithm>
#include <string>
#include <string_view>
#include <system_error>
#include <thread>

#include <fmt/format.h>

#include <sched.h>

#include <weir/plan.hpp>

#include "system/cgroup_quota.hpp"
#include "system/file_text.hpp"

namespace weir {

using system::cgroup_path;
using system::cores_of_cfs;
using system::cores_of_cpu_max;

namespace {

// Empty when there is no such file, as on a system without that version of cgroups, or it cannot be read.
std::string contents(const std::string& path) {
  try {
    return system::file_text(path);
  } catch (const std::system_error&) {
    return {};
  }
}

std::size_t cores_by_affinity() {
  cpu_set_t set;
  CPU_ZERO(&set);
  // Fails on machines with more cores than the set holds; the number of all cores will do there.
  if (sched_getaffinity(0, sizeof set, &set) == 0) return static_cast<std::size_t>(CPU_COUNT(&set));
  return std::thread::hardware_concurrency();
}

// The smallest quota of the process's cgroup and those around it. `path` is absolute below the mount; inside a container the mount may
// show the cgroup itself at its root, so the root is read too.
//
// Not a std::filesystem::path: where memory runs out while something is appended to one that ends with a slash, libstdc++ 12 destroys a
// part of it that is not there (`path::operator/=` counts the empty name behind the slash).
template <class Quota>
void lower_to_quota(std::size_t& cores, const std::string& mount, std::string_view path, const Quota& quota) {
  while (path.ends_with('/')) path.remove_suffix(1);
  for (;;) {
    if (const auto granted = quota(fmt::format("{}{}/", mount, path))) cores = std::min(cores, *granted);
    if (path.empty()) return;
    const std::size_t slash = path.rfind('/');
    path = slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
  }
}

}  // namespace

std::size_t available_cores() {
  std::size_t cores = cores_by_affinity();
  const std::string groups = contents("/proc/self/cgroup");
  if (const auto path = cgroup_path(groups, ""))
    lower_to_quota(cores, "/sys/fs/cgroup", *path,
                   [](const std::string& folder) { return cores_of_cpu_max(contents(folder + "cpu.max")); });
  if (const auto path = cgroup_path(groups, "cpu"))
    lower_to_quota(cores, "/sys/fs/cgroup/cpu", *path, [](const std::string& folder) {
      return cores_of_cfs(contents(folder + "cpu.cfs_quota_us"), contents(folder + "cpu.cfs_period_us"));
    });
  return std::max<std::size_t>(cores, 1);
}

}  // namespace weir
