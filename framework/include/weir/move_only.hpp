#pragma once

// For the author of an item type that C++ takes for copyable and that is not. A constant: no thread of its own.

#pragma GCC visibility push(default)
namespace weir {

/// Says that items of a type cannot be copied, so only one stage may read them. weir sees that by itself of a plain struct, a container, a
/// pair, a tuple and a variant, whatever they hold. It cannot see it of a class with constructors of its own that holds, say, a
/// `std::vector<std::unique_ptr<Plane>>`: such a vector promises to be copyable, and so does the class, and only the copying itself fails
/// to compile. Beside such a class stands
///
///     template <>
///     inline constexpr bool weir::kMoveOnly<Frame> = true;
///
/// or the class deletes its copy constructor and has a move constructor. Requires: it stands before the first use of the type as an item.
template <class T>
inline constexpr bool kMoveOnly = false;

}  // namespace weir
#pragma GCC visibility pop
