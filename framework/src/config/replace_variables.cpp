#include "config/replace_variables.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <string>
#include <utility>
#include <variant>

#include <fmt/format.h>

#include <weir/error_scope.hpp>

#include "config/parse_yaml.hpp"
#include "config/variable_reference.hpp"
#include "diagnostics/enough_errors.hpp"
#include "diagnostics/shown.hpp"
#include "diagnostics/utf8.hpp"

namespace weir {

Variables environment_variables() {
  return [](std::string_view name) -> std::optional<std::string> {
    const char* const value = std::getenv(std::string(name).c_str());
    return value == nullptr ? std::nullopt : std::optional<std::string>(value);
  };
}

namespace config {

using diagnostics::enough_errors;
using diagnostics::shown;
using diagnostics::utf8_length;

namespace {

bool looks_secret(std::string_view name) {
  std::string upper(name);
  std::ranges::transform(upper, upper.begin(), [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
  constexpr std::array kWords{"KEY", "TOKEN", "SECRET", "PASS", "CREDENTIAL", "AUTH"};
  return std::any_of(kWords.begin(), kWords.end(), [&](const char* word) { return upper.find(word) != std::string::npos; });
}

bool is_text(std::string_view text) {
  while (!text.empty()) {
    const std::size_t length = utf8_length(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

class Replacer {
 public:
  Replacer(const Variables& variables, PipelineConfig& config) : variables_(variables), config_(config) {}

  void replace_all(Value& root) {
    for (Member& member : root.members) {
      if (member.key == "tests") continue;  // cases do not depend on where they run
      const ErrorScope errors = ErrorScope(config_.diagnostics).key(member.key);
      if (member.key == "stages" && member.value.form == Value::Form::list)
        replace_stages(member.value.items);
      else
        replace(member.value, errors);
    }
  }

 private:
  void replace_stages(std::vector<Value>& stages) {
    for (std::size_t i = 0; i < stages.size(); ++i) {
      const Value* const name = std::as_const(stages[i]).find("name");
      const ErrorScope errors = ErrorScope(config_.diagnostics).stage(i, name == nullptr ? "" : name->text, stages[i].position);
      replace(stages[i], errors);
    }
  }

  void replace(Value& value, const ErrorScope& errors) {
    if (enough_errors(config_.diagnostics)) return;
    if (value.form == Value::Form::scalar && value.text.find('$') != std::string::npos) replace_scalar(value, errors);
    for (Value& item : value.items) replace(item, errors);
    for (Member& member : value.members) replace(member.value, errors.key(member.key));
  }

  void replace_scalar(Value& value, const ErrorScope& errors) {
    try {
      has_secret_ = false;
      std::string text = replaced(value.text);
      if (has_secret_) keep_secret(text);
      if (text == value.text) return;
      value.text = std::move(text);
      value.verbatim = false;
    } catch (const Problem& problem) {
      errors.add(value.position, problem);
      config_.unresolved.push_back(value.position);
    }
  }

  // Throws a `Problem`.
  std::string replaced(std::string_view text) {
    std::string out;
    for (std::size_t dollar = text.find('$'); dollar != std::string_view::npos; dollar = text.find('$')) {
      out += text.substr(0, dollar);
      text.remove_prefix(dollar);
      if (text.starts_with("${")) {
        const auto read = read_reference(text);
        if (const auto* wrong = std::get_if<Problem>(&read)) throw *wrong;
        const auto& reference = std::get<VariableReference>(read);
        out += value_of(reference);
        text.remove_prefix(reference.size);
      } else {
        out += '$';
        text.remove_prefix(text.starts_with("$$") ? 2 : 1);
      }
      spend(out.size());
    }
    return out.append(text);
  }

  std::string value_of(const VariableReference& reference) {
    using Otherwise = VariableReference::Otherwise;
    std::optional<std::string> value = variables_ ? variables_(reference.name) : std::nullopt;
    const bool by_default = reference.otherwise == Otherwise::fallback && (!value || value->empty());
    if (by_default) value = std::string(reference.words);
    if (reference.otherwise == Otherwise::message && (!value || value->empty()))
      throw Problem(reference.words.empty() ? fmt::format("the variable {} has no value", reference.name)
                                            : fmt::format("{}: {}", reference.name, shown(reference.words)),
                    "");
    if (!value)
      throw Problem(fmt::format("the variable {} has no value", reference.name),
                    fmt::format("set it, write ${{{}:-…}} with a default, or $${{ for a dollar and a bracket", reference.name));
    if (!is_text(*value)) throw Problem(fmt::format("the value of the variable {} is not UTF-8", reference.name), "");
    note({std::string(reference.name), *value, by_default, looks_secret(reference.name)});
    return *value;
  }

  void keep_secret(const std::string& text) {
    if (!text.empty() && std::ranges::find(config_.secrets, text) == config_.secrets.end()) config_.secrets.push_back(text);
  }

  void note(UsedVariable used) {
    if (used.secret) {
      has_secret_ = true;
      keep_secret(used.value);
    }
    if (std::ranges::find(config_.variables, used) == config_.variables.end()) config_.variables.push_back(std::move(used));
  }

  void spend(std::size_t bytes) {
    spent_ += bytes;
    if (spent_ > kMostValueBytes)
      throw Problem(fmt::format("with their variables replaced, the values take more than {} MiB", kMostValueBytes >> 20U), "");
  }

  const Variables& variables_;
  PipelineConfig& config_;
  bool has_secret_ = false;  // the scalar under way
  std::size_t spent_ = 0;
};

}  // namespace

void replace_variables(Value& root, const Variables& variables, PipelineConfig& config) {
  Replacer(variables, config).replace_all(root);
}

}  // namespace config
}  // namespace weir
