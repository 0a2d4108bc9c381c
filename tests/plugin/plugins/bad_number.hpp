#pragma once

#include <stdexcept>

namespace mine {

/// An exception that a plugin throws and the program that loaded it knows.
class BadNumber : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace mine
