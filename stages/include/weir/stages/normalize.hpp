#pragma once

// How words are normalized before they are counted: a param of `words.count`, and an argument of `Processor::count_words`.
// A plain value, for any thread.

#include <weir/description.hpp>

#pragma GCC visibility push(default)
namespace weir {
namespace stages {

/// What is done to a word before it is counted.
enum class Normalize {
  letters,  ///< characters that are not letters are dropped, the others made lower case
  lower,    ///< every character made lower case
  none,     ///< the bytes as they are
};

inline Choices<Normalize> choices(Normalize) {
  return {{"letters", Normalize::letters}, {"lower", Normalize::lower}, {"none", Normalize::none}};
}

}  // namespace stages
}  // namespace weir
#pragma GCC visibility pop
