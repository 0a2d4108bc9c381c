#include "sqlite/query.hpp"

#include <sqlite3.h>

#include <algorithm>

#include <fmt/format.h>

#include "diagnostics/nearest_name.hpp"
#include "diagnostics/shown.hpp"
#include "sqlite/sql_values.hpp"

namespace weir::stages {

namespace {

// Rows whose values show the types, and what may be done for them: some seconds, so that a query that sorts all of a large table is not
// made twice.
constexpr std::size_t kShownRows = 1000;
constexpr std::uint64_t kMostWork = 200'000'000;

constexpr const char* kStateTypes = "say it: columns: {total: float}";

/// The columns of a result while their types are looked for.
class QueryColumns {
 public:
  QueryColumns(Statement& statement, Position query, const ErrorScope& errors) : statement_(statement), query_(query), errors_(errors) {
    const int columns = sqlite3_column_count(statement.get());
    for (int c = 0; c < columns; ++c) names_.emplace_back(sqlite3_column_name(statement.get(), c));
    types_.resize(names_.size());
  }

  bool names_differ() {
    bool differ = true;
    for (std::size_t c = 0; c < names_.size(); ++c) {
      if (std::find(names_.begin(), names_.begin() + static_cast<std::ptrdiff_t>(c), names_[c]) ==
          names_.begin() + static_cast<std::ptrdiff_t>(c))
        continue;
      errors_.key("query").add(query_, Problem(fmt::format("two columns of the result are called '{}'", diagnostics::shown(names_[c])),
                                               "give one of them another name: select a.id as order_id"));
      differ = false;
    }
    return differ;
  }

  bool take(const StatedTypes& stated) {
    bool known = true;
    for (const auto& [name, type] : stated) {
      const auto at = std::find(names_.begin(), names_.end(), name);
      if (at != names_.end()) {
        types_[static_cast<std::size_t>(at - names_.begin())] = type;
        continue;
      }
      errors_.key("columns").key(name).add({},
                                           Problem("the result of the query has no such column", diagnostics::did_you_mean(name, names_)));
      known = false;
    }
    return known;
  }

  void take_declared() {
    for (std::size_t c = 0; c < names_.size(); ++c) {
      const char* const declared = sqlite3_column_decltype(statement_.get(), static_cast<int>(c));
      if (!types_[c] && declared != nullptr) types_[c] = type_declared(declared);
    }
  }

  // Those that are still missing, from the first rows.
  void look(Database& database) {
    if (std::all_of(types_.begin(), types_.end(), [](const auto& type) { return type.has_value(); })) return;
    std::vector<SeenType> seen(names_.size());
    database.limit_work(kMostWork);
    for (std::size_t row = 0; row < kShownRows && statement_.step(); ++row) {
      for (std::size_t c = 0; c < seen.size(); ++c) seen[c].see(statement_, static_cast<int>(c));
    }
    for (std::size_t c = 0; c < seen.size(); ++c) {
      if (!types_[c]) types_[c] = seen[c].type();
    }
  }

  std::optional<Columns> get() {
    std::vector<Column> columns;
    for (std::size_t c = 0; c < names_.size(); ++c) {
      if (types_[c])
        columns.push_back({names_[c], *types_[c]});
      else
        errors_.key("query").add(query_, Problem(fmt::format("column '{}' of the result has blobs, which rows cannot hold", names_[c]),
                                                 fmt::format("take what can be read: hex({0}) as {0}", names_[c])));
    }
    return columns.size() == names_.size() ? std::optional(Columns(std::move(columns))) : std::nullopt;
  }

  // Of a query that takes too long for a look: the columns without a type.
  void report_unknown() {
    for (std::size_t c = 0; c < names_.size(); ++c) {
      if (types_[c]) continue;
      errors_.key("columns").add(
          {}, Problem(fmt::format("the type of column '{}' of the result shows only when the query has run", names_[c]), kStateTypes));
    }
  }

 private:
  Statement& statement_;
  const Position query_;  // of its text
  const ErrorScope& errors_;
  std::vector<std::string> names_;
  std::vector<std::optional<ColumnType>> types_;
};

}  // namespace

std::string wrong_with_query(const Statement& statement) {
  if (sqlite3_column_count(statement.get()) == 0) return "it returns no rows";
  if (sqlite3_stmt_readonly(statement.get()) == 0) return "it changes the database";
  if (sqlite3_bind_parameter_count(statement.get()) > 0)
    return fmt::format("it has a parameter, {}, for which there is no value",
                       sqlite3_bind_parameter_name(statement.get(), 1) == nullptr ? "?" : sqlite3_bind_parameter_name(statement.get(), 1));
  return "";
}

std::optional<Columns> columns_of_query(Database& database, Statement& statement, Position query, const StatedTypes& stated,
                                        const ErrorScope& errors) {
  QueryColumns columns(statement, query, errors);
  const bool named = columns.names_differ();
  if (!columns.take(stated) || !named) return std::nullopt;
  columns.take_declared();
  try {
    columns.look(database);
  } catch (const DatabaseError&) {
    if (!database.has_done_its_work()) throw;
    columns.report_unknown();
    return std::nullopt;
  }
  return columns.get();
}

}  // namespace weir::stages
