#include <map>

#include <fmt/format.h>

#include "diagnostics/enough_errors.hpp"
#include "plan/draft.hpp"
#include "plan/shown_file.hpp"

namespace weir::plan {

using diagnostics::enough_errors;

namespace {

// The files that the params of one stage name, nested ones too.
class NamedFiles {
 public:
  explicit NamedFiles(DraftStage& stage) : stage_(&stage) {}

  void collect(const std::vector<std::shared_ptr<ParamInfo>>& params, const Value* values, const std::string& outer = "") {
    for (const auto& param : params) {
      const Value* value = values == nullptr ? nullptr : values->find(param->name);
      const std::string name = outer + param->name;
      if (param->file_use != FileUse::none)
        collect(*param, value, name);
      else if (param->shape.form == ParamShape::Form::structure && value != nullptr)
        collect(param->shape.members, value, name + ".");
    }
  }

 private:
  void collect(const ParamInfo& param, const Value* value, const std::string& name) {
    if (value == nullptr) return add(param, name, param.default_text, {});
    if (value->form == Value::Form::scalar) add(param, name, value->text, value->position);
    for (const Value& item : value->items) {
      if (item.form == Value::Form::scalar) add(param, name, item.text, item.position);
    }
  }

  void add(const ParamInfo& param, const std::string& name, const std::string& path, Position position) {
    if (!path.empty()) stage_->files.push_back({path, param.file_use, name, place(position, *stage_->config), param.shared_by_replicas});
  }

  DraftStage* stage_;
};

struct Use {
  const DraftStage* stage;
  const PlannedFile* file;
};

std::string where(const Use& use, const DraftStage& seen_from, const PipelineConfig& config) {
  const std::string line = line_of(use.file->position, config);
  if (use.stage == &seen_from) return fmt::format("param '{}' of the same stage{}", use.file->param, line);
  return fmt::format("{}{}", use.stage->label, line);
}

Problem used_twice(const Use& first, const Use& second, const PipelineConfig& config) {
  const bool written = second.file->use == FileUse::written;
  const std::string same = first.file->path == second.file->path ? "" : fmt::format(", there as {},", shown_file(*first.file));
  return {fmt::format("{} is {} already{} by {}", shown_file(*second.file), written ? "written" : "read", same,
                      where(first, *second.stage, config)),
          written ? "what two stages write there would be mixed or lost: name another file in one of them"
                  : "each would get a part of it: let one stage read it, and others read that stage"};
}

void check_replicas(Draft& draft, const DraftStage& stage) {
  const Setting<Count>& replicas = stage.config->replicas;
  const bool several = replicas.value && replicas->number != 1 && !stage.kind->info.single_replica;
  if (!several) return;
  for (const PlannedFile& file : stage.files) {
    if (file.use != FileUse::written || file.shared_by_replicas || file_target(file.path, file.use).empty()) continue;
    draft.report(stage, "replicas", replicas.position,
                 {fmt::format("all of them would write {} at once", shown_file(file)), "take the key away"});
    return;
  }
}

}  // namespace

void check_files(Draft& draft) {
  std::map<std::pair<FileUse, std::string>, Use> uses;  // by the file that the path leads to
  for (DraftStage& stage : draft.stages) {
    if (!stage.params_read) continue;  // which is reported already
    NamedFiles(stage).collect(stage.kind->info.params, &stage.config->params);
    check_replicas(draft, stage);
    for (const PlannedFile& file : stage.files) {
      if (enough_errors(draft.diagnostics)) return;
      const std::string target = file_target(file.path, file.use);
      if (target.empty()) continue;
      const Use use{&stage, &file};
      const auto [first, is_new] = uses.try_emplace({file.use, target}, use);
      if (!is_new) draft.report(stage, "params." + file.param, file.position, used_twice(first->second, use, *draft.config));
    }
  }
}

}  // namespace weir::plan
