#pragma once

// Where a config gets the values of `${NAME}` from. Plain values and functions without state, for any thread.

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#pragma GCC visibility push(default)
namespace weir {

/// Returns the value of a name, or nothing where it has none. May be empty: then no name has a value, and nothing is asked for one.
using Variables = std::function<std::optional<std::string>(std::string_view name)>;

/// Those of the environment of the process, as they are whenever one is asked for. Requires: nothing changes the environment meanwhile.
[[nodiscard]] Variables environment_variables();

/// A `${NAME}` that a config has, and what took its place.
struct UsedVariable {
  std::string name;         ///< `NAME`
  std::string value;        ///< what took its place
  bool by_default = false;  ///< the value is the default that the config has for it
  /// Whether the name looks like that of a secret (it has KEY, TOKEN, SECRET, PASS, CREDENTIAL or AUTH in it): then nothing should show the
  /// value, and messages about the config do not.
  bool secret = false;

  friend bool operator==(const UsedVariable&, const UsedVariable&) = default;
};

}  // namespace weir
#pragma GCC visibility pop
