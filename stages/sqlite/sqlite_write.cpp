#include "sqlite/sqlite_write.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <system_error>

#include <fmt/format.h>

#include "diagnostics/nearest_name.hpp"
#include "diagnostics/shown.hpp"
#include "rows/expression_param.hpp"
#include "sqlite/sql_values.hpp"

namespace weir::stages {

namespace {

constexpr const char* kSqliteWriteText =
    "Each column is written to the table's column of its name. A table that is missing is made, and so is the database: a bool is a "
    "BOOLEAN, which SQLite holds as 0 or 1, an int an INTEGER, a float a REAL, a text a TEXT, a time a DATETIME, which it holds as "
    "2024-01-31T12:30:05Z; key names the columns of its primary key. Of a table that is there, columns that no row has are as its "
    "declaration says. With mode: replace all its rows are deleted first.\n\n"
    "All is one transaction: when the run has finished, the rows are there, and when it fails or is interrupted (the first Ctrl-C) while "
    "a source above has more to read, the database is as it was. With commit: batch each batch is a transaction of its own, for others to "
    "see at once; then what came before an end that was not planned stays. Meanwhile others may read the database, but not write to it; "
    "where another program has it locked, the run waits for lock_wait.\n\n"
    "A row that breaks a rule of the table (a key that is there already, a null that may not be, a check) is rejected with SQLite's "
    "reason, "
    "and so is one with a NaN, which SQLite does not have. Of a row whose key is there already, on_conflict: skip counts it and goes on, "
    "and on_conflict: update puts its values in the place of the older ones.";

std::string quoted_names(const Columns& columns) {
  std::vector<std::string> names;
  for (const Column& column : columns) names.push_back(quoted_name(column.name));
  return fmt::format("{}", fmt::join(names, ", "));
}

/// What is known of a table before the run.
struct KnownTable {
  std::vector<std::string> columns;  // none: it is not there
  std::vector<std::string> key;      // of the primary key
  bool may_conflict = false;         // it has that, or another rule by which rows differ
};

std::vector<std::string> names_by(Database& database, const char* query, const std::string& table) {
  Statement statement = database.prepare(query);
  sqlite3_bind_text64(statement.get(), 1, table.data(), table.size(), SQLITE_STATIC, SQLITE_UTF8);
  std::vector<std::string> names;
  while (statement.step()) names.emplace_back(static_cast<const char*>(static_cast<const void*>(sqlite3_column_text(statement.get(), 0))));
  return names;
}

KnownTable known_table(const SqliteWrite::Params& params) {
  std::error_code missing;
  if (!std::filesystem::exists(params.path, missing)) return {};
  Database database(params.path, Database::Use::read, params.lock_wait);
  const std::string& table = params.table.text;
  KnownTable known{names_by(database, "select name from pragma_table_info(?1)", table),
                   names_by(database, "select name from pragma_table_info(?1) where pk > 0", table)};
  known.may_conflict = !known.key.empty() || !names_by(database, "select name from pragma_index_list(?1) where \"unique\"", table).empty();
  return known;
}

// As SQLite compares names: letter case does not count.
bool has_name(const std::vector<std::string>& names, const std::string& name) {
  return std::any_of(names.begin(), names.end(), [&](const std::string& one) { return sqlite3_stricmp(one.c_str(), name.c_str()) == 0; });
}

void check_columns(const SqliteWrite::Params& params, const KnownTable& table, const Columns& in, const ErrorScope& errors) {
  for (const Column& column : in) {
    if (has_name(table.columns, column.name)) continue;
    const std::string near = diagnostics::did_you_mean(column.name, table.columns);
    errors.key("table").add(params.table.position,
                            Problem(fmt::format("the table '{}' in {} has no column '{}', which the rows have",
                                                diagnostics::shown(params.table.text), params.path.string(), column.name),
                                    near.empty() ? "take it away with rows.drop" : near + " rows.rename gives it that name"));
  }
}

// A key is for a table that is made, and without one nothing is there already.
void check_key(const SqliteWrite::Params& params, const KnownTable& table, const ErrorScope& errors) {
  const bool is_new = table.columns.empty();
  const bool same = params.key.size() == table.key.size() && std::all_of(params.key.begin(), params.key.end(), [&](const PlacedText& name) {
                      return has_name(table.key, name.text);
                    });
  if (!is_new && !params.key.empty() && !same)
    errors.key("key").add(params.key.front().position,
                          Problem(fmt::format("the table is there, and its primary key is {}",
                                              table.key.empty() ? "none" : fmt::format("({})", fmt::join(table.key, ", "))),
                                  "take 'key' away, which is for a table that is made"));
  if (params.on_conflict != SqliteWrite::OnConflict::reject && (is_new ? params.key.empty() : !table.may_conflict))
    errors.key("on_conflict")
        .add(params.table.position, Problem("the table has no key, so no row can be there already",
                                            is_new ? "name its columns: key: [id]" : "take 'on_conflict' away"));
}

}  // namespace

void SqliteWrite::describe(Description<Params>& d) {
  d.summary("Writes rows to a table of an SQLite database, all or none.");
  d.details(kSqliteWriteText);
  d.example(
      "- name: store\n"
      "  kind: sqlite.write\n"
      "  inputs: [orders]\n"
      "  params: {path: shop.db, table: orders, key: [id], on_conflict: update}\n");
  d.single_replica();
  d.param("path", &Params::path, "the database, a file; it is made when it is missing").required().not_empty().writes_file();
  d.param("table", &Params::table, "the table; it is made when it is missing").required();
  d.param("mode", &Params::mode, "what becomes of the rows that the table has already");
  d.param("key", &Params::key, "columns of the primary key of a table that is made");
  d.param("on_conflict", &Params::on_conflict, "what becomes of a row whose key is there already");
  d.param("commit", &Params::commit, "when others see what was written");
  d.param("lock_wait", &Params::lock_wait, "how long to wait while another program has the database locked");
  d.check("path", [](const Params& params) -> std::optional<Problem> {
    if (params.path != "-") return std::nullopt;
    return Problem("a database cannot be written to the standard output", "name a file");
  });
  d.check("table", [](const Params& params) -> std::optional<Problem> {
    if (!params.table.text.empty() && params.table.text.find('\0') == std::string::npos) return std::nullopt;
    return Problem("that is not a name", "name a table");
  });
}

std::optional<Columns> SqliteWrite::columns(const Params& params, const Columns& in, const ErrorScope& errors) {
  static_cast<void>(find_params(params.key, in, errors.key("key")));
  try {
    const KnownTable table = known_table(params);
    if (!table.columns.empty()) check_columns(params, table, in, errors);
    check_key(params, table, errors);
  } catch (const Error& error) {
    errors.key("path").add({}, std::string(error.what()));
  }
  return std::nullopt;
}

SqliteWrite::SqliteWrite(const Params& params, const Columns& in)
    : params_(params), columns_(in), new_database_(params.path, params.commit == Commit::batch) {
  database_.emplace(new_database_.where(), Database::Use::write, params.lock_wait, params.path.string());
  database_->stop_when([this] { return stopping(); });
  if (new_database_.exists()) database_->execute("pragma journal_mode = memory");  // what fails is not kept
  database_->execute("begin immediate");
  make_table();
  if (params.mode == Mode::replace) database_->execute(fmt::format("delete from {}", quoted_name(params.table.text)));
  insert_.emplace(database_->prepare(insertion()));
}

// What is not committed is rolled back when the database is closed.
SqliteWrite::~SqliteWrite() = default;

void SqliteWrite::make_table() {
  std::vector<std::string> parts;
  for (const Column& column : columns_) parts.push_back(quoted_name(column.name) + ' ' + std::string(declaration_of(column.type)));
  std::vector<std::string> key;
  for (const PlacedText& name : params_.key) key.push_back(quoted_name(name.text));
  if (!key.empty()) parts.push_back(fmt::format("primary key ({})", fmt::join(key, ", ")));
  database_->execute(fmt::format("create table if not exists {} ({})", quoted_name(params_.table.text), fmt::join(parts, ", ")));
}

std::string SqliteWrite::insertion() const {
  std::string sql = fmt::format("insert into {} ({}) values (", quoted_name(params_.table.text), quoted_names(columns_));
  for (std::size_t c = 0; c < columns_.size(); ++c) sql += c == 0 ? "?" : ", ?";
  sql += ')';
  if (params_.on_conflict == OnConflict::reject) return sql;
  if (params_.on_conflict == OnConflict::skip) return sql + " on conflict do nothing";
  std::vector<std::string> updates;
  for (const Column& column : columns_) updates.push_back(fmt::format("{0} = excluded.{0}", quoted_name(column.name)));
  return sql + fmt::format(" on conflict do update set {}", fmt::join(updates, ", "));
}

void SqliteWrite::consume(std::span<Rows> items) {
  for (const Rows& rows : items) {
    for (std::size_t row = 0; row < rows.size(); ++row) {
      if (auto wrong = write_row(rows, row)) {
        const auto index = static_cast<std::uint32_t>(row);
        reject(rows.filter(std::span(&index, 1)), std::move(*wrong), rows.origin().is_known() ? rows.origin().of(row) : "");
      }
    }
  }
  if (params_.commit == Commit::batch) {
    database_->execute("commit");
    database_->execute("begin immediate");
  }
}

// Returns why it is rejected.
std::optional<std::string> SqliteWrite::write_row(const Rows& rows, std::size_t row) {
  for (std::size_t c = 0; c < columns_.size(); ++c) {
    if (auto wrong = bind_value(*insert_, static_cast<int>(c) + 1, rows.column(c), row))
      return fmt::format("column '{}' has a value that is {}", columns_[c].name, *wrong);
  }
  auto broken = insert_->run();
  if (!broken && params_.on_conflict == OnConflict::skip && database_->changes() == 0) ++skipped_;
  return broken;
}

void SqliteWrite::close() {
  insert_.reset();
  database_->execute("commit");
  database_.reset();
  new_database_.publish();
}

void SqliteWrite::finish() {
  close();
}

void SqliteWrite::finish_partial() {
  const std::string path = params_.path.string();
  if (params_.commit == Commit::batch) {
    close();
    cut_short_ = fmt::format("{} has only the rows that came before the input was cut short", path);
  } else {
    cut_short_ = fmt::format("{} is as it was, since the input was cut short", path);
  }
}

void SqliteWrite::counters(Counters& counters) const {
  counters.add("conflicts skipped", skipped_);
  if (cut_short_) counters.add_missing(*cut_short_);
}

}  // namespace weir::stages
