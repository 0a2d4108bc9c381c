#pragma once

#include <weir/error.hpp>

namespace weir::config {

/// A fault after which the rest of a text means nothing.
struct YamlFault {
  Position position;
  Problem problem;
  bool doubtful = false;  ///< likely to follow from a fault further up
};

}  // namespace weir::config
