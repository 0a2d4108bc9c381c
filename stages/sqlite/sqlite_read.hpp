#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <weir/choices.hpp>
#include <weir/description.hpp>
#include <weir/error_scope.hpp>
#include <weir/placed_text.hpp>
#include <weir/rows.hpp>
#include <weir/stage.hpp>

#include "sqlite/database.hpp"
#include "sqlite/query.hpp"

namespace weir::stages {

/// `sqlite.read`: the rows of a query's result, as the database was when the run began.
class SqliteRead final : public Source<Rows> {
 public:
  /// What is made of a value that is not of its column's type.
  enum class BadValues { stop, null };
  friend Choices<BadValues> choices(BadValues) { return {{"stop", BadValues::stop}, {"null", BadValues::null}}; }

  struct Params {
    std::filesystem::path path;
    PlacedText query;
    StatedTypes columns = {};
    BadValues bad_values = BadValues::stop;
    std::chrono::milliseconds lock_wait{5'000};
  };
  static void describe(Description<Params>& d);
  static std::vector<std::string> files(const Params& params) { return {params.path.string()}; }
  static std::optional<Columns> columns(const Params& params, const Columns& in, const ErrorScope& errors);

  /// `columns`: as `columns` returned them. Throws `DatabaseError`, and `Error` when the query has become another one.
  SqliteRead(const Params& params, const Columns& columns);
  Next produce(Output<Rows>& out) override;

 private:
  void read_row();
  void take_bad_value(std::size_t column);

  Params params_;
  Columns columns_;
  Database database_;
  std::optional<Statement> query_;  // until its end
  RowsBuilder builder_;
  std::shared_ptr<const std::string> name_;  // which origins share
  std::uint64_t rows_ = 0;                   // read so far
};

}  // namespace weir::stages
