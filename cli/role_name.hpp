#pragma once

#include <weir/detail/any_stage.hpp>

namespace weir::cli {

/// The word for a role.
[[nodiscard]] constexpr const char* role_name(Role role) noexcept {
  switch (role) {
    case Role::source:
      return "source";
    case Role::transform:
      return "transform";
    case Role::expander:
      return "expander";
    case Role::sink:
      return "sink";
  }
  return "";
}

}  // namespace weir::cli
