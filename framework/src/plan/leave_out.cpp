#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

#include "plan/draft.hpp"

namespace weir::plan {
namespace {

using Cause = LeftOut::Cause;

bool is_disabled(const DraftStage& stage) {
  return !stage.config->enabled.value.value_or(true);
}

// Whether what it would read can take the place of what it makes.
bool can_be_passed_by(const DraftStage& stage) {
  const Kind* const kind = stage.kind;
  return kind != nullptr && (kind->role == Role::transform || kind->role == Role::expander) && kind->in->id == kind->out->id;
}

// Whether it had readers, by the numbers of its outputs.
std::vector<bool> read_outputs(const DraftStage& stage) {
  std::vector<bool> read(stage.named_outputs.size() + 1);
  for (const DraftReader& reader : stage.readers) read[reader.output] = true;
  return read;
}

class Leaving {
 public:
  explicit Leaving(Draft& draft) : draft_(draft), inputs_(draft.stages.size()) {
    for (const DraftStage& stage : draft.stages) were_read_.push_back(read_outputs(stage));
  }

  void leave() {
    for (std::size_t i = 0; i < draft_.stages.size(); ++i) find_inputs(i);
    connect_again();
    for (std::size_t i = draft_.stages.size(); i-- > 0;) leave_unread(i);
    for (std::size_t i = 0; i < draft_.stages.size(); ++i) note(i);
  }

 private:
  // Inputs are stages above, so what these read in the end is known.
  void find_inputs(std::size_t index) {
    DraftStage& stage = draft_.stages[index];
    for (const DraftInput& input : stage.inputs) {
      const DraftStage* const above = input.stage ? &draft_.stages[*input.stage] : nullptr;
      if (above == nullptr || !above->left_out) {
        inputs_[index].push_back(input);
      } else if (above->left_out == Cause::passed_by && input.output == 0) {
        for (const DraftInput& passed : inputs_[*input.stage]) {
          inputs_[index].push_back(passed);
          inputs_[index].back().position = input.position;
        }
      }
    }
    if (is_disabled(stage))
      stage.left_out = can_be_passed_by(stage) ? Cause::passed_by : Cause::disabled;
    else if (!stage.inputs.empty() && inputs_[index].empty())
      stage.left_out = Cause::no_input;
  }

  // A stage that is left out keeps its inputs and readers, for what is checked of it by itself.
  void connect_again() {
    for (DraftStage& stage : draft_.stages) {
      if (!stage.left_out) stage.readers.clear();
    }
    for (std::size_t i = 0; i < draft_.stages.size(); ++i) {
      if (draft_.stages[i].left_out) continue;
      draft_.stages[i].inputs = inputs_[i];
      for (const DraftInput& input : inputs_[i]) {
        if (input.stage) draft_.stages[*input.stage].readers.push_back({i, input.output});
      }
    }
  }

  // Readers are stages below, which have been looked at.
  void leave_unread(std::size_t index) {
    DraftStage& stage = draft_.stages[index];
    const auto& read = were_read_[index];
    if (stage.left_out || !stage.readers.empty() || std::find(read.begin(), read.end(), true) == read.end()) return;
    stage.left_out = Cause::no_reader;
    for (const DraftInput& input : stage.inputs) {
      if (input.stage)
        std::erase_if(draft_.stages[*input.stage].readers, [index](const DraftReader& reader) { return reader.stage == index; });
    }
  }

  void note(std::size_t index) {
    const DraftStage& stage = draft_.stages[index];
    const std::string name = stage.config->name.value.value_or("");
    const std::string kind = stage.config->kind.value.value_or("");
    if (stage.left_out) return draft_.left_out.push_back({name, kind, *stage.left_out});
    const std::vector<bool> read = read_outputs(stage);
    for (std::size_t output = 0; output < read.size(); ++output) {
      if (were_read_[index][output] && !read[output])
        draft_.left_out.push_back({output == 0 ? name : name + '.' + stage.named_outputs[output - 1].name, kind, Cause::unread});
    }
  }

  Draft& draft_;
  std::vector<std::vector<DraftInput>> inputs_;  // of each stage, without what is left out
  std::vector<std::vector<bool>> were_read_;
};

}  // namespace

void leave_out(Draft& draft) {
  const auto disabled = std::find_if(draft.stages.begin(), draft.stages.end(), is_disabled);
  if (disabled == draft.stages.end()) return;
  Leaving(draft).leave();
  const bool nothing =
      std::all_of(draft.stages.begin(), draft.stages.end(), [](const DraftStage& stage) { return stage.left_out.has_value(); });
  if (nothing && draft.diagnostics.empty())
    draft.report(*disabled, "enabled", disabled->config->enabled.position, "without what is not enabled, nothing is left to run");
}

void drop_left_out(Draft& draft, std::vector<StageFactory>& factories) {
  if (draft.left_out.empty()) return;
  std::vector<std::size_t> places(draft.stages.size());
  std::size_t kept = 0;
  for (std::size_t i = 0; i < draft.stages.size(); ++i) {
    if (draft.stages[i].left_out) continue;
    places[i] = kept;
    if (kept != i) {
      draft.stages[kept] = std::move(draft.stages[i]);
      factories[kept] = std::move(factories[i]);
    }
    ++kept;
  }
  draft.stages.resize(kept);
  factories.resize(kept);
  for (DraftStage& stage : draft.stages) {
    for (DraftInput& input : stage.inputs) {
      if (input.stage) input.stage = places[*input.stage];
    }
    for (DraftReader& reader : stage.readers) reader.stage = places[reader.stage];
  }
}

}  // namespace weir::plan
