#include <map>
#include <string_view>

#include <fmt/format.h>

#include "diagnostics/shown.hpp"
#include "plan/draft.hpp"
#include "plan/name_rule.hpp"

namespace weir::plan {

using diagnostics::shown;

namespace {

std::string first_place(const Draft& draft, std::size_t first, Position second) {
  const Position where = draft.stages[first].config->name.position;
  if (!where.known()) return fmt::format("the first is stage {}", first + 1);
  const auto& texts = draft.config->texts;
  const std::string file =
      where.text != second.text && where.text < texts.size() ? fmt::format(" of {}", shown(texts[where.text].name)) : "";
  return fmt::format("the first is on line {}{}", where.line, file);
}

void check_stage_name(Draft& draft, const DraftStage& stage) {
  const Setting<std::string>& name = stage.config->name;
  if (is_absent(name)) draft.report(stage, "name", {}, "missing");
  if (!name.value) return;
  if (const auto problem = name_problem(*name)) draft.report(stage, "name", name.position, *problem);
  if (*name == "defaults")
    draft.report(
        stage, "name", name.position,
        {advice(name.position, "'defaults' is a key of the file", "'defaults' has a meaning of its own in files"), "take another name"});
}

}  // namespace

void check_names(Draft& draft) {
  const Setting<std::string>& pipeline = draft.config->pipeline;
  const auto problem = pipeline.value ? name_problem(*pipeline) : std::nullopt;
  if (problem) draft.report("pipeline", pipeline.position, *problem);
  std::map<std::string_view, std::size_t> first;
  for (std::size_t i = 0; i < draft.stages.size(); ++i) {
    DraftStage& stage = draft.stages[i];
    check_stage_name(draft, stage);
    const auto& name = stage.config->name;
    stage.maybe_read = !name.value || name->empty();
    if (stage.maybe_read) continue;
    const auto [taken, fresh] = first.try_emplace(*name, i);
    if (fresh) continue;
    stage.maybe_read = true;  // a stage that reads that name may mean this one
    draft.report(stage, "name", name.position,
                 {"the name is taken", fmt::format("take another; {}", first_place(draft, taken->second, name.position))});
  }
}

}  // namespace weir::plan
