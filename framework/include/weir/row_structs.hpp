#pragma once

// Rows as a program's own structs, and back: two stages, for any item type that says its columns (`describe(ItemDescription<T>&)`).
// As any stage, one instance is for one thread at a time.

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include <weir/description.hpp>
#include <weir/detail/described_stage.hpp>
#include <weir/error.hpp>
#include <weir/error_scope.hpp>
#include <weir/item.hpp>
#include <weir/rows.hpp>
#include <weir/stage.hpp>

#pragma GCC visibility push(default)
namespace weir {

namespace detail {

/// The columns that an item type has as rows. Throws `Error` when two have one name.
[[nodiscard]] Columns row_columns(const ItemType& type);
/// The same, where that is reported.
[[nodiscard]] std::optional<Columns> plan_row_columns(const ItemType& type, const ErrorScope& errors);

/// Whether rows of `in` can be read as items of the type; what does not fit is reported.
bool check_row_columns(const ItemType& type, const Columns& in, const ErrorScope& errors);

/// Reads slices as items of one type, which is known only by its columns.
class RowReader {
 public:
  explicit RowReader(const ItemType& type) noexcept : type_(&type) {}

  /// Begins a slice. Throws `Error` when it has rows, and their columns do not fit.
  void open(Rows rows);
  [[nodiscard]] std::size_t left() const noexcept { return rows_.size() - row_; }  ///< rows that were not read
  /// Sets the members of each item by the next rows. Returns which of the items could not hold that, and why, each once, in order.
  /// Requires: so many are left.
  std::vector<RowFault> read(const StructSpan& items);
  /// One of the rows that were read last. Requires: there were so many.
  [[nodiscard]] Rows row_of(std::size_t item) const;

 private:
  struct Source {
    const ItemColumn* to;
    std::size_t column;
  };

  const ItemType* type_;
  Columns columns_;
  std::vector<Source> sources_;  // empty: the columns are not known yet
  Rows rows_;
  std::size_t row_ = 0;   // the next
  std::size_t last_ = 0;  // the first of those that were read last
};

/// Makes one slice of items of one type, in the columns that `row_columns` returned. `faults`: which items a column could not hold, and
/// why, each once, in order; these are not in the slice.
[[nodiscard]] Rows rows_of_structs(const ItemType& type, const Columns& columns, const StructSpan& items, std::vector<RowFault>& faults);

template <class T>
constexpr auto require_row_struct() {
  static_assert(Described<T> || Plain<T>,
                "weir: rows are made of items that say their columns: put void describe(weir::ItemDescription<T>& d) beside the type");
}

}  // namespace detail

/// Makes an item of each row: an expander from `Rows` to `T`. For files and in code:
///
///     registry.add<weir::FromRows<Order>>("orders.from_rows");
///     auto orders = pipeline.expander(rows, "orders", [] { return weir::FromRows<Order>(); });
///
/// `T` can be made without arguments, and each column of its description that is a pointer to a member gets a value: a `bool`, any whole
/// number of an int, a floating-point one of a float or an int, a `std::string`, a `weir::Time`, or a `std::optional` of these, which a
/// null empties. Columns that its description computes by a function are passed over, and so are those of the rows that it does not name.
/// Where the rows lack a column, or have one of another type, the plan says so. A row with a null, or a number, that its member cannot hold
/// is rejected, alone.
template <class T>
class FromRows final : public Expander<Rows, T> {
 public:
  /// As any kind's.
  static void describe(Description<NoParams>& d) {
    d.summary("Makes an item of each row: " + item_type<T>().name + '.');
    d.preferred_batch_size(1);
  }
  /// Reports what does not fit `T`; makes no rows.
  static std::optional<Columns> columns(const NoParams&, const Columns& in, const ErrorScope& errors) {
    detail::check_row_columns(item_type<T>(), in, errors);
    return std::nullopt;
  }

  FromRows() {
    static_assert(detail::Described<T> && std::default_initializable<T>,
                  "weir: rows are read as a struct that can be made without arguments and says its columns: put "
                  "void describe(weir::ItemDescription<T>& d) beside it");
  }

  void open(Rows&& rows) override {
    reader_.open(std::move(rows));
    items_.clear();
    next_ = 0;
  }

  Next produce(Output<T>& out) override {
    for (;; read_some()) {
      for (; next_ < items_.size(); ++next_) {
        if (out.full()) return Next::again;
        if (!is_bad_[next_]) out.push(std::move(items_[next_]));
      }
      if (reader_.left() == 0) return Next::done;
    }
  }

 private:
  static constexpr std::size_t kSome = 64;  // rows whose members are set column by column

  void read_some() {
    items_.clear();
    items_.resize(std::min(kSome, reader_.left()));
    is_bad_.assign(items_.size(), false);
    next_ = 0;
    for (detail::RowFault& fault : reader_.read({items_.data(), sizeof(T), items_.size()})) {
      is_bad_[fault.item] = true;
      this->reject(reader_.row_of(fault.item), std::move(fault.value));
    }
  }

  detail::RowReader reader_{item_type<T>()};
  std::vector<T> items_;
  std::vector<bool> is_bad_;  // rejected
  std::size_t next_ = 0;      // of the items
};

/// Makes rows of items: a transform from `T` to `Rows`, a slice of each batch. Their columns are those of the description of `T`.
///
///     registry.add<weir::ToRows<Order>>("orders.to_rows");
///     auto rows = pipeline.transform(orders, "rows", [] { return weir::ToRows<Order>(); });
///
/// Whole numbers become ints, floating-point numbers floats, text is copied, an empty `std::optional` and what is not a number become
/// nulls. An item with a whole number above 2⁶³ - 1 is rejected. Numbers, bool and strings have one column, `value`.
template <class T>
class ToRows final : public Transform<T, Rows> {
 public:
  /// As any kind's.
  static void describe(Description<NoParams>& d) {
    d.summary("Makes rows of items: " + item_type<T>().name + '.');
    d.repeatable().preferred_batch_size(kRowsInSlice);
  }
  /// Those of `T`.
  static std::optional<Columns> columns(const NoParams&, const Columns&, const ErrorScope& errors) {
    return detail::plan_row_columns(item_type<T>(), errors);
  }

  /// Throws `Error` when the description of `T` has no columns, or two of one name.
  ToRows() : columns_(detail::row_columns(item_type<T>())) { detail::require_row_struct<T>(); }

  void process(std::span<T> items, Output<Rows>& out) override {
    std::vector<detail::RowFault> faults;
    Rows rows = detail::rows_of_structs(item_type<T>(), columns_, {items.data(), sizeof(T), items.size()}, faults);
    if (!rows.empty()) out.push(std::move(rows));
    for (detail::RowFault& fault : faults) {
      if constexpr (detail::kCanBeRejected<T>)
        this->reject(std::move(items[fault.item]), std::move(fault.value));
      else
        throw Error(fault.value);
    }
  }

 private:
  static constexpr std::size_t kRowsInSlice = 4096;

  Columns columns_;
};

}  // namespace weir
#pragma GCC visibility pop
