#include "rows/rows_group.hpp"

#include <algorithm>
#include <cstdint>
#include <new>

#include <fmt/format.h>

#include "rows/expression_param.hpp"
#include "rows/failed_rows.hpp"

namespace weir::stages {

namespace {

constexpr Size kLeastMemoryOfGroup{std::uint64_t{1} << 20U};

// Adds a column to those that go out, unless its name is taken, which is reported.
bool add_column(std::vector<Column>& columns, const std::string& name, ColumnType type, const ErrorScope& about, Position position) {
  const auto same = [&](const Column& column) { return column.name == name; };
  if (name.empty()) return about.add(position, "a column needs a name"), false;
  if (std::any_of(columns.begin(), columns.end(), same))
    return about.add(position, Problem(fmt::format("there is a column '{}' already", name), "give one of them another name")), false;
  columns.push_back({name, type});
  return true;
}

}  // namespace

void RowsGroup::describe(Description<Params>& d) {
  d.summary("Makes one row of each group of rows: counts, sums, averages and others.");
  d.details(
      std::string(
          "by names the columns whose values are the same in all rows of a group; null is such a value, too. Left out, all rows are one "
          "group. The rows come out at the end of the stream, in the order of these columns, null first, texts by their bytes.\n\n"
          "values names the other columns, and what each is made of: count() of rows; count(x) of values that are not null; sum, avg, min, "
          "max; count_distinct; stddev and variance of a sample; quantile(x, 0.95), between the two nearest values in proportion, and "
          "median(x); first(x, y) and last(x, y), the x of the row with the least or the greatest y. x and y are columns or expressions. "
          "Nulls are passed over, and of no values the result is null, or 0 of a count. Sums of floats are exact and rounded once, and of "
          "rows with the same y first takes the least x and last the greatest, so all results are the same at any number of replicas, to "
          "the last bit. A sum of ints that is too large for an int ends the run.\n\n"
          "Each replica keeps all groups that it has seen, and at the end they are merged on all workers. A group takes its key and 40 "
          "bytes, and 8 to 56 for each of its values; count_distinct keeps every different value, quantile and median keep every value. "
          "memory sets a limit for all replicas together, the rows that come out included. What does not fit ends the run with an "
          "error.\n\n") +
      kExpressionsText);
  d.example(
      "- name: sizes\n"
      "  kind: rows.group\n"
      "  inputs: [lines]\n"
      "  params:\n"
      "    by: [file]\n"
      "    values: {lines: count(), longest: max(length(line))}\n");
  d.preferred_batch_size(1).makes_order();
  d.param("by", &Params::by, "names of columns whose values are the same in a group; left out: all rows are one group");
  d.param("values", &Params::values, "names of columns, and the functions of many rows that make their values").required().not_empty();
  d.param("memory", &Params::memory, "bytes that all replicas together may hold; without limit when left out")
      .at_least(kLeastMemoryOfGroup);
  d.memory([](const Params& params) {
    return params.memory ? StageMemory{.replica = 0, .shared = params.memory->bytes} : StageMemory{.replica = StageMemory::kNoLimit};
  });
}

std::optional<Columns> RowsGroup::columns(const Params& params, const Columns& in, const ErrorScope& errors) {
  std::vector<Column> columns;
  bool all = true;
  for (const PlacedText& name : params.by) {
    const auto index = find_param(name, in, errors.key("by"));
    all = index && add_column(columns, name.text, in[*index].type, errors.key("by"), name.at(0)) && all;
  }
  for (const auto& [name, text] : params.values) {
    const ErrorScope about = errors.key("values").key(name);
    const auto aggregate = compile_aggregate(text, in, about);
    all = aggregate && add_column(columns, name, aggregate->type(), about, text.at(0)) && all;
  }
  return all ? std::optional(Columns(std::move(columns))) : std::nullopt;
}

RowsGroup::Shared::Shared(const Params& params, const Columns& in, const Columns& out) : budget_(params.memory) {
  std::vector<Diagnostic> errors;  // which `columns` has reported
  grouping_.in = in;
  for (const PlacedText& name : params.by) grouping_.by.push_back(in.index_of(name.text));
  for (const auto& [name, text] : params.values) grouping_.aggregates.push_back(*compile_aggregate(text, in, ErrorScope(errors)));
  grouping_.out = out;
}

RowsGroup::RowsGroup(std::shared_ptr<Shared> shared)
    : shared_(std::move(shared)), table_(std::make_unique<GroupTable>(shared_->grouping_, shared_->budget_)) {
  for (const Aggregate& aggregate : shared_->grouping_.aggregates) {
    if (aggregate.of) values_.push_back({Evaluator(*aggregate.of), inputs_.size(), &AggregateInput::values});
    if (aggregate.order) values_.push_back({Evaluator(*aggregate.order), inputs_.size(), &AggregateInput::order});
    inputs_.emplace_back();
  }
  const std::lock_guard lock(shared_->mutex_);
  ++shared_->unfinished_;
}

void RowsGroup::process(std::span<Rows> slices, Output<Rows>&) {
  for (Rows& slice : slices) {
    add(slice);
    slice = Rows();  // its memory can be used again at once
  }
}

void RowsGroup::add(const Rows& slice) {
  std::vector<FailedRow> failed;
  for (Value& value : values_) {
    Evaluation evaluation = value.expression.evaluate(slice);
    failed.insert(failed.end(), evaluation.failed.begin(), evaluation.failed.end());
    inputs_[value.aggregate].*value.input = std::move(evaluation.values);
  }
  try {
    if (failed.empty()) return table_->add(slice, inputs_);
  } catch (const std::bad_alloc&) {
    reserve_.release();
    throw_no_memory(fmt::format("{} groups", table_->size()), table_->size() * 2 * sizeof(std::uint64_t),
                    "allow more memory, or group by columns with fewer values");
  }
  const auto kept =
      reject_failed(std::move(failed), slice, [this](Rows row, std::string reason) { reject(std::move(row), std::move(reason)); });
  for (const Value& value : values_) {
    auto& input = inputs_[value.aggregate].*value.input;
    input = input->filter(kept);
  }
  table_->add(slice.filter(kept), inputs_);
}

// All tables, for the last replica; none for the others.
std::vector<std::unique_ptr<GroupTable>> RowsGroup::hand_over() {
  const std::lock_guard lock(shared_->mutex_);
  shared_->tables_.push_back(std::move(table_));
  if (--shared_->unfinished_ > 0) return {};
  return std::move(shared_->tables_);
}

void RowsGroup::finish(Output<Rows>& out) try {
  auto tables = hand_over();
  if (tables.empty()) return;
  for (Rows& slice : merged_groups(shared_->grouping_, std::move(tables), shared_->budget_)) out.push(std::move(slice));
} catch (const std::bad_alloc&) {
  reserve_.release();
  throw MemoryError("no memory for the rows of all groups; allow more memory, or group by columns with fewer values");
}

}  // namespace weir::stages
