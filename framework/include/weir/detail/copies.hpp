#pragma once

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>

#include <weir/move_only.hpp>

// Whether items can be copied. A container of what cannot be copied says that it can, and so does all that holds such a container; only its
// copying does not compile. So what a type holds is looked at, as far as can be seen from outside.
#pragma GCC visibility push(default)
namespace weir {
namespace detail {

template <class T>
concept IsContainer = requires {
  requires std::is_object_v<typename T::value_type>;
};

/// What a pair, a tuple or a variant holds.
template <class T>
struct PartsOf {};
template <class... Ts>
struct Parts {
  template <class... Outer>
  static constexpr bool copy();
};
template <class A, class B>
struct PartsOf<std::pair<A, B>> : Parts<A, B> {};
template <class... Ts>
struct PartsOf<std::tuple<Ts...>> : Parts<Ts...> {};
template <class... Ts>
struct PartsOf<std::variant<Ts...>> : Parts<Ts...> {};
template <class T>
concept HasParts = requires {
  PartsOf<T>::template copy<>();
};

template <class T, class... Outer>
constexpr bool members_copy();

/// Whether a `T` can really be copied. `Outer` are the types that hold it, which are looked at already: a tree holds trees.
template <class T, class... Outer>
constexpr bool copies() {
  using Value = std::remove_cv_t<T>;
  constexpr bool kIsSeenThrough = (std::same_as<Value, Outer> || ...) || std::is_trivially_copy_constructible_v<Value>;
  if constexpr (kMoveOnly<Value> || !std::is_copy_constructible_v<Value>)
    return false;
  else if constexpr (IsContainer<Value> && !kIsSeenThrough)
    return copies<typename Value::value_type, Value, Outer...>();
  else if constexpr (HasParts<Value> && !kIsSeenThrough)
    return PartsOf<Value>::template copy<Value, Outer...>();
  else if constexpr (std::is_aggregate_v<Value> && !kIsSeenThrough)
    return members_copy<Value, Value, Outer...>();
  else
    return true;
}

template <class... Ts>
template <class... Outer>
constexpr bool Parts<Ts...>::copy() {
  return (copies<Ts, Outer...>() && ...);
}

/// A struct in a struct whose members are looked at like those of the outer one. Nothing initialises it as a whole, so the compiler goes on
/// with its members, as it does in `Outer{1, 2}` without inner braces.
template <class T>
concept Flattened = std::is_aggregate_v<T> && !std::is_trivially_copy_constructible_v<T> && !IsContainer<T> && !kMoveOnly<T>;

struct Member {};
template <class U>
concept IsMember = !std::derived_from<U, Member> && !Flattened<U>;

/// Initialises a member of any type.
struct AnyMember : Member {
  template <IsMember U>
  operator U() const;  // NOLINT(google-explicit-constructor)
};
/// Initialises a member that can be copied.
template <class... Outer>
struct CopyableMember : Member {
  // Never called. Clang misses a definition where `Outer` is in an unnamed namespace, and a member is an optional.
  template <IsMember U>
  operator U() const {  // NOLINT(google-explicit-constructor)
    __builtin_unreachable();
  }
  template <IsMember U>
  requires(!copies<U, Outer...>()) operator U() const = delete;  // NOLINT(google-explicit-constructor)
};

template <class Member, std::size_t>
using Repeated = Member;
template <class T, class Member, std::size_t... i>
constexpr bool has_members(std::index_sequence<i...>) {
  return requires {
    T{Repeated<Member, i>()...};
  };
}

/// Whether all members of a struct can be copied: what can be initialised by any members can then be initialised by copyable ones.
template <class T, class... Outer>
constexpr bool members_copy() {
  constexpr std::size_t kMostMembers = std::min<std::size_t>(32, sizeof(T));
  const auto copy_when_there_are = []<std::size_t... i>(std::index_sequence<i...> members) {
    if constexpr (has_members<T, AnyMember>(std::index_sequence<i...>()))
      return has_members<T, CopyableMember<Outer...>>(members);
    else
      return true;
  };
  return [&]<std::size_t... i>(std::index_sequence<i...>) {
    return (copy_when_there_are(std::make_index_sequence<i + 1>()) && ...);
  }
  (std::make_index_sequence<kMostMembers>());
}

/// An item that can be copied, so that several stages may read it.
template <class T>
concept IsCopyableItem = std::copy_constructible<T> && copies<T>();

}  // namespace detail
}  // namespace weir
#pragma GCC visibility pop
