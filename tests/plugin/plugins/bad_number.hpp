#pragma once

#include <stdexcept>

namespace mine {

/// An exception that the plugin and the program that loads it both know.
class BadNumber : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace mine
