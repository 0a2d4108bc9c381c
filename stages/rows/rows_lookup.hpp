#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <variant>
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

/// `rows.lookup`: adds columns of a small table, found by columns that both have.
class RowsLookup final : public Transform<Rows, Rows> {
 public:
  using Names = std::variant<PlacedText, std::vector<PlacedText>>;  ///< one, or several
  struct Params {
    PlacedText table;
    Names on;
    std::optional<Names> key = {};
    std::vector<PlacedText> columns = {};
    Unmatched unmatched = Unmatched::error;
  };
  static void describe(Description<Params>& d);
  static std::optional<Columns> columns(const Params& params, const Columns& in, const ErrorScope& errors);

  /// What the replicas of a run share: the table, which is read once.
  struct Shared {
    /// `out` is what `columns` returned. Throws `Error` when the file is no longer a table of that kind.
    Shared(const Params& params, const Columns& in, const Columns& out);

    const std::string path;
    const Unmatched unmatched;
    const std::vector<std::size_t> on;
    const Columns key;
    const Columns out;
    const LookupTable table;
  };

  explicit RowsLookup(std::shared_ptr<const Shared> shared) : shared_(std::move(shared)) {}

  void process(std::span<Rows> slices, Output<Rows>& out) override;

 private:
  void keep_found(Rows& slice);
  [[nodiscard]] std::string why_unmatched(const Rows& slice, std::size_t row) const;
  [[nodiscard]] ColumnValues found_values(std::size_t column) const;

  std::shared_ptr<const Shared> shared_;
  std::vector<LookupTable::Index> found_;  // for each row of the slice at hand
};

}  // namespace weir::stages
