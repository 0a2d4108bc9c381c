#include "sqlite/sqlite_read.hpp"

#include <sqlite3.h>

#include <fmt/format.h>

#include "sqlite/sql_values.hpp"

namespace weir::stages {

namespace {

constexpr std::size_t kRowsOfSlice = 4096;

constexpr const char* kSqliteReadText =
    "query is one statement of SQL that changes nothing; what it returns are the rows, as the database was when the run began. A column "
    "has the type that columns states, or that its table declares, by SQLite's rules: names with INT in them are int, with CHAR, CLOB, "
    "TEXT or JSON text, with REAL, FLOA, DOUB, DECIMAL or NUMERIC float, with BOOL bool, with DATE or TIME time. What is computed, or "
    "declared as anything else, has the type of the values in the first 1000 rows, for which the query is begun when the pipeline is "
    "planned.\n\n"
    "SQLite lets any column hold any value. A column of text takes any but a blob. An int takes whole numbers, a float all numbers that "
    "it can hold exactly or that are fractions, a bool 0 and 1, a time texts such as 2024-01-31 12:30:05 and whole seconds since 1970. "
    "Any other value ends the run, with its row and column; with bad_values: null it is null.\n\n"
    "The file must be there and is only read. Where another program has it locked, the run waits for lock_wait.";

}  // namespace

void SqliteRead::describe(Description<Params>& d) {
  d.summary("Reads the rows of a query from an SQLite database.");
  d.details(kSqliteReadText);
  d.example(
      "- name: orders\n"
      "  kind: sqlite.read\n"
      "  params: {path: data/shop.db, query: \"select id, amount from orders where amount > 100\"}\n");
  d.param("path", &Params::path, "the database, a file").required().not_empty().reads_file();
  d.param("query", &Params::query, "one statement of SQL that returns rows").required();
  d.param("columns", &Params::columns, "types of columns of the result; left out: as their tables declare them, or as the values show");
  d.param("bad_values", &Params::bad_values, "what is made of a value that is not of its column's type");
  d.param("lock_wait", &Params::lock_wait, "how long to wait while another program has the database locked");
  d.check("path", [](const Params& params) -> std::optional<Problem> {
    if (params.path != "-") return std::nullopt;
    return Problem("a database cannot be read from the standard input", "name its file");
  });
}

std::optional<Columns> SqliteRead::columns(const Params& params, const Columns&, const ErrorScope& errors) {
  try {
    Database database(params.path, Database::Use::read, params.lock_wait);
    Statement query = database.prepare(params.query.text);
    const std::string wrong = wrong_with_query(query);
    if (wrong.empty()) return columns_of_query(database, query, params.query.position, params.columns, errors);
    errors.key("query").add(params.query.position, Problem(wrong, "write a select"));
  } catch (const SqlError& error) {
    errors.key("query").add(params.query.at(error.offset()), std::string(error.what()));
  } catch (const DatabaseError& error) {
    errors.key("path").add({}, std::string(error.what()));
  }
  return std::nullopt;
}

SqliteRead::SqliteRead(const Params& params, const Columns& columns)
    : params_(params),
      columns_(columns),
      database_(params.path, Database::Use::read, params.lock_wait),
      query_(database_.prepare(params.query.text)),
      builder_(columns),
      name_(std::make_shared<const std::string>(params.path.string())) {
  database_.stop_when([this] { return stopping(); });
  const int width = sqlite3_column_count(query_->get());
  bool same = static_cast<std::size_t>(width) == columns.size();
  for (std::size_t c = 0; same && c < columns.size(); ++c)
    same = columns[c].name == sqlite3_column_name(query_->get(), static_cast<int>(c));
  if (!same) throw Error(fmt::format("{}: the query returns other columns than when the pipeline was planned", *name_));
}

// One slice.
Next SqliteRead::produce(Output<Rows>& out) {
  if (out.full()) return Next::again;
  const std::uint64_t first = rows_ + 1;
  bool more = true;
  for (std::size_t row = 0; row < kRowsOfSlice && more; ++row) {
    more = query_->step();
    if (more) read_row();
  }
  if (rows_ >= first) out.push(builder_.build().with_origin(RowOrigin(name_, first)));
  if (more) return Next::again;
  query_.reset();  // who writes to the database need not wait for the rest of the run
  return Next::done;
}

void SqliteRead::read_row() {
  ++rows_;
  for (std::size_t c = 0; c < columns_.size(); ++c) {
    if (!append_value(*query_, static_cast<int>(c), builder_.column(c))) take_bad_value(c);
  }
}

void SqliteRead::take_bad_value(std::size_t column) {
  if (params_.bad_values == BadValues::stop) {
    throw Error(
        fmt::format("{}: row {} of the query: column '{}' has {}, which is not {}; state another type, such as columns: {{{}: text}}, "
                    "or write bad_values: null",
                    *name_, rows_, columns_[column].name, shown_value(*query_, static_cast<int>(column)), to_string(columns_[column].type),
                    columns_[column].name));
  }
  builder_.column(column).append_null();
}

}  // namespace weir::stages
