#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace weir::stages {

/// The keys of a path into a JSON object: `geo.country` is the key `country` of the object under the key `geo`. A key that is empty, or has
/// a dot or a double quote in it, stands in double quotes, and a double quote in it is doubled: `"a.b".c`. Nothing when it is not so
/// written.
[[nodiscard]] std::optional<std::vector<std::string>> json_keys(std::string_view path);

/// The path of such keys: that from which `json_keys` makes them.
[[nodiscard]] std::string json_path(std::span<const std::string> keys);

}  // namespace weir::stages
