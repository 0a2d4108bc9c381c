#pragma once

#include <weir/description.hpp>
#include <weir/error.hpp>

namespace weir::stages {

/// Thrown for what is wrong with one file, so that the others could be read.
class Unreadable : public Error {
 public:
  using Error::Error;
};

/// What is done about a file that cannot be read.
enum class OnUnreadable {
  stop,  ///< the run ends with an error
  skip,  ///< the file is named and counted in the report, and the others are read
};

inline Choices<OnUnreadable> choices(OnUnreadable) {
  return {{"stop", OnUnreadable::stop}, {"skip", OnUnreadable::skip}};
}

}  // namespace weir::stages
