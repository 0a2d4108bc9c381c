#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace weir::cli {

/// JSON as the command prints it. A name or a message may hold bytes that are not UTF-8; they come out as U+FFFD, for they must not cost
/// all the rest.
[[nodiscard]] inline std::string json_text(const nlohmann::ordered_json& json) {
  constexpr int kIndent = 2;
  return json.dump(kIndent, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + '\n';
}

}  // namespace weir::cli
