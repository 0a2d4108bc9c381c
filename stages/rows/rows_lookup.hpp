#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <weir/description.hpp>
#include <weir/error_scope.hpp>
#include <weir/placed_text.hpp>
#include <weir/rows.hpp>
#include <weir/stage.hpp>

#include "rows/lookup_table.hpp"

namespace weir::stages {

/// What becomes of a row whose key the table does not have.
enum class Unmatched {
  error,  ///< it is rejected
  null,   ///< its new columns are null
  drop,   ///< it is dropped
};
inline Choices<Unmatched> choices(Unmatched) {
  return {{"error", Unmatched::error}, {"null", Unmatched::null}, {"drop", Unmatched::drop}};
}

/// `rows.lookup`: adds columns of a small table, found by a column that both have.
class RowsLookup final : public Transform<Rows, Rows> {
 public:
  /// The table that the replicas of one stage share, for as long as one of them lives. Any thread may use it.
  class Shared {
   public:
    [[nodiscard]] std::shared_ptr<const LookupTable> get(const std::string& path, const Column& key, const Columns& values);

   private:
    std::mutex mutex_;
    std::weak_ptr<const LookupTable> table_;
  };

  struct Params {
    PlacedText table;
    PlacedText on;
    std::optional<PlacedText> key = {};
    std::vector<PlacedText> columns = {};
    Unmatched unmatched = Unmatched::error;
    std::shared_ptr<Shared> shared = std::make_shared<Shared>();  // is no param
  };
  static void describe(Description<Params>& d);
  static std::optional<Columns> columns(const Params& params, const Columns& in, const ErrorScope& errors);

  /// Reads the table, unless another replica has. `out` is what `columns` returned. Throws `Error` when it is no longer a table of that
  /// kind.
  RowsLookup(const Params& params, const Columns& in, const Columns& out);

  void process(std::span<Rows> slices, Output<Rows>& out) override;

 private:
  void keep_found(Rows& slice);
  [[nodiscard]] std::string why_unmatched(const Rows& slice, std::size_t row) const;
  [[nodiscard]] ColumnValues found_values(std::size_t column) const;

  const std::string path_;
  const std::string key_;
  const Unmatched unmatched_;
  const std::size_t on_;
  const Columns out_;
  std::shared_ptr<const LookupTable> table_;
  std::vector<LookupTable::Index> found_;  // for each row of the slice at hand
};

}  // namespace weir::stages
