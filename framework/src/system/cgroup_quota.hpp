#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace weir::system {

/// The cores that a cgroup v2 `cpu.max` grants, rounded up: `150000 100000` is 2. Nothing for `max` or what cannot be read.
[[nodiscard]] std::optional<std::size_t> cores_of_cpu_max(std::string_view text);

/// The same from cgroup v1's `cpu.cfs_quota_us` (-1: no limit) and `cpu.cfs_period_us`.
[[nodiscard]] std::optional<std::size_t> cores_of_cfs(std::string_view quota, std::string_view period);

/// The folder of this process's cgroup below the mount, from `/proc/self/cgroup`: the path behind `0::` for v2 (`controller` empty), or
/// behind the v1 hierarchy that has `controller`.
[[nodiscard]] std::optional<std::string_view> cgroup_path(std::string_view proc_self_cgroup, std::string_view controller);

}  // namespace weir::system
