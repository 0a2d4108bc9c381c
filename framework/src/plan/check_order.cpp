#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "plan/draft.hpp"

namespace weir::plan {
namespace {

// How a stage breaks the order of its items; nothing for one that keeps it. `auto` counts as several replicas even where there is one
// worker: what a file means must not depend on the machine.
std::optional<std::string> disorder(const DraftStage& stage) {
  if (stage.kind->role == Role::source || stage.kind->info.single_replica) return std::nullopt;
  const StageConfig& config = *stage.config;
  if (!config.replicas.value || config.replicas->number.value_or(2) < 2) return std::nullopt;
  const bool unreadable = !config.ordered.value && config.ordered.position.known();
  if (unreadable || config.ordered.value.value_or(false)) return std::nullopt;
  return config.replicas->number ? fmt::format("its {} replicas pass", *config.replicas->number) : "with 'replicas: auto' it passes";
}

/// Goes up from a stage that needs order and reports the stages that break it, each once, however many others need its order.
class OrderCheck {
 public:
  explicit OrderCheck(Draft& draft) : draft_(&draft) {}

  void check(const DraftStage& needy) {
    const DraftStage* stage = &needy;
    while (stage != nullptr && stage->kind != nullptr && stage->kind->role != Role::source) {
      if (stage->inputs.size() > 1) return report_meeting(*stage, needy);
      if (stage->inputs.empty() || !stage->inputs.front().stage) return;
      stage = &draft_->stages[*stage->inputs.front().stage];
      if (stage->kind == nullptr) return;
      if (const auto why = disorder(*stage)) report_replicas(*stage, needy, *why);
      if (stage->kind->info.makes_order) return;
    }
  }

 private:
  static std::string needs(const DraftStage& needy) { return fmt::format("{} ({}) needs them in order", needy.label, needy.kind->name); }

  void report_replicas(const DraftStage& stage, const DraftStage& needy, const std::string& why) {
    if (!reported_.insert(&stage).second) return;
    draft_->report(
        stage, "replicas", stage.config->replicas.position,
        {fmt::format("{} items on as they finish, but {}", why, needs(needy)),
         stage.kind->waits_for_input ? "take its 'replicas' away" : "add 'ordered: true' to this stage, or take its 'replicas' away"});
  }

  void report_meeting(const DraftStage& stage, const DraftStage& needy) {
    if (!reported_.insert(&stage).second) return;
    const std::string need = &stage == &needy ? fmt::format("{} needs them in order", needy.kind->name) : needs(needy);
    draft_->report(
        stage, "inputs", stage.config->inputs.position,
        {fmt::format("the items of its {} inputs come as they arrive, but {}", stage.inputs.size(), need), "let it read one stage only"});
  }

  Draft* draft_;
  std::set<const DraftStage*> reported_;
};

}  // namespace

void check_order(Draft& draft) {
  OrderCheck order(draft);
  for (const DraftStage& stage : draft.stages) {
    if (stage.kind != nullptr && stage.kind->info.needs_order) order.check(stage);
  }
}

}  // namespace weir::plan
