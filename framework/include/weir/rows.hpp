#pragma once

// `Rows`, the item type of tables: some thousand rows, held by column. Immutable: any thread may read them. A builder is for one thread.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <weir/column_values.hpp>
#include <weir/columns.hpp>
#include <weir/detail/origin_of.hpp>
#include <weir/item.hpp>
#include <weir/row_origin.hpp>

#pragma GCC visibility push(default)
namespace weir {

class Row;

/// A slice of a table: rows with the same columns, held by column. A copy is cheap, since it shares all values, and a move is free; what is
/// moved from has no rows and no columns.
class Rows {
 public:
  class Iterator;

  Rows() noexcept = default;  ///< no rows, no columns
  /// Throws `Error` when there are more or fewer values than columns, they are of another type, or some columns are longer than others.
  /// A stage that changes columns, and leaves rows as they are, hands on their `origin`.
  Rows(Columns columns, std::vector<ColumnValues> values, RowOrigin origin = {});

  [[nodiscard]] std::size_t size() const noexcept { return slice_ == nullptr ? 0 : slice_->size; }  ///< how many rows there are
  [[nodiscard]] bool empty() const noexcept { return size() == 0; }                                 ///< whether there are none
  [[nodiscard]] const Columns& columns() const noexcept;                                            ///< their names and types
  [[nodiscard]] const RowOrigin& origin() const noexcept;                                           ///< where they are from
  /// The same rows, from there. Values are shared.
  [[nodiscard]] Rows with_origin(RowOrigin origin) const;

  /// All of a column. Requires: there are more columns than `column`.
  [[nodiscard]] const ColumnValues& column(std::size_t column) const noexcept { return slice_->values[column]; }
  /// The same by name. Throws `Error` when there is no such column.
  [[nodiscard]] const ColumnValues& column(std::string_view name) const { return column(columns().index_of(name)); }

  /// The array of a column: `rows.values<double>(2)`; of nulls it has some value. Throws `Error`, which names the column and its type, when
  /// that is another. Requires: there are more columns than `column`.
  template <ColumnValue T>
  [[nodiscard]] std::span<const T> values(std::size_t column) const {
    require(column, kColumnType<T>);
    return this->column(column).template as<T>();
  }
  /// The same by name: `rows.values<double>("amount")`. Throws `Error` also when there is no such column.
  template <ColumnValue T>
  [[nodiscard]] std::span<const T> values(std::string_view name) const {
    return values<T>(columns().index_of(name));
  }

  /// Whether a value is null. Requires: there are more columns and rows.
  [[nodiscard]] bool is_null(std::size_t column, std::size_t row) const noexcept { return this->column(column).is_null(row); }

  /// Row by row: `for (weir::Row row : rows)`.
  [[nodiscard]] Iterator begin() const noexcept;
  [[nodiscard]] Iterator end() const noexcept;  ///< behind the last
  /// One row, which must not outlive these rows. Requires: there are more than `row`.
  [[nodiscard]] Row operator[](std::size_t row) const noexcept;

  /// Some columns, in the order given, of all rows. Values are shared. Throws `Error` when one is taken twice. Requires: there are so many.
  [[nodiscard]] Rows select(std::span<const std::size_t> columns) const;
  /// Some rows, in the order given, of all columns. Texts are shared. Requires: there are so many.
  [[nodiscard]] Rows filter(std::span<const std::uint32_t> rows) const;

 private:
  struct Slice {
    Columns columns;
    std::vector<ColumnValues> values;
    std::size_t size;
    RowOrigin origin;
    std::size_t bytes;  // `footprint`, which may not throw; adding it up takes memory
  };

  void require(std::size_t column, ColumnType type) const {
    if (this->column(column).type() != type) throw_wrong_type(column, type);
  }
  [[noreturn]] void throw_wrong_type(std::size_t column, ColumnType asked) const;
  friend class Row;
  friend std::size_t footprint(const Rows& rows) noexcept;

  std::shared_ptr<const Slice> slice_;
};

/// One row of `Rows`, which must outlive it.
class Row {
 public:
  Row(const Rows& rows, std::size_t index) noexcept : rows_(&rows), index_(index) {}  ///< Requires: there are more than `index`

  [[nodiscard]] std::size_t index() const noexcept { return index_; }  ///< of the row in the slice

  /// The value in a column, or nothing for a null. Throws `Error`, which names the column and its type, when that is another. Requires:
  /// there are more columns than `column`.
  template <ColumnValue T>
  [[nodiscard]] std::optional<T> get(std::size_t column) const {
    rows_->require(column, kColumnType<T>);
    return rows_->column(column).template get<T>(index_);
  }
  /// The same by name: `row.get<double>("amount")`. Throws `Error` also when there is no such column.
  template <ColumnValue T>
  [[nodiscard]] std::optional<T> get(std::string_view name) const {
    return get<T>(rows_->columns().index_of(name));
  }

 private:
  const Rows* rows_;
  std::size_t index_;
};

/// Goes through rows.
class Rows::Iterator {
 public:
  Iterator(const Rows& rows, std::size_t index) noexcept : rows_(&rows), index_(index) {}
  [[nodiscard]] Row operator*() const noexcept { return {*rows_, index_}; }
  Iterator& operator++() noexcept {
    ++index_;
    return *this;
  }
  friend bool operator==(const Iterator& a, const Iterator& b) noexcept { return a.index_ == b.index_; }

 private:
  const Rows* rows_;
  std::size_t index_;
};

inline Rows::Iterator Rows::begin() const noexcept {
  return {*this, 0};
}
inline Rows::Iterator Rows::end() const noexcept {
  return {*this, size()};
}
inline Row Rows::operator[](std::size_t row) const noexcept {
  return {*this, row};
}

/// Builds rows: by row, or by column, in any order; when they are built, all columns must have the same length.
class RowsBuilder {
 public:
  explicit RowsBuilder(Columns columns);  ///< of no rows so far

  /// The builder of one column. Requires: there are more columns than `column`.
  [[nodiscard]] ColumnBuilder& column(std::size_t column) noexcept { return builders_[column]; }
  /// The same by name. Throws `Error` when there is no such column.
  [[nodiscard]] ColumnBuilder& column(std::string_view name) { return builders_[columns_.index_of(name)]; }

  /// Appends a row: `builder.add("/index", 200, std::nullopt)`. Throws `Error` when there are more or fewer columns, or one is of another
  /// type; the builder can then only be destroyed.
  template <class... Values>
  RowsBuilder& add(const Values&... values) {
    require_width(sizeof...(Values));
    std::size_t at = 0;
    (builders_[at++].append(values), ...);
    return *this;
  }

  /// What was appended; the builder is as new. Throws `Error` when some columns are longer than others.
  [[nodiscard]] Rows build();

 private:
  void require_width(std::size_t width) const;

  Columns columns_;
  std::vector<ColumnBuilder> builders_;
};

/// The bytes that rows hold: their arrays, bitmaps and texts, with the lists of these. Memory that columns share counts once, and whole.
[[nodiscard]] inline std::size_t footprint(const Rows& rows) noexcept {
  return rows.slice_ == nullptr ? 0 : rows.slice_->bytes;
}

/// The name in messages.
inline void describe(ItemDescription<Rows>& d) {
  d.name("Rows");
}

namespace detail {

template <>
struct RowsIn<Rows> {
  static constexpr bool kCounts = true;
  static std::uint64_t of(const Rows& rows) noexcept { return rows.size(); }
  static const Columns& columns(const Rows& rows) noexcept { return rows.columns(); }
};

/// Of the first row, and the last: most that are rejected are one.
template <>
struct OriginOf<Rows> {
  static std::string get(const Rows& rows);
};

}  // namespace detail

}  // namespace weir
#pragma GCC visibility pop
