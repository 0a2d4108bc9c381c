#include <array>
#include <cstdint>
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

// Which bits of each byte are set, and how many.
struct SetBits {
  std::array<std::array<std::uint8_t, 8>, 256> at{};
  std::array<std::uint8_t, 256> count{};
};
constexpr SetBits kSetBits = [] {
  SetBits bits;
  for (std::size_t byte = 0; byte < 256; ++byte) {
    for (std::uint8_t bit = 0; bit < 8; ++bit) {
      if ((byte >> bit & 1U) != 0) bits.at[byte][bits.count[byte]++] = bit;
    }
  }
  return bits;
}();

// Writes the numbers of the bits that are set, and returns the end. There is no branch to be mispredicted: eight are always written, and
// those beyond the end overwritten. Requires: there is room for 64.
std::uint32_t* write_rows(std::uint64_t bits, std::uint32_t first, std::uint32_t* out) {
  for (std::uint32_t row = first; row < first + 64; row += 8, bits >>= 8U) {
    const std::size_t byte = bits & 0xFFU;
    const std::uint8_t* __restrict const at = kSetBits.at[byte].data();
    std::uint32_t* __restrict const to = out;
    for (std::size_t i = 0; i < 8; ++i) to[i] = row + at[i];
    out += kSetBits.count[byte];
  }
  return out;
}

// The rows where the result is true, with room for 64 more behind them.
std::span<const std::uint32_t> true_rows(const Vector& result, std::size_t rows, std::vector<std::uint32_t>& memory) {
  if (memory.size() < rows + 64) memory.resize(rows + 64);
  std::uint32_t* out = memory.data();
  for (std::size_t word = 0; word < expressions::words_for(rows); ++word)
    out = write_rows(expressions::true_word(result, word, rows) & ~expressions::null_word(result, word),
                     static_cast<std::uint32_t>(64 * word), out);
  return {memory.data(), out};
}

}  // namespace

struct Evaluator::Impl {
  explicit Impl(Expression compiled) : expression(std::move(compiled)), machine(expression.program_) {}

  [[nodiscard]] const Program& program() const noexcept { return *expression.program_; }

  Expression expression;
  expressions::Machine machine;
  std::vector<std::uint32_t> selected;
  std::vector<FailedRow> failed;
};

Evaluator::Evaluator(Expression expression) : impl_(std::make_unique<Impl>(std::move(expression))) {}
Evaluator::Evaluator(Evaluator&&) noexcept = default;
Evaluator& Evaluator::operator=(Evaluator&&) noexcept = default;
Evaluator::~Evaluator() = default;

Evaluation Evaluator::evaluate(const Rows& rows) {
  const Vector result = impl_->machine.run(rows);
  std::vector<FailedRow> failed;
  add_failed(failed, impl_->program(), result.failures);
  return {impl_->machine.take(rows), std::move(failed)};
}

Selection Evaluator::select(const Rows& rows) {
  const Expression& expression = impl_->expression;
  if (expression.type() != ColumnType::boolean)
    throw Error(
        fmt::format("'{}' is of type {}, and selects nothing; write a comparison", expression.text(), to_string(expression.type())));
  const Vector result = impl_->machine.run(rows);
  impl_->failed.clear();
  add_failed(impl_->failed, impl_->program(), result.failures);
  return {true_rows(result, rows.size(), impl_->selected), impl_->failed};
}

}  // namespace weir
