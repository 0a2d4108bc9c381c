#pragma once

// Values read and written as those of params are, for programs that take settings from elsewhere too, such as from options of a command,
// and for messages. Functions without state, for any thread.

#include <cstddef>
#include <string>
#include <vector>

#include <weir/config.hpp>
#include <weir/detail/param_type.hpp>
#include <weir/error.hpp>
#include <weir/kind_info.hpp>

#pragma GCC visibility push(default)
namespace weir {

/// The value as a config writes it: `5ms` for a duration, `64KiB` for a `Size`.
template <class T>
[[nodiscard]] std::string format_value(const T& value) {
  return detail::ParamType<T>::format(value);
}

/// Reads `value` as a param of type `T`. Returns true when it has set `target`; otherwise it adds to `errors` what is wrong. Messages name
/// the limits of `shape`, which the caller checks.
template <class T>
bool read_value(const Value& value, T& target, std::vector<Diagnostic>& errors, const ParamShape& shape = {}) {
  const std::size_t before = errors.size();
  detail::ParamType<T>::read(value, target, ErrorScope(errors), shape);
  return errors.size() == before;
}

}  // namespace weir
#pragma GCC visibility pop
