#pragma once

// The values of one column of a slice, and what builds them. `ColumnValues` never change once they are built, so any thread may read them;
// a builder is for one thread.

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <type_traits>
#include <vector>

#include <weir/columns.hpp>

#pragma GCC visibility push(default)
namespace weir {

/// Memory that columns share. Whoever makes it decides what becomes of it when the last column lets go of it: it may return to a pool.
struct Buffer {
  std::shared_ptr<const void> memory;  ///< null: there is none
  std::size_t bytes = 0;               ///< of that memory
};

/// A type that columns hold their values as.
template <class T>
concept ColumnValue = std::same_as<T, bool> || std::same_as<T, std::int64_t> || std::same_as<T, double> ||
    std::same_as<T, std::string_view> || std::same_as<T, Time>;

/// The type of a column of `T`.
template <ColumnValue T>
inline constexpr ColumnType kColumnType = std::same_as<T, bool>           ? ColumnType::boolean
                                          : std::same_as<T, std::int64_t> ? ColumnType::integer
                                          : std::same_as<T, double>       ? ColumnType::floating
                                          : std::same_as<T, Time>         ? ColumnType::time
                                                                          : ColumnType::text;

/// The values of one column, as an array, and which of them are null, as a bitmap: bit r % 64 of word r / 64 is set when row r is null, so
/// the nulls of a result are the or of those of its arguments, and no bitmap means no null. What stands in the array for a null is a valid
/// value of the type (a `bool` is 0 or 1, a text can be read), otherwise unspecified. Bits after the last row are 0.
class ColumnValues {
 public:
  /// No values of that type.
  explicit ColumnValues(ColumnType type) noexcept : type_(type) {}
  /// The first `size` values of `values`; `nulls` may be empty; `texts` is where texts point into. Requires: the memory holds that.
  ColumnValues(ColumnType type, std::size_t size, Buffer values, Buffer nulls, std::vector<Buffer> texts) noexcept
      : type_(type), size_(size), values_(std::move(values)), nulls_(std::move(nulls)), texts_(std::move(texts)) {}

  [[nodiscard]] ColumnType type() const noexcept { return type_; }   ///< of all values
  [[nodiscard]] std::size_t size() const noexcept { return size_; }  ///< how many there are, nulls included

  /// The array. Throws `Error` when the values are of another type.
  template <ColumnValue T>
  [[nodiscard]] std::span<const T> as() const {
    require(kColumnType<T>);
    return {static_cast<const T*>(values_.memory.get()), size_};
  }
  /// The bitmap of nulls; empty when there is none.
  [[nodiscard]] std::span<const std::uint64_t> nulls() const noexcept {
    if (nulls_.memory == nullptr) return {};
    return {static_cast<const std::uint64_t*>(nulls_.memory.get()), (size_ + 63) / 64};
  }
  /// Whether a value is null. Requires: there are more than `row`.
  [[nodiscard]] bool is_null(std::size_t row) const noexcept {
    return nulls_.memory != nullptr && (nulls()[row / 64] >> (row % 64) & 1U) != 0;
  }
  /// A value, or nothing for a null. Throws `Error` when the values are of another type. Requires: there are more than `row`.
  template <ColumnValue T>
  [[nodiscard]] std::optional<T> get(std::size_t row) const {
    const auto values = as<T>();
    return is_null(row) ? std::nullopt : std::optional<T>(values[row]);
  }

  /// Those of the rows, in that order; texts are shared. Requires: there are so many.
  [[nodiscard]] ColumnValues filter(std::span<const std::uint32_t> rows) const;

  /// Calls `use(const Buffer&)` for all memory that is held, for the same memory perhaps more than once.
  template <class Use>
  void for_each_buffer(Use&& use) const {
    for (const Buffer& buffer : texts_) use(buffer);
    if (values_.memory != nullptr) use(values_);
    if (nulls_.memory != nullptr) use(nulls_);
  }
  /// Where texts point into.
  [[nodiscard]] const std::vector<Buffer>& texts() const noexcept { return texts_; }

 private:
  void require(ColumnType type) const {
    if (type_ != type) throw_wrong_type(type);
  }
  [[noreturn]] void throw_wrong_type(ColumnType asked) const;

  ColumnType type_;
  std::size_t size_ = 0;
  Buffer values_;
  Buffer nulls_;
  std::vector<Buffer> texts_;
};

/// Builds the values of one column, one after the other.
class ColumnBuilder {
 public:
  explicit ColumnBuilder(ColumnType type) noexcept : type_(type) {}  ///< of no values so far
  ColumnBuilder(ColumnBuilder&&) noexcept = default;                 ///< leaves one that can only be destroyed or assigned to
  ColumnBuilder& operator=(ColumnBuilder&&) noexcept = default;      ///< the same
  ColumnBuilder(const ColumnBuilder&) = delete;
  ColumnBuilder& operator=(const ColumnBuilder&) = delete;
  ~ColumnBuilder() = default;

  [[nodiscard]] ColumnType type() const noexcept { return type_; }   ///< of all values
  [[nodiscard]] std::size_t size() const noexcept { return size_; }  ///< how many were appended

  /// Room for so many values in all.
  void reserve(std::size_t size);

  /// Appends a value; of a text a copy. Any whole number goes into a column of ints or floats, a floating-point one into floats. Throws
  /// `Error` when the column is of another type.
  template <class V>
  void append(const V& value) {
    if constexpr (std::same_as<V, bool> || std::same_as<V, Time>)
      add(value);
    else if constexpr (std::integral<V>)
      type_ == ColumnType::floating ? add(static_cast<double>(value)) : add(static_cast<std::int64_t>(value));
    else if constexpr (std::floating_point<V>)
      add(static_cast<double>(value));
    else
      add(copied(std::string_view(value)));
  }
  /// Appends a value, or a null for nothing.
  template <class V>
  void append(const std::optional<V>& value) {
    if (value)
      append(*value);
    else
      append_null();
  }
  void append(std::nullopt_t) { append_null(); }  ///< Appends a null.
  void append_null();                             ///< Appends a null.

  /// Appends all values, none of them null. Texts are copied. Throws `Error` when the column is of another type.
  template <ColumnValue T>
  void append_all(std::span<const T> values) {
    reserve(size_ + values.size());
    for (const T& value : values) append(value);
  }

  /// Appends a text without a copy. Throws `Error` when the column does not hold text. Requires: it points into memory that `share` was
  /// told of, or that lives for ever.
  void append_shared(std::string_view text) { add(text); }
  /// What is built keeps this memory, which texts point into.
  void share(Buffer texts) { texts_.push_back(std::move(texts)); }

  /// What was appended; the builder is as new.
  [[nodiscard]] ColumnValues build();

 private:
  template <ColumnValue T>
  void add(T value) {
    if (type_ != kColumnType<T>) throw_wrong_type(kColumnType<T>);
    if (size_ == capacity_) grow(2 * capacity_);
    ::new (static_cast<void*>(values_.get() + size_ * sizeof(T))) T(value);
    ++size_;
  }
  void grow(std::size_t capacity);
  std::string_view copied(std::string_view text);
  [[noreturn]] void throw_wrong_type(ColumnType appended) const;

  ColumnType type_;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
  std::shared_ptr<std::byte[]> values_;
  std::vector<std::uint64_t> nulls_;  // empty before the first null; words beyond its end are 0
  std::vector<Buffer> texts_;
  char* copy_at_ = nullptr;  // the rest of the last block of copied texts
  std::size_t copy_room_ = 0;
};

/// How many bytes of an array a value of that type takes.
[[nodiscard]] std::size_t value_size(ColumnType type) noexcept;

}  // namespace weir
#pragma GCC visibility pop
