#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <weir/config.hpp>
#include <weir/error_scope.hpp>
#include <weir/plan.hpp>

#include "plan/rejecting_kind.hpp"

namespace weir::plan {

/// One input of a stage while it is being planned.
struct DraftInput {
  std::string name;  ///< as written: `split`, or `split.big` for an output with a name
  Position position;
  std::optional<std::size_t> stage;  ///< the stage above of that name, if there is one
  std::size_t output = 0;            ///< of it, as `PlannedEdge::output`
};

/// One stage that reads another.
struct DraftReader {
  std::size_t stage;
  std::size_t output;  ///< that it reads, as `PlannedEdge::output`
  friend bool operator==(const DraftReader&, const DraftReader&) = default;
};

/// A stage while it is being planned: what could be found out about it so far.
struct DraftStage {
  const StageConfig* config = nullptr;
  std::size_t index = 0;                     ///< of it in the config
  std::string label;                         ///< `stage 'count'`, for messages about other stages
  const Kind* kind = nullptr;                ///< null when unknown, which is reported once and hides what depends on it
  std::vector<PlacedText> output_names{};    ///< that its params have
  std::vector<NamedOutput> named_outputs{};  ///< all of them, those that its params name first
  bool outputs_known = true;                 ///< false when its params name outputs, and cannot be read
  const ItemType* in = nullptr;              ///< the type that comes in, null for a source or when it is not known
  std::vector<DraftInput> inputs;
  std::vector<DraftReader> readers;          ///< the stages that name an output of this one as an input, each output once
  bool params_read = false;                  ///< all of them, without an error
  std::vector<PlannedFile> files;            ///< that its params name
  std::optional<Columns> columns_in;         ///< of the rows that come in, where they are known
  std::optional<Columns> columns;            ///< of the rows that leave by its main output, where they are known
  std::optional<LeftOut::Cause> left_out{};  ///< why it is not to run
  bool maybe_read = false;                   ///< something that could not be understood may have meant to read this one
};

/// A pipeline while it is being planned. The steps below run in this order; each adds to `diagnostics` what is wrong.
struct Draft {
  const PipelineConfig* config = nullptr;
  const Registry* registry = nullptr;
  std::vector<DraftStage> stages;
  std::vector<Diagnostic> diagnostics;
  bool lacks_a_plugin = false;      ///< one could not be loaded, so some kinds are unknown
  std::vector<LeftOut> left_out{};  ///< as `Plan::left_out`
  std::size_t maybe_read_end = 0;   ///< an input that could not be understood may mean any stage before this one

  /// About the whole pipeline, or a key at its top.
  void report(std::string_view key, Position where, Problem problem) { ErrorScope(diagnostics).key(key).add(where, std::move(problem)); }
  /// About a key of a stage: points at the stage where the key was set in code.
  void report(const DraftStage& stage, std::string_view key, Position where, Problem problem) {
    errors_of(stage).key(key).add(where, std::move(problem));
  }
  /// Where errors about a stage go.
  [[nodiscard]] ErrorScope errors_of(const DraftStage& stage) {
    return ErrorScope(diagnostics).stage(stage.index, stage.config->name.value.value_or(""), stage.config->position);
  }
};

/// Adds the kinds of the config's plugins to `kinds`. Comes before the steps.
void load_plugins(Draft& draft, Registry& kinds);

/// Names that are missing, not allowed, or taken.
void check_names(Draft& draft);
/// Kinds by their names.
void find_kinds(Draft& draft);
/// The outputs of each stage beside the main one. Names that its params have for them and that are not allowed, or taken.
void find_outputs(Draft& draft);
/// Inputs by their names, and who reads whom.
void connect(Draft& draft);
/// Item types, from each input to its reader.
void check_types(Draft& draft);
/// Which stages do not run because of `enabled: false`, and who reads whom without them.
void leave_out(Draft& draft);
/// Numbers out of range, and keys that the stage's role does not have.
void check_settings(Draft& draft);
/// Takes away the stages that do not run, and their factories. What comes after it sees those that run.
void drop_left_out(Draft& draft, std::vector<StageFactory>& factories);
/// Stages that need their input in order, and what breaks it above them.
void check_order(Draft& draft);
/// Files that two stages write, and streams that two read.
void check_files(Draft& draft);
/// Files that are read while a stage appends to them through the standard output. After `check_files`.
void check_reading_back(Draft& draft);
/// The columns of rows, from each stage to its readers; tells them the factories, one for each stage.
void plan_columns(Draft& draft, std::span<StageFactory> factories);

/// Whether the key was not given at all; an unreadable value has been reported already.
template <class T>
[[nodiscard]] bool is_absent(const Setting<T>& setting) {
  return !setting.value && !setting.position.known();
}

/// Whether something reads what the stage rejects. Requires: its kind is known.
[[nodiscard]] inline bool are_rejects_read(const DraftStage& stage) {
  const auto output = detail::rejected_output(stage.kind->role, stage.named_outputs);
  return output &&
         std::any_of(stage.readers.begin(), stage.readers.end(), [output](const DraftReader& reader) { return reader.output == *output; });
}

/// The advice of a message: in terms of the file for a setting of a file, in terms of the program for one that was set in code.
[[nodiscard]] inline const char* advice(Position position, const char* in_file, const char* in_code) {
  return position.known() ? in_file : in_code;
}

/// Where to point for a setting: at its value, or at the stage when it was set in code.
[[nodiscard]] inline Position place(Position position, const StageConfig& stage) {
  return position.known() ? position : stage.position;
}

}  // namespace weir::plan
