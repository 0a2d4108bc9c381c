#pragma once

// What a stage does with items: the role that its class derives from, as a value. Plain values, for any thread.

#pragma GCC visibility push(default)
namespace weir {

/// The four roles, as values.
enum class Role {
  source,     ///< derives from `Source`
  transform,  ///< derives from `Transform`
  expander,   ///< derives from `Expander`
  sink,       ///< derives from `Sink`
};

/// The word for a role, as `weir kinds` shows it.
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

}  // namespace weir
#pragma GCC visibility pop
