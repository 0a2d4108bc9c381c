#include "expressions/sqlite_oracle.hpp"

#include <cmath>
#include <optional>
#include <stdexcept>
#include <string_view>

#include <fmt/format.h>
#include <sqlite3.h>

#include <weir/expression.hpp>

namespace test {
namespace {

using weir::ColumnType;

using Statement = std::unique_ptr<sqlite3_stmt, decltype(&sqlite3_finalize)>;

Statement prepare(sqlite3* database, const std::string& sql) {
  sqlite3_stmt* statement = nullptr;
  if (sqlite3_prepare_v2(database, sql.c_str(), -1, &statement, nullptr) != SQLITE_OK)
    throw std::runtime_error(fmt::format("{}: {}", sqlite3_errmsg(database), sql));
  return {statement, &sqlite3_finalize};
}

void bind(sqlite3_stmt* statement, int at, const weir::ColumnValues& column, std::size_t row) {
  if (column.is_null(row)) {
    sqlite3_bind_null(statement, at);
  } else if (column.type() == ColumnType::boolean) {
    sqlite3_bind_int64(statement, at, column.as<bool>()[row] ? 1 : 0);
  } else if (column.type() == ColumnType::integer) {
    sqlite3_bind_int64(statement, at, column.as<std::int64_t>()[row]);
  } else if (column.type() == ColumnType::floating) {
    sqlite3_bind_double(statement, at, column.as<double>()[row]);
  } else {
    const std::string_view text = column.as<std::string_view>()[row];
    sqlite3_bind_text(statement, at, text.data() == nullptr ? "" : text.data(), static_cast<int>(text.size()), SQLITE_TRANSIENT);
  }
}

SqliteValue value_of(sqlite3_stmt* statement) {
  switch (sqlite3_column_type(statement, 0)) {
    case SQLITE_NULL:
      return {};
    case SQLITE_INTEGER:
      return std::int64_t{sqlite3_column_int64(statement, 0)};
    case SQLITE_FLOAT:
      return sqlite3_column_double(statement, 0);
    default:
      return std::string(reinterpret_cast<const char*>(sqlite3_column_text(statement, 0)),
                         static_cast<std::size_t>(sqlite3_column_bytes(statement, 0)));
  }
}

SqliteValue value_of(const weir::ColumnValues& values, std::size_t row) {
  if (values.is_null(row)) return {};
  switch (values.type()) {
    case ColumnType::boolean:
      return std::int64_t{values.as<bool>()[row]};
    case ColumnType::integer:
      return values.as<std::int64_t>()[row];
    case ColumnType::floating:
      return values.as<double>()[row];
    default:
      return std::string(values.as<std::string_view>()[row]);
  }
}

std::string printed(const SqliteValue& value) {
  if (const auto* number = std::get_if<std::int64_t>(&value)) return fmt::format("int {}", *number);
  if (const auto* number = std::get_if<double>(&value)) return fmt::format("float {}", *number);
  if (const auto* text = std::get_if<std::string>(&value)) return fmt::format("text '{}'", *text);
  return "null";
}

std::string printed(const weir::Rows& rows, std::size_t row) {
  std::string text;
  for (std::size_t column = 0; column < rows.columns().size(); ++column)
    text += fmt::format(" {}={}", rows.columns()[column].name, printed(value_of(rows.column(column), row)));
  return text;
}

}  // namespace

SqliteTable::SqliteTable(const weir::Rows& rows) {
  sqlite3* database = nullptr;
  sqlite3_open(":memory:", &database);
  database_ = {database, &sqlite3_close};
  fill(rows);
}

void SqliteTable::fill(const weir::Rows& rows) {
  constexpr std::string_view kTypes[] = {"integer", "integer", "real", "text"};
  std::string columns, places;
  for (const weir::Column& column : rows.columns()) {
    columns += fmt::format("{}{} {}", columns.empty() ? "" : ", ", column.name, kTypes[static_cast<std::size_t>(column.type)]);
    places += places.empty() ? "?" : ", ?";
  }
  sqlite3_exec(database_.get(), fmt::format("create table r ({}); begin", columns).c_str(), nullptr, nullptr, nullptr);
  const Statement insert = prepare(database_.get(), fmt::format("insert into r values ({})", places));
  for (std::size_t row = 0; row < rows.size(); ++row) {
    for (std::size_t column = 0; column < rows.columns().size(); ++column)
      bind(insert.get(), static_cast<int>(column + 1), rows.column(column), row);
    if (sqlite3_step(insert.get()) != SQLITE_DONE) throw std::runtime_error(sqlite3_errmsg(database_.get()));
    sqlite3_reset(insert.get());
  }
  sqlite3_exec(database_.get(), "commit", nullptr, nullptr, nullptr);
}

std::vector<SqliteValue> SqliteTable::evaluate(const std::string& expression) const {
  const Statement select = prepare(database_.get(), fmt::format("select {} from r order by rowid", expression));
  std::vector<SqliteValue> values;
  int result = sqlite3_step(select.get());
  for (; result == SQLITE_ROW; result = sqlite3_step(select.get())) values.push_back(value_of(select.get()));
  if (result != SQLITE_DONE) throw std::runtime_error(fmt::format("{}: {}", sqlite3_errmsg(database_.get()), expression));
  return values;
}

namespace {

// Compares one expression, of one seed, over rows that several share.
class Comparer {
 public:
  explicit Comparer(weir::Rows rows) : rows_(std::move(rows)), table_(rows_) {}

  void compare(std::uint64_t seed, Comparison& comparison) const {
    Random random(seed);
    const ColumnType type = one_of(random, std::vector{ColumnType::boolean, ColumnType::integer, ColumnType::floating, ColumnType::text});
    const RandomExpression drawn = random_expression(random, type, 1 + static_cast<int>(below(random, 4)));
    const std::vector<SqliteValue> theirs = table_.evaluate(drawn.sqlite);
    weir::Evaluator evaluator(weir::Expression::compile(drawn.text, rows_.columns()));
    const weir::Evaluation ours = evaluator.evaluate(rows_);
    auto failed = ours.failed.begin();
    for (std::size_t row = 0; row < rows_.size(); ++row) {
      if (failed != ours.failed.end() && failed->row == row) {
        ++failed;
        ++comparison.failed;
      } else if (value_of(ours.values, row) != theirs[row]) {
        comparison.difference = fmt::format("seed {}: {}\n  {}\n  weir: {}, SQLite: {}, in the row{}\n", seed, drawn.text, drawn.sqlite,
                                            printed(value_of(ours.values, row)), printed(theirs[row]), printed(rows_, row));
        return;
      }
      ++comparison.values;
      comparison.nulls += ours.values.is_null(row) ? 1 : 0;
    }
  }

 private:
  weir::Rows rows_;
  SqliteTable table_;
};

}  // namespace

Comparison compare_with_sqlite(std::uint64_t seed, std::size_t count) {
  constexpr std::size_t kSharedRows = 500;  // expressions over the same rows
  constexpr std::size_t kRows = 70;         // more than a word of a bitmap has bits
  Comparison comparison;
  std::optional<Comparer> comparer;
  std::uint64_t group = ~std::uint64_t{0};
  for (std::uint64_t each = seed; each < seed + count && comparison.difference.empty(); ++each) {
    if (std::exchange(group, each / kSharedRows) != each / kSharedRows) {
      Random random(group);
      comparer.emplace(random_rows(random, kRows));
    }
    comparer->compare(each, comparison);
  }
  return comparison;
}

}  // namespace test
