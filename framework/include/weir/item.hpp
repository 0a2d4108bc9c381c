#pragma once

// What items are: how an author names and prints a type (`ItemDescription`), and how the rest of weir sees it (`ItemType`, `AnyItem`).
// The objects of `item_type` are made once and never changed, so any thread may read them.

#include <algorithm>
#include <concepts>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <typeindex>
#include <utility>
#include <variant>
#include <vector>

#include <weir/columns.hpp>
#include <weir/detail/batch.hpp>
#include <weir/detail/no_hook.hpp>
#include <weir/detail/row_column.hpp>

#pragma GCC visibility push(default)
namespace weir {

/// One cell of a printed item; a `std::monostate` is a null. A `string_view` lives as long as the item. A `float` stays one, so that 0.1f
/// prints as 0.1.
using Cell = std::variant<bool, std::int64_t, std::uint64_t, float, double, std::string_view, std::string, std::monostate>;

/// One column of a printed item type.
struct ItemColumn {
  std::string name;                      ///< its heading
  std::function<Cell(const void*)> get;  ///< the cell of the item at that address
  detail::RowColumn rows = {};           ///< as a column of rows
};

/// How an item type is named and printed. Any type that moves can be an item as it is. One that is to be printed (by `table.write`), or to
/// have another name than in C++, has one overload beside the type, found by argument-dependent lookup:
///
///     void describe(weir::ItemDescription<WordCount>& d) {
///       d.name("WordCount").column("word", &WordCount::word).column("count", &WordCount::count);
///     }
///
/// For somebody else's type (`std::pair<int, int>`) the overload goes into namespace `weir`, where it is found too. Numbers, bool and
/// strings need none: they print as one column, `value`.
template <class T>
class ItemDescription {
 public:
  /// The name in messages.
  ItemDescription& name(std::string name) {
    name_ = std::move(name);
    return *this;
  }

  /// Adds a column. `get` is a pointer to a member, or a function of `const T&` that returns a number, a bool, a `weir::Time` or text (a
  /// `std::string`, or something that converts to a `string_view`), or a `std::optional` of these, whose nothing is null. Only members can
  /// be read from rows again (weir/row_structs.hpp). Requires: any number of threads may call `get` at once.
  template <class Get>
  ItemDescription& column(std::string name, Get get) {
    using Shown = std::invoke_result_t<const Get&, const T&>;
    constexpr bool kShows = detail::RowValue<std::remove_cvref_t<Shown>>;
    static_assert(kShows,
                  "weir: a column is a number, a bool, a weir::Time or text, or a std::optional of these: pass a function of the item that "
                  "returns one");
    if constexpr (kShows)
      columns_.push_back({std::move(name), [get](const void* item) -> Cell { return cell(std::invoke(get, *static_cast<const T*>(item))); },
                          detail::make_row_column<T>(get)});
    return *this;
  }

  /// Adds the columns of a member that is itself an item type, if it has any: `columns_of(&Rejected<T>::item)`. A name that is taken gets
  /// `item_` before it.
  template <class Member>
  ItemDescription& columns_of(Member member);

  [[nodiscard]] const std::string& name() const noexcept { return name_; }                    ///< empty when none was given
  [[nodiscard]] const std::vector<ItemColumn>& columns() const noexcept { return columns_; }  ///< in the order of their declaration

 private:
  template <class V>
  static Cell cell(V&& shown) {
    using Kept = std::remove_cvref_t<V>;
    if constexpr (detail::kIsOptional<Kept>)
      return shown ? cell(*std::forward<V>(shown)) : Cell(std::monostate());
    else if constexpr (std::same_as<Kept, Time>)
      return weir::to_string(shown);
    else if constexpr (std::same_as<Kept, bool> || std::same_as<Kept, float>)
      return shown;
    else if constexpr (std::floating_point<Kept>)
      return static_cast<double>(shown);
    else if constexpr (std::signed_integral<Kept>)
      return static_cast<std::int64_t>(shown);
    else if constexpr (std::unsigned_integral<Kept>)
      return static_cast<std::uint64_t>(shown);
    else if constexpr (std::is_pointer_v<Kept>)
      return shown == nullptr ? std::string_view() : std::string_view(shown);
    else if constexpr (std::is_lvalue_reference_v<V> || std::same_as<Kept, std::string_view>)
      return std::string_view(shown);
    else
      return std::string(std::string_view(shown));  // a string made for this cell
  }

  std::string name_;
  std::vector<ItemColumn> columns_;
};

/// What is known of the bytes of an item (weir/footprint.hpp).
enum class Footprint {
  fixed,    ///< it owns nothing, so they are those of its type
  told,     ///< each item tells its own
  unknown,  ///< it may own anything
};

/// An item type as the plan and generic stages see it. One object a type; compare by `id`.
struct ItemType {
  std::type_index id;                              ///< of the C++ type
  std::string name;                                ///< for messages
  bool copyable;                                   ///< false: only one stage may read it
  std::size_t size;                                ///< bytes of one, without what it owns
  Footprint footprint;                             ///< whether it is known what it owns
  bool counts_rows;                                ///< its items are slices of a table, whose rows are counted
  std::vector<ItemColumn> columns;                 ///< empty: cannot be printed
  std::unique_ptr<detail::Batch> (*make_batch)();  ///< an empty one
};

/// An output of a stage beside its main one, as the plan sees it.
struct NamedOutput {
  std::string name;                  ///< as a file writes it, after the stage's name and a dot
  const ItemType* type;              ///< of its items, never null
  std::optional<Columns> columns{};  ///< of its rows, where they are known
};

/// An item whose type is known only when the pipeline is planned. A `Sink<AnyItem>` takes the items of any stage; it sees them only during
/// the call.
struct AnyItem {
  const void* value;     ///< never null
  const ItemType* type;  ///< never null
};

namespace detail {

std::string demangled(const char* mangled);

namespace no_hook {
template <class T>
Nothing describe(ItemDescription<T>& d);
template <class T>
concept Chosen = requires(ItemDescription<T>& d) {
  { describe(d) } -> std::same_as<Nothing>;
};
}  // namespace no_hook

template <class T>
concept Described = !no_hook::Chosen<T>;

/// Holds unless lookup finds only a `describe` that takes anything, which need not mean weir.
template <class T>
constexpr auto check_hook() {
  if constexpr (!Described<T>)
    static_assert(
        !requires(ItemDescription<T> & d) { describe(d); },
        "weir: the describe that is found for this item type takes anything: name the parameter's type, as in "
        "void describe(weir::ItemDescription<T>& d), or add such an overload beside the type");
}

template <class T>
concept Text = std::convertible_to<const T&, std::string_view> && !std::is_null_pointer_v<T>;
template <class T>
concept Plain = std::is_arithmetic_v<T> || Text<T>;

/// `u64`, `f32`, `string`, …, or the C++ name.
template <class T>
std::string plain_name() {
  if constexpr (std::same_as<T, std::string>)
    return "string";
  else if constexpr (std::same_as<T, std::string_view>)
    return "string_view";
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
constexpr Footprint footprint_of_type() {
  if constexpr (kIsFlat<T>)
    return Footprint::fixed;
  else
    return kKnowsFootprint<T> ? Footprint::told : Footprint::unknown;
}

template <class T>
ItemType make_item_type() {
  static_assert(IsItem<T>,
                "weir: an item is a value that moves: a class with a move constructor, without const, & or []; hold what cannot "
                "be moved in a std::unique_ptr");
  check_hook<T>();
  ItemDescription<T> description;
  if constexpr (Described<T>) {
    describe(description);
  } else if constexpr (Plain<T>) {
    description.column("value", [](const T& value) -> const T& { return value; });
  }
  ItemType type{
      typeid(T), description.name(), IsCopyableItem<T>, sizeof(T), footprint_of_type<T>(), RowsIn<T>::kCounts, description.columns(),
      nullptr};
  if constexpr (IsItem<T>) type.make_batch = []() -> std::unique_ptr<Batch> { return std::make_unique<TypedBatch<T>>(); };
  if (type.name.empty()) type.name = plain_name<T>();
  return type;
}

}  // namespace detail

/// The description of `T`. Thread-safe, and never destroyed: a run that is still going when `main` ends may use it.
template <class T>
const ItemType& item_type() {
  static const ItemType& type = *new ItemType(detail::make_item_type<T>());
  return type;
}

/// As its declaration says.
template <class T>
template <class Member>
ItemDescription<T>& ItemDescription<T>::columns_of(Member member) {
  using U = std::remove_cvref_t<std::invoke_result_t<Member, const T&>>;
  for (const ItemColumn& column : item_type<U>().columns) {
    const bool taken = std::any_of(columns_.begin(), columns_.end(), [&](const ItemColumn& other) { return other.name == column.name; });
    columns_.push_back(
        {taken ? "item_" + column.name : column.name,
         [get = column.get, member](const void* item) -> Cell { return get(std::addressof(static_cast<const T*>(item)->*member)); },
         detail::nested_row_column(
             column.rows, [member](void* item) -> void* { return const_cast<U*>(std::addressof(static_cast<T*>(item)->*member)); })});
    if constexpr (!detail::sets_member<T, Member>()) columns_.back().rows.read = {};
  }
  return *this;
}

}  // namespace weir
#pragma GCC visibility pop
