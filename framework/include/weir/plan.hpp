#pragma once

// A config that was checked and resolved: which stages and queues there will be, and how much they can hold.
// Plain values; the functions may be called by any thread.

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include <weir/columns.hpp>
#include <weir/config.hpp>
#include <weir/duration.hpp>
#include <weir/on_error.hpp>
#include <weir/registry.hpp>

#pragma GCC visibility push(default)
namespace weir {

/// "A feeds B", with the queue between them.
struct PlannedEdge {
  std::size_t from = 0;          ///< index into `Plan::stages`
  std::size_t to = 0;            ///< index of the stage that reads it
  std::size_t batch_size = 1;    ///< items a batch at most
  std::size_t queue_depth = 1;   ///< batches that may wait
  bool auto_batch_size = false;  ///< the run chooses a size up to `batch_size` by what it measures
  std::size_t output = 0;        ///< of `from`: 0 is its main output, n the n-th of its `named_outputs`

  /// Where memory is limited: bytes with which a batch is complete, however few its items. Requires: the item type knows its footprint.
  std::optional<std::size_t> batch_bytes{};
  /// Bytes that this queue may hold, by the setting of the stage that reads it. A batch is put while it holds less.
  std::optional<std::size_t> memory{};
};

/// A file that a param of a stage names.
struct PlannedFile {
  std::string path;                 ///< as in the config
  FileUse use = FileUse::read;      ///< never none
  std::string param;                ///< its name
  Position position;                ///< of the path in the config, or of the stage when it is the param's default
  bool shared_by_replicas = false;  ///< several replicas may write to it
};

/// One stage, resolved: every number known, params read, item types matched.
struct PlannedStage {
  std::string name;                        ///< as in the config
  std::string kind;                        ///< as in the config
  Role role = Role::source;                ///< of its kind
  const ItemType* in = nullptr;            ///< null for a source
  const ItemType* out = nullptr;           ///< of the main output; null for a sink
  std::vector<NamedOutput> named_outputs;  ///< the others, read or not
  std::size_t replicas = 1;                ///< `auto` is resolved
  bool ordered = false;                    ///< outputs leave in the order of the inputs
  std::optional<Duration> batch_wait;      ///< nothing: a batch waits until it is full
  bool stops_on_reject = true;             ///< the first item that it rejects fails the run
  bool repeatable = false;                 ///< a call that threw may be made again with the same items
  std::size_t retries = 0;                 ///< how many times a call that threw is made again
  Duration backoff{};                      ///< before each of these
  std::optional<MaxErrors> max_errors;     ///< nothing: it may reject any number
  std::vector<std::size_t> in_edges;       ///< indices into `Plan::edges`
  std::vector<std::size_t> out_edges;      ///< indices of edges
  std::vector<PlannedFile> files;          ///< what its params name
  std::optional<Columns> columns;          ///< of the rows that leave by its main output, where they are known
  StageFactory factory;                    ///< makes its replicas

  /// Whether an error of one item need not fail the run: the item leaves by the output for that, or its call is made again.
  [[nodiscard]] bool survives_errors() const noexcept { return !stops_on_reject || retries > 0; }
  /// The bytes that it holds beside its items, as far as its kind says; what has no limit counts as 0.
  [[nodiscard]] std::size_t held_bytes() const noexcept;
  /// The number of the output for what it rejects, as in `PlannedEdge::output`; nothing for a stage that cannot reject.
  [[nodiscard]] std::optional<std::size_t> rejected_output() const { return detail::rejected_output(role, named_outputs); }
  /// The items of an output, by its number in `PlannedEdge::output`. Requires: there is one of that number.
  [[nodiscard]] const ItemType& output_type(std::size_t output) const noexcept {
    return output == 0 ? *out : *named_outputs[output - 1].type;
  }
  /// The columns of the rows of an output, where they are known. Requires: there is one of that number.
  [[nodiscard]] const std::optional<Columns>& output_columns(std::size_t output) const noexcept {
    return output == 0 ? columns : named_outputs[output - 1].columns;
  }
  /// Whether any of its items, in or out, are slices of a table.
  [[nodiscard]] bool counts_rows() const noexcept {
    const auto counts = [](const ItemType* type) { return type != nullptr && type->counts_rows; };
    return counts(in) || counts(out) ||
           std::any_of(named_outputs.begin(), named_outputs.end(), [&](const NamedOutput& output) { return counts(output.type); });
  }
  /// An output as a file names it: `split` or `split.big`. Requires: there is one of that number.
  [[nodiscard]] std::string output_label(std::size_t output) const {
    return output == 0 ? name : name + '.' + named_outputs[output - 1].name;
  }
};

/// Something that a config has and a run will not, because of `enabled: false`.
struct LeftOut {
  /// Why it is not there.
  enum class Cause {
    disabled,   ///< it is not enabled
    passed_by,  ///< it is not enabled, and what it would read goes to those that read its main output
    no_input,   ///< of a stage: nothing feeds it that is not left out
    no_reader,  ///< of a stage: nothing reads it that is not left out
    unread,     ///< an output of a stage that runs: nothing reads it now, so what goes there is counted and dropped
  };

  std::string name;               ///< of a stage, or of an output: `parse.rejected`
  std::string kind;               ///< of the stage
  Cause cause = Cause::disabled;  ///< why it is not there
};

/// The most that can be held at one time: known before the run.
struct Bound {
  std::size_t batches = 0;  ///< in queues, in the hands of replicas, and being filled
  std::size_t items =
      0;  ///< in those batches, and in inlets and outlets; what one call of a transform pushes beyond them is that call's own
  /// Of those batches and items, as long as no item has more than `item_bytes`; nothing where items on `unknown` may have any size.
  std::optional<std::size_t> bytes{};
  std::size_t item_bytes = 0;          ///< what the largest item has beyond this is to be added `large_items` times
  std::size_t large_items = 0;         ///< 0: it is known how large they can be
  std::vector<std::size_t> unknown{};  ///< edges whose items nobody limits, indices into `Plan::edges`
  std::size_t held = 0;                ///< bytes that stages hold beside their items, as far as their kinds say
};

/// A checked pipeline: what `weir check` prints and what a run executes. Stages are in flow order.
struct Plan {
  std::string name;                     ///< as in the config
  std::size_t workers = 1;              ///< `auto` is resolved
  std::optional<Duration> timeout;      ///< empty where there is no limit
  std::vector<PlannedStage> stages;     ///< in the order of the file
  std::vector<PlannedEdge> edges;       ///< what feeds what
  std::optional<std::size_t> memory{};  ///< bytes that all queues together may hold; empty where there is no limit
  std::vector<LeftOut> left_out{};      ///< in the order of the file

  /// Whether something reads an output of a stage, by its number in `PlannedEdge::output`. Requires: the stage is one of this plan.
  [[nodiscard]] bool is_read(const PlannedStage& stage, std::size_t output) const;
  [[nodiscard]] Bound bound() const;  ///< what the run can hold at most
};

/// Checks a config against the kinds and resolves it. Throws `ConfigError` with everything that is wrong.
[[nodiscard]] Plan make_plan(const PipelineConfig& config, const Registry& registry);

/// What is behind a path, so that two spellings of one target compare equal, through links too: a standard stream, a file by its identity,
/// or, for what does not exist yet, its place. Empty for what takes bytes from any number of writers, such as `/dev/null`.
[[nodiscard]] std::string file_target(const std::string& path, FileUse use);

/// The cores that this process may use: its affinity, and its cgroup's quota rounded up. At least 1.
[[nodiscard]] std::size_t available_cores();

/// The most batches one activation of a stage moves from a queue of that depth (an engine constant, part of the bound).
[[nodiscard]] std::size_t bulk_limit(std::size_t queue_depth, std::size_t replicas) noexcept;

}  // namespace weir
#pragma GCC visibility pop
