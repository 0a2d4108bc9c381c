#include "test/case_config.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <set>
#include <string_view>

#include <fmt/format.h>

#include <weir/rows.hpp>
#include <weir/stages/text_slice.hpp>

#include "diagnostics/nearest_name.hpp"
#include "diagnostics/shown.hpp"
#include "test/captured_rows.hpp"
#include "test/given_rows.hpp"

namespace weir::cli {

using diagnostics::did_you_mean;
using diagnostics::shown;

namespace {

std::string name_of(const StageConfig& stage) {
  return stage.name.value.value_or("");
}

// `split` of `split.big`; names of stages have no dots.
std::string_view stage_of(std::string_view label) {
  return label.substr(0, label.find('.'));
}

bool is_source(const StageConfig& stage) {
  return !stage.inputs.value;
}

void put(Value& map, std::string_view key, Value value) {
  map[key] = std::move(value);
}

Value list_of(std::string text, Position where) {
  Value list;
  list.form = Value::Form::list;
  list.position = where;
  Value& item = list.items.emplace_back(std::move(text));
  item.position = where;
  item.quoted = true;
  return list;
}

class CaseBuilder {
 public:
  CaseBuilder(const PipelineConfig& config, const TestCase& test, const Registry& registry, const ErrorScope& errors)
      : test_(test), registry_(registry), errors_(errors), before_(errors.list().size()) {
    made_.config = config;
    stages_.swap(made_.config.stages);
    for (const StageConfig& stage : stages_) names_.insert(name_of(stage));
  }

  CaseConfig make() {
    for (const GivenItems& given : test_.given) give(given);
    for (const ExpectedRows& expected : test_.expected) expect(expected);
    if (errors_.list().size() > before_) return std::move(made_);  // what depends on what is not certain
    find_needed();
    check_given_needed();
    auto& all = made_.config.stages;
    all = std::move(sources_);
    for (std::size_t i = 0; i < stages_.size(); ++i) {
      if (needed_.contains(i)) all.push_back(without_log(stages_[i]));
    }
    all.insert(all.end(), captures_.begin(), captures_.end());
    for (std::size_t i = 0; i < stages_.size(); ++i) {
      if (!needed_.contains(i) && !taken_.contains(i)) discard_inputs(stages_[i]);
    }
    return std::move(made_);
  }

 private:
  std::optional<std::size_t> find(std::string_view name) const {
    const auto found = std::find_if(stages_.begin(), stages_.end(), [&](const StageConfig& stage) { return name_of(stage) == name; });
    return found == stages_.end() ? std::nullopt : std::optional(static_cast<std::size_t>(found - stages_.begin()));
  }

  // Reports a name that no stage has.
  std::optional<std::size_t> find(std::string_view name, const char* key, Position where) {
    const auto found = find(name);
    if (!found) errors_.key(key).add(where, {fmt::format("no stage is named '{}'", shown(name)), did_you_mean(name, stage_names())});
    return found;
  }

  [[nodiscard]] std::vector<std::string> stage_names() const {
    std::vector<std::string> names;
    for (const StageConfig& stage : stages_) names.push_back(name_of(stage));
    return names;
  }

  // One that no stage has.
  std::string free_name(std::string_view wanted) {
    std::string name(wanted);
    for (std::size_t n = 2; names_.contains(name); ++n) name = fmt::format("{}-{}", wanted, n);
    names_.insert(name);
    return name;
  }

  void give(const GivenItems& given) {
    const auto index = find(given.stage, "given", given.position);
    if (!index) return;
    given_.insert(*index);
    StageConfig& stage = stages_[*index];
    if (is_source(stage)) return give_source(stage, given);
    if (given.form == GivenItems::Form::params)
      return errors_.key("given").add(
          given.value.position,
          {fmt::format("'{}' is not a source, so it cannot run without what it reads", given.stage), "give rows or text"});
    StageConfig source;
    source.position = given.position;
    source.name = {free_name("given"), given.position};
    source.params.position = given.position;
    given.form == GivenItems::Form::rows ? give_rows(source, given) : give_text_before(source, stage, given);
    stage.inputs = {{{*source.name, given.position}}, given.position};
    sources_.push_back(std::move(source));
  }

  void give_source(StageConfig& stage, const GivenItems& given) {
    if (given.form == GivenItems::Form::rows) return give_rows(stage, given);
    if (stage.params.form == Value::Form::null) stage.params.position = stage.position;
    if (given.form == GivenItems::Form::params) {
      for (const Member& member : given.value.members) {
        put(stage.params, member.key, member.value);
        const auto is_it = [&](const Member& m) { return m.key == member.key; };
        std::find_if(stage.params.members.begin(), stage.params.members.end(), is_it)->key_position = member.key_position;
      }
      return;
    }
    if (stage.params.find("paths") == nullptr)
      return errors_.key("given").add(given.value.position, {fmt::format("'{}' has no param 'paths', so it reads no text", given.stage),
                                                             "give rows, or params for it"});
    put(stage.params, "paths", list_of(text_file(given).path(), given.value.position));
    if (given.columns.form == Value::Form::map) put(stage.params, "columns", given.columns);
  }

  // The types are those that the config says, where it does.
  void give_rows(StageConfig& source, const GivenItems& given) {
    const Value* const known = std::as_const(source.params).find("columns");
    Value columns = given.columns;
    if (columns.form == Value::Form::null && known != nullptr && known->form == Value::Form::map) columns = *known;
    source.kind = {std::string(kGivenRows), given.position};
    source.params = Value();
    source.params.position = given.position;
    put(source.params, "rows", given.value);
    if (columns.form == Value::Form::map) put(source.params, "columns", std::move(columns));
  }

  // Before a stage that takes rows, as CSV, or text.
  void give_text_before(StageConfig& source, const StageConfig& stage, const GivenItems& given) {
    const Kind* const kind = registry_.find(stage.kind.value.value_or(""));
    const bool rows = kind != nullptr && kind->in != nullptr && kind->in->id == item_type<Rows>().id;
    const bool text = kind != nullptr && kind->in != nullptr && kind->in->id == item_type<stages::TextSlice>().id;
    if (!rows && !text)
      return errors_.key("given").add(given.value.position,
                                      fmt::format("text can be given to a source that reads files, to a stage that takes text, "
                                                  "and as CSV to one that takes rows; '{}' is none of these",
                                                  given.stage));
    source.kind = {rows ? "csv.read" : "text.read", given.position};
    put(source.params, "paths", list_of(text_file(given).path(), given.value.position));
    if (rows && given.columns.form == Value::Form::map) put(source.params, "columns", given.columns);
  }

  const GivenText& text_file(const GivenItems& given) {
    return *made_.texts.emplace_back(std::make_unique<GivenText>(given.stage, given.value.text));
  }

  bool is_read(std::string_view name) const {
    return std::any_of(stages_.begin(), stages_.end(), [&](const StageConfig& stage) {
      const auto& inputs = stage.inputs.value;
      return inputs &&
             std::any_of(inputs->begin(), inputs->end(), [&](const auto& input) { return input.value && stage_of(*input) == name; });
    });
  }

  // A sink that keeps what an output makes, or in place of a sink what that would get.
  void expect(const ExpectedRows& expected) {
    StageConfig capture;
    capture.position = expected.position;
    capture.name = {free_name("expected"), expected.position};
    capture.kind = {std::string(kCapture), expected.position};
    capture.params.position = expected.position;
    put(capture.params, "place", Value(std::to_string(made_.captures.size())));
    made_.captures.push_back(*capture.name);
    const auto index = find(stage_of(expected.label), "expect", expected.position);
    if (!index) return;
    const bool sink = !is_source(stages_[*index]) && expected.label == name_of(stages_[*index]) && !is_read(expected.label);
    if (sink) {
      if (!stages_[*index].enabled.value.value_or(true))
        errors_.key("expect").add(expected.position, fmt::format("nothing comes to '{}', which is not enabled", expected.label));
      capture.inputs = stages_[*index].inputs;
      taken_.insert(*index);
    } else {
      capture.inputs = {{{expected.label, expected.position}}, expected.position};
    }
    captures_.push_back(std::move(capture));
  }

  // All stages that what is expected depends on. A source that the case says nothing of is an error: it would read the real input.
  void find_needed() {
    std::set<std::size_t> told;
    for (std::size_t c = 0; c < captures_.size(); ++c) {
      std::vector<std::string> wanted;
      const auto want = [&](const StageConfig& stage) {
        for (const auto& input : *stage.inputs) {
          if (input.value) wanted.emplace_back(stage_of(*input));
        }
      };
      want(captures_[c]);
      while (!wanted.empty()) {
        const auto index = find(wanted.back());
        wanted.pop_back();
        if (!index || !needed_.insert(*index).second) continue;
        if (!is_source(stages_[*index]))
          want(stages_[*index]);
        else if (!given_.contains(*index) && told.insert(*index).second)
          errors_.key("expect").add(captures_[c].position, {fmt::format("this depends on the source '{}', for which the case gives nothing",
                                                                        shown(name_of(stages_[*index]))),
                                                            "give it rows, text or params"});
      }
    }
  }

  void check_given_needed() {
    for (const GivenItems& given : test_.given) {
      const auto index = find(given.stage);
      if (index && !needed_.contains(*index))
        errors_.key("given").add(given.position, {"nothing that the case expects depends on this", "take it away"});
    }
  }

  // A case leaves nothing behind, and runs everything.
  static StageConfig without_log(StageConfig stage) {
    const auto is_of_log = [](const Member& param) { return param.key == "log" || param.key == "resume"; };
    if (stage.kind.value == "exec.run") std::erase_if(stage.params.members, is_of_log);
    return stage;
  }

  // What a stage reads may depend on whether anything reads it, so something does.
  void discard_inputs(const StageConfig& stage) {
    if (is_source(stage) || !stage.enabled.value.value_or(true)) return;
    for (const Setting<std::string>& input : *stage.inputs) {
      const auto from = input.value ? find(stage_of(*input)) : std::nullopt;
      if (!from || !needed_.contains(*from) || has_reader(*input)) continue;
      if (stages_[*from].kind.value == kGivenRows && input->find('.') != std::string::npos) continue;  // which has no other output
      StageConfig discard;
      discard.position = stage.position;
      discard.name = {free_name("unused"), stage.position};
      discard.kind = {std::string("synthetic.discard"), stage.position};
      discard.inputs = {{input}, stage.inputs.position};
      made_.config.stages.push_back(std::move(discard));
    }
  }

  // Of the stages that are there by now.
  bool has_reader(const std::string& label) const {
    return std::any_of(made_.config.stages.begin(), made_.config.stages.end(), [&](const StageConfig& stage) {
      const auto& inputs = stage.inputs.value;
      return inputs && std::any_of(inputs->begin(), inputs->end(), [&](const auto& input) { return input.value == label; });
    });
  }

  const TestCase& test_;
  const Registry& registry_;
  ErrorScope errors_;
  std::size_t before_;  // errors
  CaseConfig made_;
  std::vector<StageConfig> stages_;   // those of the config, changed by what is given
  std::vector<StageConfig> sources_;  // of what is given to others than sources
  std::vector<StageConfig> captures_;
  std::set<std::string> names_;   // that are taken
  std::set<std::size_t> given_;   // stages that something is given to
  std::set<std::size_t> taken_;   // sinks whose place a capture has
  std::set<std::size_t> needed_;  // stages that run
};

}  // namespace

CaseConfig make_case_config(const PipelineConfig& config, const TestCase& test, const Registry& registry, const ErrorScope& errors) {
  return CaseBuilder(config, test, registry, errors).make();
}

}  // namespace weir::cli
