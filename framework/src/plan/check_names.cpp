#include <algorithm>
#include <map>
#include <string_view>

#include <fmt/format.h>

#include "config/found.hpp"
#include "config/invisible.hpp"
#include "plan/draft.hpp"
#include "plan/limits.hpp"

namespace weir {
namespace {

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// Of a name that looks as if it were all right.
std::string what_is_not_seen(const std::string& name) {
  const std::string note = invisible_note(name);
  return note.empty() ? "" : fmt::format("; '{}' {}", shown(name), note);
}

// Names stand in `--set NAME.key`, in graphs and in reports, so they are plain words.
std::string name_problem(const std::string& name) {
  if (name.empty()) return "the name is empty";
  if (name.size() > kLongestName) return fmt::format("a name has at most {} characters", kLongestName);
  const auto allowed = [](char c) { return is_letter(c) || (c >= '0' && c <= '9') || c == '_' || c == '-'; };
  if (!is_letter(name.front()) || !std::all_of(name.begin(), name.end(), allowed))
    return fmt::format("a name is made of letters, digits, '_' and '-', with a letter first{}", what_is_not_seen(name));
  return "";
}

std::string first_place(const StageConfig& first, std::size_t index) {
  const Position where = first.name.position;
  return where.known() ? fmt::format("on line {}", where.line) : fmt::format("stage {}", index + 1);
}

void check_stage_name(Draft& draft, const DraftStage& stage) {
  const Setting<std::string>& name = stage.config->name;
  if (is_absent(name))
    draft.report(stage, stage.config->position, advice(stage.config->position, "the key 'name' is missing", "it has no name"));
  if (!name.value) return;
  if (const std::string problem = name_problem(*name); !problem.empty()) draft.report(stage, place(name.position, *stage.config), problem);
  if (*name == "defaults")
    draft.report(stage, place(name.position, *stage.config),
                 advice(name.position, "'defaults' is a key of the file; take another name",
                        "'defaults' has a meaning of its own in files; take another name"));
}

}  // namespace

void check_names(Draft& draft) {
  const Setting<std::string>& pipeline = draft.config->pipeline;
  if (pipeline.value && name_problem(*pipeline) != "")
    draft.report(pipeline.position, fmt::format("pipeline: {}", name_problem(*pipeline)));
  std::map<std::string_view, std::size_t> first;
  for (std::size_t i = 0; i < draft.stages.size(); ++i) {
    DraftStage& stage = draft.stages[i];
    check_stage_name(draft, stage);
    const auto& name = stage.config->name;
    stage.maybe_read = !name.value || name->empty();
    if (stage.maybe_read) continue;
    const auto [taken, fresh] = first.try_emplace(*name, i);
    if (fresh) continue;
    stage.maybe_read = true;  // whoever reads that name may mean this one
    draft.report(stage, place(name.position, *stage.config),
                 fmt::format("the name is taken; the first is {}", first_place(*draft.stages[taken->second].config, taken->second)));
  }
}

}  // namespace weir
