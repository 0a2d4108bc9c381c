#pragma once

#include <cstddef>
#include <vector>

#include <weir/config.hpp>

namespace weir::config {

/// Puts what stands behind a merge key (`<<: *base`, or a list of such) into the members of a map, before the member `at`: all that the map
/// has no key of its own for, and of several maps what the first of them has. Members keep their positions. Whatever else is merged is a
/// diagnostic.
void merge_into(Value& map, std::size_t at, Value merged, std::vector<Diagnostic>& diagnostics);

}  // namespace weir::config
