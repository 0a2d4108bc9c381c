#pragma once

#pragma GCC visibility push(default)
namespace weir {
namespace detail::no_hook {

/// Functions of an author's that are found by name, such as `describe` beside an item type, have a counterpart here that returns this. The
/// author's is more special than that, so overload resolution takes it. A function that happens to have the name and takes anything is
/// less special: then the counterpart is taken, and says so by its result.
struct Nothing {};

}  // namespace detail::no_hook
}  // namespace weir
#pragma GCC visibility pop
