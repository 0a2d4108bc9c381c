#pragma once

#include <weir/choices.hpp>

namespace weir::stages {

/// What is done about a record that no row can be made of.
enum class OnMalformed { stop, skip };
inline Choices<OnMalformed> choices(OnMalformed) {
  return {{"stop", OnMalformed::stop}, {"skip", OnMalformed::skip}};
}

/// What is made of a record with a value that is not of its column's type.
enum class BadValues { malformed, null };
inline Choices<BadValues> choices(BadValues) {
  return {{"malformed", BadValues::malformed}, {"null", BadValues::null}};
}

}  // namespace weir::stages
