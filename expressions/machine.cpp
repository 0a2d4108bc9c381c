#include "machine.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include <weir/error.hpp>

namespace weir::expressions {
namespace {

constexpr std::uint64_t kIsNull = 1;
constexpr std::string_view kNoText;
constexpr Time kNoTime;
constexpr double kNoNumber = 0;
constexpr std::int64_t kNoInt = 0;
constexpr bool kFalse = false;

// Some value of the type, for a null.
const void* any_value(ColumnType type) noexcept {
  switch (type) {
    case ColumnType::boolean:
      return &kFalse;
    case ColumnType::integer:
      return &kNoInt;
    case ColumnType::floating:
      return &kNoNumber;
    case ColumnType::text:
      return &kNoText;
    case ColumnType::time:
      break;
  }
  return &kNoTime;
}

// A constant written out for all rows.
Vector spread(const Vector& constant, std::size_t rows, Register& into) {
  into.begin(constant.type, rows, 0);
  with_type(constant.type, [&]<class T>() { std::fill_n(into.values<T>(), rows, *constant.as<T>()); });
  if (constant.is_null(0)) into.set_all_null();
  return into.end();
}

}  // namespace

Vector vector_of(const Step& constant) noexcept {
  if (is_null(constant.constant)) return {constant.type, true, any_value(constant.type), &kIsNull, {}};
  const void* const value = with_type(constant.type, [&]<class T>() -> const void* { return std::get_if<T>(&constant.constant); });
  return {constant.type, true, value, nullptr, {}};
}

Vector run_call(const Step& step, std::uint32_t index, std::span<const Vector> arguments, std::size_t rows, Register& out,
                TextArena& texts) {
  out.begin(step.type, rows, index);
  if (step.function->strict) {
    for (const Vector& argument : arguments) out.take_over(argument);
  }
  step.function->kernel({arguments, rows, step.state.get(), out, texts});
  return out.end();
}

Machine::Machine(std::shared_ptr<const Program> program)
    : program_(std::move(program)), registers_(program_->registers), vectors_(program_->steps.size()) {}

Vector Machine::run(const Rows& rows) {
  if (rows.columns() != program_->columns)
    throw Error(
        fmt::format("'{}' was compiled for {}, not for {}", program_->text, to_string(program_->columns), to_string(rows.columns())));
  texts_.clear();
  for (std::uint32_t i = 0; i < program_->steps.size(); ++i) vectors_[i] = run_step(i, rows);
  return vectors_.back();
}

Vector Machine::run_step(std::uint32_t index, const Rows& rows) {
  const Step& step = program_->steps[index];
  switch (step.kind) {
    case Step::Kind::column: {
      const ColumnValues& column = rows.column(step.column);
      const void* const values = with_type(step.type, [&]<class T>() -> const void* { return column.as<T>().data(); });
      return {step.type, false, values, column.nulls().empty() ? nullptr : column.nulls().data(), {}};
    }
    case Step::Kind::constant:
      return vector_of(step);
    case Step::Kind::call:
      break;
  }
  arguments_.clear();
  for (const std::uint32_t argument : step.arguments) arguments_.push_back(vectors_[argument]);
  // A call of constants that fails is left to each row.
  const bool all_constant = std::all_of(arguments_.begin(), arguments_.end(), [](const Vector& argument) { return argument.constant; });
  if (all_constant) arguments_.front() = spread(arguments_.front(), rows.size(), broadcast_);
  return run_call(step, index, arguments_, rows.size(), registers_[step.target], texts_);
}

ColumnValues Machine::take(const Rows& rows) {
  const Step& last = program_->steps.back();
  if (last.kind == Step::Kind::column) return rows.column(last.column);
  if (last.kind == Step::Kind::constant) {
    spread(vectors_.back(), rows.size(), broadcast_);
    return broadcast_.release(texts_of_result(rows));
  }
  return registers_[last.target].release(texts_of_result(rows));
}

// Where the texts of a result may point: what was made for it, literals, and the columns that it was made of.
std::vector<Buffer> Machine::texts_of_result(const Rows& rows) {
  if (program_->steps.back().type != ColumnType::text) return {};
  std::vector<Buffer> texts = texts_.take();
  texts.push_back({program_, program_->text.size()});
  for (const std::size_t column : program_->reads) {
    const auto& shared = rows.column(column).texts();
    texts.insert(texts.end(), shared.begin(), shared.end());
  }
  return texts;
}

}  // namespace weir::expressions
