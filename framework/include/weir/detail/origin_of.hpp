#pragma once

#include <string>

#pragma GCC visibility push(default)
namespace weir {
namespace detail {

/// Where an item came from, as far as it knows itself: what `Rejected::origin` is where the stage did not say. Specialised by types that
/// know it.
template <class T>
struct OriginOf {
  static std::string get(const T&) { return {}; }
};

}  // namespace detail
}  // namespace weir
#pragma GCC visibility pop
