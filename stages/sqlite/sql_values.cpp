#include "sqlite/sql_values.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <new>
#include <utility>

#include <fmt/format.h>

#include "diagnostics/shown.hpp"
#include "rows/cell_values.hpp"

namespace weir::stages {

namespace {

std::string upper_case(std::string_view text) {
  std::string upper(text);
  std::transform(upper.begin(), upper.end(), upper.begin(), [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
  return upper;
}

std::string_view column_text(sqlite3_stmt* statement, int column) {
  const auto* bytes = static_cast<const char*>(static_cast<const void*>(sqlite3_column_text(statement, column)));
  if (bytes == nullptr) throw std::bad_alloc();  // it is not null, so there was no memory to convert it
  return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement, column))};
}

// Whole, and among those that an int can hold.
std::optional<std::int64_t> exact_int(double value) noexcept {
  constexpr double kLimit = 9223372036854775808.0;  // 2^63
  if (!(value >= -kLimit && value < kLimit) || value != std::trunc(value)) return std::nullopt;
  return static_cast<std::int64_t>(value);
}

std::optional<double> exact_float(std::int64_t value) noexcept {
  const auto rounded = static_cast<double>(value);
  return exact_int(rounded) == value ? std::optional(rounded) : std::nullopt;
}

// Of seconds since 1970.
std::optional<Time> time_of(std::int64_t seconds) noexcept {
  constexpr std::int64_t kFirst = -62'167'219'200, kLast = 253'402'300'799;  // of the years 0 to 9999
  if (seconds < kFirst || seconds > kLast) return std::nullopt;
  return Time(std::chrono::seconds(seconds));
}

template <class T>
bool append_if(const std::optional<T>& value, ColumnBuilder& to) {
  if (value) to.append(*value);
  return value.has_value();
}

bool append_integer(std::int64_t value, ColumnBuilder& to) {
  switch (to.type()) {
    case ColumnType::boolean:
      if (value != 0 && value != 1) return false;
      to.append(value == 1);
      return true;
    case ColumnType::floating:
      return append_if(exact_float(value), to);
    case ColumnType::time:
      return append_if(time_of(value), to);
    default:
      to.append(value);
      return true;
  }
}

bool append_float(double value, ColumnBuilder& to) {
  if (to.type() == ColumnType::floating) {
    to.append(value);
    return true;
  }
  const auto whole = exact_int(value);
  return to.type() != ColumnType::time && whole && append_integer(*whole, to);
}

bool append_text(std::string_view text, ColumnBuilder& to) {
  Time time;
  if (to.type() != ColumnType::time || !read_time(trim_blanks(text), time)) return false;
  to.append(time);
  return true;
}

}  // namespace

std::optional<ColumnType> type_declared(std::string_view declared) {
  struct Rule {
    std::string_view part;
    std::optional<ColumnType> type;
  };
  static constexpr std::array<Rule, 15> kRules{{{"BOOL", ColumnType::boolean},
                                                {"TIME", ColumnType::time},
                                                {"DATE", ColumnType::time},
                                                {"POINT", std::nullopt},  // has an INT in it
                                                {"INT", ColumnType::integer},
                                                {"CHAR", ColumnType::text},
                                                {"CLOB", ColumnType::text},
                                                {"TEXT", ColumnType::text},
                                                {"JSON", ColumnType::text},
                                                {"BLOB", std::nullopt},
                                                {"REAL", ColumnType::floating},
                                                {"FLOA", ColumnType::floating},
                                                {"DOUB", ColumnType::floating},
                                                {"DECIMAL", ColumnType::floating},
                                                {"NUMERIC", ColumnType::floating}}};
  const std::string upper = upper_case(declared);
  const auto* const rule =
      std::find_if(kRules.begin(), kRules.end(), [&](const Rule& one) { return upper.find(one.part) != std::string::npos; });
  return rule == kRules.end() ? std::nullopt : rule->type;
}

std::string_view declaration_of(ColumnType type) noexcept {
  switch (type) {
    case ColumnType::boolean:
      return "BOOLEAN";
    case ColumnType::integer:
      return "INTEGER";
    case ColumnType::floating:
      return "REAL";
    case ColumnType::time:
      return "DATETIME";
    case ColumnType::text:
      break;
  }
  return "TEXT";
}

void SeenType::see(const Statement& statement, int column) {
  const int type = sqlite3_column_type(statement.get(), column);
  integers_ = integers_ || type == SQLITE_INTEGER;
  floats_ = floats_ || type == SQLITE_FLOAT;
  texts_ = texts_ || type == SQLITE_TEXT;
  blobs_ = blobs_ || type == SQLITE_BLOB;
}

std::optional<ColumnType> SeenType::type() const noexcept {
  if (blobs_) return std::nullopt;
  if (texts_) return ColumnType::text;
  if (floats_) return ColumnType::floating;
  return integers_ ? ColumnType::integer : ColumnType::text;
}

bool append_value(const Statement& statement, int column, ColumnBuilder& to) {
  const int type = sqlite3_column_type(statement.get(), column);
  if (type == SQLITE_NULL) {
    to.append_null();
    return true;
  }
  if (type == SQLITE_BLOB) return false;
  if (to.type() == ColumnType::text) {
    to.append(column_text(statement.get(), column));
    return true;
  }
  if (type == SQLITE_INTEGER) return append_integer(sqlite3_column_int64(statement.get(), column), to);
  if (type == SQLITE_FLOAT) return append_float(sqlite3_column_double(statement.get(), column), to);
  return append_text(column_text(statement.get(), column), to);
}

std::string shown_value(const Statement& statement, int column) {
  if (sqlite3_column_type(statement.get(), column) == SQLITE_BLOB) return "a blob";
  return fmt::format("'{}'", diagnostics::shown(column_text(statement.get(), column)));
}

std::optional<std::string> bind_value(const Statement& statement, int index, const ColumnValues& values, std::size_t row) {
  sqlite3_stmt* const to = statement.get();
  int code = SQLITE_OK;
  if (values.is_null(row)) {
    code = sqlite3_bind_null(to, index);
  } else if (values.type() == ColumnType::boolean) {
    code = sqlite3_bind_int64(to, index, values.as<bool>()[row] ? 1 : 0);
  } else if (values.type() == ColumnType::integer) {
    code = sqlite3_bind_int64(to, index, values.as<std::int64_t>()[row]);
  } else if (values.type() == ColumnType::floating) {
    const double value = values.as<double>()[row];
    if (std::isnan(value)) return "NaN, which SQLite would take for a null";
    code = sqlite3_bind_double(to, index, value);
  } else if (values.type() == ColumnType::time) {
    const std::string text = to_string(values.as<Time>()[row]);
    code = sqlite3_bind_text64(to, index, text.data(), text.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
  } else {
    const std::string_view text = values.as<std::string_view>()[row];
    // Of an empty text the bytes may be nowhere, and SQLite would take that for a null.
    code = sqlite3_bind_text64(to, index, text.empty() ? "" : text.data(), text.size(), SQLITE_STATIC, SQLITE_UTF8);
  }
  if (code == SQLITE_TOOBIG) return "longer than SQLite allows";
  if (code != SQLITE_OK) throw std::bad_alloc();  // all else that can go wrong here
  return std::nullopt;
}

}  // namespace weir::stages
