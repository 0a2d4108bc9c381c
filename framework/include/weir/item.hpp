#pragma once

#include <concepts>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <typeindex>
#include <utility>
#include <variant>
#include <vector>

#include <weir/detail/batch.hpp>

namespace weir {

/// One cell of a printed item. A `string_view` lives as long as the item.
using Cell = std::variant<bool, std::int64_t, std::uint64_t, double, std::string_view>;

/// One column of a printed item type.
struct ItemColumn {
  std::string name;
  std::function<Cell(const void*)> get;  ///< the cell of the item at that address
};

/// How an item type is named and printed. A type that is to be printed (`table.write`) says so by one overload, found by argument-dependent
/// lookup:
///
///     void describe(weir::ItemDescription<WordCount>& d) {
///       d.name("WordCount").column("word", &WordCount::word).column("count", &WordCount::count);
///     }
///
/// Numbers, bool and strings need none: they print as one column, `value`.
template <class T>
class ItemDescription {
 public:
  ItemDescription& name(std::string name) {
    name_ = std::move(name);
    return *this;
  }

  /// `get` is a pointer to a member or a function of `const T&`, giving a number, a bool or something a `string_view` can look at.
  template <class Get>
  ItemDescription& column(std::string name, Get get) {
    columns_.push_back({std::move(name), [get](const void* item) -> Cell { return cell(std::invoke(get, *static_cast<const T*>(item))); }});
    return *this;
  }

  [[nodiscard]] const std::string& name() const noexcept { return name_; }
  [[nodiscard]] const std::vector<ItemColumn>& columns() const noexcept { return columns_; }

 private:
  template <class V>
  static Cell cell(const V& value) {
    if constexpr (std::same_as<V, bool>)
      return value;
    else if constexpr (std::signed_integral<V>)
      return static_cast<std::int64_t>(value);
    else if constexpr (std::unsigned_integral<V>)
      return static_cast<std::uint64_t>(value);
    else if constexpr (std::floating_point<V>)
      return static_cast<double>(value);
    else
      return std::string_view(value);
  }

  std::string name_;
  std::vector<ItemColumn> columns_;
};

/// An item type as the plan and generic stages see it. One object a type; compare by `id`.
struct ItemType {
  std::type_index id;
  std::string name;                 ///< for messages
  bool copyable;                    ///< false: only one stage may read it
  std::vector<ItemColumn> columns;  ///< empty: cannot be printed
  std::unique_ptr<detail::Batch> (*make_batch)();
};

/// An item whose type is known only when the pipeline is planned. A `Sink<AnyItem>` takes the items of any stage; it sees them only during
/// the call.
struct AnyItem {
  const void* value;
  const ItemType* type;
};

namespace detail {

std::string demangled(const char* mangled);

template <class T>
concept Described = requires(ItemDescription<T>& d) {
  describe(d);
};

template <class T>
concept Plain = std::is_arithmetic_v<T> || std::convertible_to<const T&, std::string_view>;

/// `u64`, `f32`, `string`, …, or the C++ name.
template <class T>
std::string plain_name() {
  if constexpr (std::same_as<T, std::string>)
    return "string";
  else if constexpr (std::same_as<T, bool>)
    return "bool";
  else if constexpr (std::floating_point<T>)
    return "f" + std::to_string(8 * sizeof(T));
  else if constexpr (std::unsigned_integral<T>)
    return "u" + std::to_string(8 * sizeof(T));
  else if constexpr (std::signed_integral<T>)
    return "i" + std::to_string(8 * sizeof(T));
  else
    return demangled(typeid(T).name());
}

template <class T>
ItemType make_item_type() {
  ItemDescription<T> description;
  if constexpr (Described<T>) {
    describe(description);
  } else if constexpr (Plain<T>) {
    description.column("value", [](const T& value) -> const T& { return value; });
  }
  ItemType type{typeid(T), description.name(), std::copy_constructible<T>, description.columns(),
                []() -> std::unique_ptr<Batch> { return std::make_unique<TypedBatch<T>>(); }};
  if (type.name.empty()) type.name = plain_name<T>();
  return type;
}

}  // namespace detail

/// The description of `T`. Thread-safe.
template <class T>
const ItemType& item_type() {
  static const ItemType type = detail::make_item_type<T>();
  return type;
}

}  // namespace weir
