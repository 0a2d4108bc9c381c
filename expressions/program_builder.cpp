#include "program_builder.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "diagnostics/shown.hpp"
#include "machine.hpp"

namespace weir::expressions {

ProgramBuilder::ProgramBuilder(std::string_view text, const Columns& columns) : program_(std::make_shared<Program>()) {
  program_->text = text;
  program_->columns = columns;
}

std::uint32_t ProgramBuilder::add(Step step) {
  program_->steps.push_back(std::move(step));
  return static_cast<std::uint32_t>(program_->steps.size() - 1);
}

std::uint32_t ProgramBuilder::column(std::size_t column, Range range) {
  if (const auto known = columns_.find(column); known != columns_.end()) return known->second;
  return columns_[column] = add({.kind = Step::Kind::column, .type = program_->columns[column].type, .range = range, .column = column});
}

Scalar ProgramBuilder::kept(const Scalar& value) {
  const auto* const text = std::get_if<std::string_view>(&value);
  return text == nullptr ? value : Scalar(std::string_view(program_->texts.emplace_back(*text)));
}

std::uint32_t ProgramBuilder::constant(ColumnType type, const Scalar& value, Range range) {
  // Floats that are equal can differ: 0.0 and -0.0.
  if (!std::holds_alternative<double>(value)) {
    if (const auto known = constants_.find({type, value}); known != constants_.end()) return known->second;
  }
  const Scalar own = kept(value);
  const std::uint32_t step = add({.kind = Step::Kind::constant, .type = type, .range = range, .constant = own});
  if (!std::holds_alternative<double>(own)) constants_.emplace(std::pair(type, own), step);
  return step;
}

bool ProgramBuilder::is_always_null(const Function& function, std::span<const std::uint32_t> arguments) const {
  return function.strict && std::any_of(arguments.begin(), arguments.end(), [this](std::uint32_t argument) {
           const Step& step = (*this)[argument];
           return step.kind == Step::Kind::constant && is_null(step.constant);
         });
}

Prepared ProgramBuilder::prepare(const Function& function, std::span<const std::uint32_t> arguments) const {
  if (function.prepare == nullptr || is_always_null(function, arguments)) return {};
  std::vector<const Scalar*> constants;
  for (const std::uint32_t argument : arguments) {
    const Step& step = (*this)[argument];
    constants.push_back(step.kind == Step::Kind::constant ? &step.constant : nullptr);
  }
  return function.prepare(constants);
}

std::uint32_t ProgramBuilder::call(const Function& function, std::vector<std::uint32_t> arguments, Range range,
                                   std::shared_ptr<const void> state) {
  if (const auto known = calls_.find({&function, arguments}); known != calls_.end()) return known->second;
  if (is_always_null(function, arguments)) return constant(function.result, Scalar(), range);
  Step step{.kind = Step::Kind::call,
            .type = function.result,
            .range = range,
            .function = &function,
            .arguments = arguments,
            .state = std::move(state)};
  if (const auto value = folded(step)) return constant(function.result, *value, range);
  if (!function.failure.empty())
    step.reason =
        fmt::format("'{}' {}", diagnostics::shown(std::string_view(program_->text).substr(range.offset, range.length)), function.failure);
  return calls_[{&function, std::move(arguments)}] = add(std::move(step));
}

// The value of a call of constants; nothing when one is not constant, or the call fails, which each row then does.
std::optional<Scalar> ProgramBuilder::folded(const Step& step) {
  std::vector<Vector> arguments;
  for (const std::uint32_t argument : step.arguments) {
    const Step& it = (*this)[argument];
    if (it.kind != Step::Kind::constant) return std::nullopt;
    arguments.push_back(vector_of(it));
    arguments.back().constant = false;  // one row is all there is
  }
  Register out;
  TextArena texts;
  const Vector result = run_call(step, 0, arguments, 1, out, texts);
  if (!result.failures.empty()) return std::nullopt;
  if (result.is_null(0)) return Scalar();
  return with_type(step.type, [&]<class T>() { return kept(Scalar(*result.as<T>())); });
}

std::shared_ptr<const Program> ProgramBuilder::build(std::uint32_t result) {
  keep_only_what_leads_to(result);
  assign_registers();
  for (const Step& step : program_->steps) {
    if (step.kind == Step::Kind::column) program_->reads.push_back(step.column);
  }
  std::sort(program_->reads.begin(), program_->reads.end());
  return std::move(program_);
}

void ProgramBuilder::keep_only_what_leads_to(std::uint32_t result) {
  auto& steps = program_->steps;
  std::vector<bool> needed(steps.size());
  needed[result] = true;
  for (std::uint32_t i = result + 1; i-- > 0;) {
    if (!needed[i]) continue;
    for (const std::uint32_t argument : steps[i].arguments) needed[argument] = true;
  }
  std::vector<std::uint32_t> places(steps.size());
  std::vector<Step> kept;
  for (std::uint32_t i = 0; i <= result; ++i) {
    if (!needed[i]) continue;
    places[i] = static_cast<std::uint32_t>(kept.size());
    for (std::uint32_t& argument : steps[i].arguments) argument = places[argument];
    kept.push_back(std::move(steps[i]));
  }
  steps = std::move(kept);
}

// A register is free again behind the last step that reads it.
void ProgramBuilder::assign_registers() {
  auto& steps = program_->steps;
  std::vector<std::size_t> last_use(steps.size(), steps.size());
  for (std::size_t i = 0; i < steps.size(); ++i) {
    for (const std::uint32_t argument : steps[i].arguments) last_use[argument] = i;
  }
  std::vector<std::uint32_t> free;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    if (steps[i].kind != Step::Kind::call) continue;
    if (free.empty()) free.push_back(static_cast<std::uint32_t>(program_->registers++));
    steps[i].target = free.back();
    free.pop_back();
    std::vector<std::uint32_t> arguments = steps[i].arguments;
    std::sort(arguments.begin(), arguments.end());
    arguments.erase(std::unique(arguments.begin(), arguments.end()), arguments.end());
    for (const std::uint32_t argument : arguments) {
      if (steps[argument].kind == Step::Kind::call && last_use[argument] == i) free.push_back(steps[argument].target);
    }
  }
}

}  // namespace weir::expressions
