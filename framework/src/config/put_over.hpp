#pragma once

#include <vector>

#include <weir/config.hpp>

namespace weir::config {

/// Puts the values of a later file over those of the earlier ones. Maps are merged by key; anything else takes the place of what was there.
/// A stage and a test case are found by their names. What `null` takes away, and where a new stage goes, docs/configuration.md says. Values
/// keep their positions. Requires: both are maps.
void put_over(Value& earlier, Value later);

}  // namespace weir::config
