#pragma once

#include <cstddef>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <weir/description.hpp>
#include <weir/error_scope.hpp>
#include <weir/expression.hpp>
#include <weir/placed_text.hpp>
#include <weir/rows.hpp>
#include <weir/size.hpp>
#include <weir/stage.hpp>

#include "rows/group_table.hpp"
#include "system/memory_budget.hpp"
#include "system/no_memory.hpp"

namespace weir::stages {

/// `rows.group`: one row for each group of rows. Each replica gathers groups in a table of its own; the last one that finishes merges all
/// of them, and pushes the rows in the order of their keys. So its output is the same at any number of replicas.
class RowsGroup final : public Transform<Rows, Rows> {
 public:
  struct Params {
    std::vector<PlacedText> by;
    std::vector<std::pair<std::string, PlacedText>> values;
    std::optional<Size> memory = {};
  };
  static void describe(Description<Params>& d);
  static std::optional<Columns> columns(const Params& params, const Columns& in, const ErrorScope& errors);

  /// What the replicas of a run have in common.
  class Shared {
   public:
    /// Throws `Error` or `ExpressionError` when the params do not fit the columns.
    Shared(const Params& params, const Columns& in, const Columns& out);

   private:
    friend class RowsGroup;
    Grouping grouping_;
    MemoryBudget budget_;
    std::mutex mutex_;
    std::size_t unfinished_ = 0;                       // replicas
    std::vector<std::unique_ptr<GroupTable>> tables_;  // of those that have finished
  };

  explicit RowsGroup(std::shared_ptr<Shared> shared);

  void process(std::span<Rows> slices, Output<Rows>& out) override;
  void finish(Output<Rows>& out) override;

 private:
  // What an aggregate is made of.
  struct Value {
    Evaluator expression;
    std::size_t aggregate;
    std::optional<ColumnValues> AggregateInput::*input;
  };

  void add(const Rows& slice);
  [[nodiscard]] std::vector<std::unique_ptr<GroupTable>> hand_over();

  std::shared_ptr<Shared> shared_;
  std::unique_ptr<GroupTable> table_;
  std::vector<Value> values_;           // of all aggregates
  std::vector<AggregateInput> inputs_;  // of each aggregate, from the slice at hand
  MemoryReserve reserve_;
};

}  // namespace weir::stages
