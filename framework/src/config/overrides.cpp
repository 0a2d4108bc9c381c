#include "config/overrides.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include <weir/error_scope.hpp>

#include "config/config_text.hpp"
#include "config/parse_yaml.hpp"
#include "diagnostics/found.hpp"
#include "diagnostics/nearest_name.hpp"
#include "diagnostics/shown.hpp"

namespace weir::config {

using diagnostics::did_you_mean;
using diagnostics::found;
using diagnostics::shown;

namespace {

// One word of `stage.params.key`, and its position.
struct Step {
  std::string word;
  Position position;
};

class Override {
 public:
  Override(std::string_view text, std::uint32_t text_index, std::vector<Diagnostic>& diagnostics)
      : text_(text), equals_(text.find('=')), text_index_(text_index), diagnostics_(&diagnostics) {}

  void apply(Value& root) {
    if (equals_ == std::string_view::npos)
      return fail({text_index_, 1, 1}, {"no '=' is in it", "write KEY=VALUE, such as count.replicas=4"});
    const std::vector<Step> path = steps();
    for (const Step& step : path) {
      if (step.word.empty()) return fail(step.position, {"a key is missing here", "write KEY=VALUE, such as count.replicas=4"});
    }
    if (path.size() == 1 && path.front().word.starts_with(kAnchorPrefix))
      return fail(path.front().position, {"such a key only holds anchors, and what aliases stand for has been written out before this",
                                          "override that where the alias stands"});
    auto value = parse_value();
    if (!value) return;
    const bool top = path.size() == 1 || path.front().word == "defaults";
    Value* target = top ? &root : find_stage(root, path.front());
    if (target != nullptr) put(*target, std::span(path).subspan(top ? 0 : 1), std::move(*value));
  }

 private:
  void fail(Position where, Problem problem) { ErrorScope(*diagnostics_).add(where, std::move(problem)); }

  [[nodiscard]] std::vector<Step> steps() const {
    std::vector<Step> steps;
    for (std::size_t begin = 0; begin <= equals_;) {
      const std::size_t end = std::min(text_.find('.', begin), equals_);
      steps.push_back({std::string(text_.substr(begin, end - begin)), {text_index_, 1, static_cast<std::uint32_t>(begin + 1)}});
      begin = end + 1;
    }
    return steps;
  }

  // Blanks replace the key, so that columns stay right.
  std::optional<Value> parse_value() {
    if (text_.substr(equals_ + 1) == "-") {
      // To YAML a list with one empty entry; on a command line stdin or stdout.
      Value value("-");
      value.position = {text_index_, 1, static_cast<std::uint32_t>(equals_ + 2)};
      return value;
    }
    const std::string padded = std::string(equals_ + 1, ' ') + std::string(text_.substr(equals_ + 1));
    auto value = parse_yaml(padded, text_index_, *diagnostics_);
    if (value && !value->position.known()) value->position = {text_index_, 1, static_cast<std::uint32_t>(equals_ + 1)};
    return value;
  }

  Value* find_stage(Value& root, const Step& step) {
    std::vector<std::string> names;
    const Value* stages = std::as_const(root).find("stages");
    for (Value& entry : stages == nullptr ? std::span<Value>() : std::span<Value>(root["stages"].items)) {
      const Value* name = std::as_const(entry).find("name");
      if (name == nullptr) continue;
      if (name->text == step.word) return &entry;
      names.push_back(name->text);
    }
    fail(step.position, {fmt::format("no stage is named '{}'", shown(step.word)), did_you_mean(step.word, names)});
    return nullptr;
  }

  void put(Value& target, std::span<const Step> path, Value value) {
    Value* at = &target;
    for (std::size_t i = 0; i < path.size(); ++i) {
      if (at->form != Value::Form::map && at->form != Value::Form::null)
        return fail(path[i].position, fmt::format("'{}' is {} here, so it has no key '{}'", i == 0 ? "it" : path[i - 1].word, found(*at),
                                                  shown(path[i].word)));
      at = &member(*at, path[i], i + 1 == path.size()).value;
    }
    *at = std::move(value);
  }

  // The member that a step names, added if absent. The member of the last step then has the position of the override.
  static Member& member(Value& map, const Step& step, bool last) {
    const bool fresh = std::as_const(map).find(step.word) == nullptr;
    if (!map.position.known()) map.position = step.position;
    map[step.word];
    Member& found = *std::find_if(map.members.begin(), map.members.end(), [&](const Member& m) { return m.key == step.word; });
    if (fresh || last) found.key_position = step.position;
    if (fresh) found.value.position = step.position;
    return found;
  }

  std::string_view text_;
  std::size_t equals_;
  std::uint32_t text_index_;
  std::vector<Diagnostic>* diagnostics_;
};

}  // namespace

void apply_overrides(Value& root, std::span<const std::string> overrides, std::vector<ConfigText>& texts,
                     std::vector<Diagnostic>& diagnostics) {
  for (const std::string& text : overrides) {
    const auto text_index = static_cast<std::uint32_t>(texts.size());
    texts.push_back({fmt::format("--set {}", shown(text)), text});
    if (check_size(text, text_index, diagnostics) && check_text(text, text_index, diagnostics))
      Override(text, text_index, diagnostics).apply(root);
  }
}

}  // namespace weir::config
