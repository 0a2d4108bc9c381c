#pragma once

// The names of the values of an enum, which makes it the type of a param. A plain value, for any thread.

#include <string>
#include <utility>
#include <vector>

#pragma GCC visibility push(default)
namespace weir {

/// The names of an enum's values, returned by the overload `choices(E)` beside the enum:
///
///     inline weir::Choices<Normalize> choices(Normalize) { return {{"letters", Normalize::letters}, {"none", Normalize::none}}; }
template <class E>
using Choices = std::vector<std::pair<std::string, E>>;

}  // namespace weir
#pragma GCC visibility pop
