#include <bit>
#include <utility>

#include <fmt/format.h>

#include <weir/expression.hpp>

#include "kernels/null_words.hpp"
#include "machine.hpp"

namespace weir {
namespace {

using expressions::Failure;
using expressions::Program;
using expressions::Vector;

void add_failed(std::vector<FailedRow>& failed, const Program& program, std::span<const Failure> failures) {
  for (const Failure& failure : failures) failed.push_back({failure.row, program.steps[failure.step].reason});
}

void add_true_rows(std::vector<std::uint32_t>& selected, const Vector& result, std::size_t rows) {
  selected.resize(rows);
  std::uint32_t* out = selected.data();
  for (std::size_t word = 0; word < expressions::words_for(rows); ++word) {
    std::uint64_t bits = expressions::true_word(result, word, rows) & ~expressions::null_word(result, word);
    for (; bits != 0; bits &= bits - 1) *out++ = static_cast<std::uint32_t>(64 * word) + static_cast<std::uint32_t>(std::countr_zero(bits));
  }
  selected.resize(static_cast<std::size_t>(out - selected.data()));
}

}  // namespace

Evaluator::Evaluator(Expression expression)
    : expression_(std::move(expression)), machine_(std::make_unique<expressions::Machine>(expression_.program_)) {}

Evaluator::Evaluator(Evaluator&&) noexcept = default;
Evaluator& Evaluator::operator=(Evaluator&&) noexcept = default;
Evaluator::~Evaluator() = default;

Evaluation Evaluator::evaluate(const Rows& rows) {
  Evaluation evaluation{ColumnValues(expression_.type()), {}};
  const Vector result = machine_->run(rows);
  add_failed(evaluation.failed, *expression_.program_, result.failures);
  evaluation.values = machine_->take(rows);
  return evaluation;
}

Selection Evaluator::select(const Rows& rows) {
  if (expression_.type() != ColumnType::boolean)
    throw Error(
        fmt::format("'{}' is of type {}, and selects nothing; write a comparison", expression_.text(), to_string(expression_.type())));
  const Vector result = machine_->run(rows);
  failed_.clear();
  add_failed(failed_, *expression_.program_, result.failures);
  add_true_rows(selected_, result, rows.size());
  return {selected_, failed_};
}

}  // namespace weir
