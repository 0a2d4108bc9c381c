#pragma once

// What the columns of a table are called and hold. Plain values: any thread may use its own, and read one that none changes.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <weir/choices.hpp>

#pragma GCC visibility push(default)
namespace weir {

/// A point in time, in UTC, as columns hold it: microseconds since 1970. Meant are the years 0 to 9999, whose dates can be written.
using Time = std::chrono::sys_time<std::chrono::microseconds>;

/// `2024-01-31T12:30:05Z`, with microseconds where there are any: a time as `table.write` writes it. One that no date can be written of is
/// `253402300800000000 us since 1970`.
[[nodiscard]] std::string to_string(Time time);

/// What a column holds. Any value may be null.
enum class ColumnType : std::uint8_t {
  boolean,   ///< `bool`, one byte a value
  integer,   ///< `std::int64_t`
  floating,  ///< `double`
  text,      ///< `std::string_view`, meant to be UTF-8
  time,      ///< `Time`
};

/// `bool`, `int`, `float`, `text` or `time`: the type as users write it.
[[nodiscard]] std::string_view to_string(ColumnType type) noexcept;
/// As a param.
inline Choices<ColumnType> choices(ColumnType) {
  return {{"bool", ColumnType::boolean},
          {"int", ColumnType::integer},
          {"float", ColumnType::floating},
          {"text", ColumnType::text},
          {"time", ColumnType::time}};
}

/// One column: its name and its type.
struct Column {
  std::string name;  ///< not empty; letter case counts
  ColumnType type;   ///< of all its values

  friend bool operator==(const Column&, const Column&) = default;
};

/// The columns of a table, in order. A copy is cheap: it shares the list, which never changes.
class Columns {
 public:
  Columns() noexcept;  ///< none
  /// Throws `Error` when two have one name, or a name is empty.
  explicit Columns(std::vector<Column> columns);
  /// The same of a list: `Columns{{"url", ColumnType::text}, {"status", ColumnType::integer}}`.
  Columns(std::initializer_list<Column> columns);

  [[nodiscard]] std::size_t size() const noexcept { return list_->size(); }                             ///< how many there are
  [[nodiscard]] const Column& operator[](std::size_t index) const noexcept { return (*list_)[index]; }  ///< Requires: there are so many
  [[nodiscard]] auto begin() const noexcept { return list_->begin(); }                                  ///< the first
  [[nodiscard]] auto end() const noexcept { return list_->end(); }                                      ///< behind the last

  /// The index of the column of that name, if there is one.
  [[nodiscard]] std::optional<std::size_t> find(std::string_view name) const noexcept;
  /// The same, where the column is known to be there. Throws `Error`, which suggests a near name, when it is not.
  [[nodiscard]] std::size_t index_of(std::string_view name) const;
  /// Those of the indices, in that order. Throws `Error` when one is taken twice. Requires: there are so many.
  [[nodiscard]] Columns select(std::span<const std::size_t> indices) const;

  friend bool operator==(const Columns& a, const Columns& b) { return a.list_ == b.list_ || *a.list_ == *b.list_; }  ///< by content

 private:
  std::shared_ptr<const std::vector<Column>> list_;
};

/// `Rows(url text, status int, ms float)`: columns as messages show them.
[[nodiscard]] std::string to_string(const Columns& columns);

}  // namespace weir
#pragma GCC visibility pop
