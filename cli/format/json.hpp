#pragma once

#include <chrono>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

namespace weir::cli {

/// JSON whose keys keep the order in which they were added.
using Json = nlohmann::ordered_json;

/// JSON as the command prints it. Bytes of a name or a message that are not UTF-8 come out as U+FFFD rather than failing all the rest.
[[nodiscard]] inline std::string json_text(const Json& json) {
  constexpr int kIndent = 2;
  return json.dump(kIndent, ' ', false, Json::error_handler_t::replace) + '\n';
}

/// Null for what is not there.
template <class T>
[[nodiscard]] Json or_null(const std::optional<T>& value) {
  return value ? Json(*value) : Json(nullptr);
}

/// A time in seconds.
[[nodiscard]] inline double json_seconds(std::chrono::nanoseconds time) {
  return std::chrono::duration<double>(time).count();
}

}  // namespace weir::cli
