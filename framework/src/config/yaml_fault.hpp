#pragma once

#include <string>

#include <weir/error.hpp>

namespace weir::config {

/// A fault after which the rest of a text means nothing.
struct YamlFault {
  Position position;
  std::string message;
  bool doubtful = false;  ///< likely to follow from a fault further up
};

}  // namespace weir::config
