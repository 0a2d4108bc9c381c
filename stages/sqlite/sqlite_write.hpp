#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <weir/choices.hpp>
#include <weir/description.hpp>
#include <weir/error_scope.hpp>
#include <weir/placed_text.hpp>
#include <weir/rows.hpp>
#include <weir/stage.hpp>

#include "sqlite/database.hpp"
#include "sqlite/new_database.hpp"

namespace weir::stages {

/// `sqlite.write`: rows into a table, in one transaction, which is committed when the stage finishes.
class SqliteWrite final : public Sink<Rows> {
 public:
  /// What becomes of the rows that are there already.
  enum class Mode { append, replace };
  friend Choices<Mode> choices(Mode) { return {{"append", Mode::append}, {"replace", Mode::replace}}; }
  /// What becomes of a row whose key is there already.
  enum class OnConflict { reject, skip, update };
  friend Choices<OnConflict> choices(OnConflict) {
    return {{"reject", OnConflict::reject}, {"skip", OnConflict::skip}, {"update", OnConflict::update}};
  }
  /// When what was written becomes visible to others.
  enum class Commit { end, batch };
  friend Choices<Commit> choices(Commit) { return {{"end", Commit::end}, {"batch", Commit::batch}}; }

  struct Params {
    std::filesystem::path path;
    PlacedText table;
    Mode mode = Mode::append;
    std::vector<PlacedText> key = {};
    OnConflict on_conflict = OnConflict::reject;
    Commit commit = Commit::end;
    std::chrono::milliseconds lock_wait{5'000};
  };
  static void describe(Description<Params>& d);
  /// None; but what does not fit the table that is there is reported.
  static std::optional<Columns> columns(const Params& params, const Columns& in, const ErrorScope& errors);

  /// Begins the transaction, and makes the table where it is missing. Throws `DatabaseError`.
  SqliteWrite(const Params& params, const Columns& in);
  ~SqliteWrite() override;
  void consume(std::span<Rows> items) override;
  void finish() override;
  void finish_partial() override;
  void counters(Counters& counters) const override;

 private:
  [[nodiscard]] std::string insertion() const;
  void make_table();
  void close();
  [[nodiscard]] std::optional<std::string> write_row(const Rows& rows, std::size_t row);

  Params params_;
  Columns columns_;
  NewDatabase new_database_;
  std::optional<Database> database_;  // until the end
  std::optional<Statement> insert_;
  std::uint64_t skipped_ = 0;
  std::optional<std::string> cut_short_;  // says so
};

}  // namespace weir::stages
