#include "expressions/any_text.hpp"

#include <stdexcept>

#include <weir/expression.hpp>

#include "expressions/random_rows.hpp"

namespace test {
namespace {

void require(bool holds, const char* what) {
  if (!holds) throw std::logic_error(what);
}

const weir::Rows& some_rows() {
  static const weir::Rows rows = [] {
    Random random(99);
    return random_rows(random, 70);
  }();
  return rows;
}

// Reads all that a text of the result points to.
std::size_t letters_of(const weir::ColumnValues& values) {
  std::size_t letters = 0;
  for (const std::string_view text : values.as<std::string_view>()) {
    for (const char c : text) letters += c == 'a' ? 1 : 0;
  }
  return letters;
}

void check_result(const weir::Expression& expression) {
  weir::Evaluator evaluator(expression);
  const weir::Evaluation evaluation = evaluator.evaluate(some_rows());
  require(evaluation.values.size() == some_rows().size(), "a result has as many values as there are rows");
  require(evaluation.values.type() == expression.type(), "a result is of the expression's type");
  for (const weir::FailedRow& failed : evaluation.failed) {
    require(evaluation.values.is_null(failed.row), "a failed row is null");
    require(!failed.reason.empty(), "a failed row has a reason");
  }
  if (expression.type() == weir::ColumnType::text) require(letters_of(evaluation.values) < 100'000'000, "no text is that long");
  if (expression.type() != weir::ColumnType::boolean) return;
  for (const std::uint32_t row : evaluator.select(some_rows()).rows)
    require(evaluation.values.get<bool>(row) == true, "what is selected is true");
}

}  // namespace

bool evaluates_any_text(std::string_view text) {
  try {
    check_result(weir::Expression::compile(text, some_rows().columns()));
    return true;
  } catch (const weir::ExpressionError& error) {
    for (const weir::ExpressionFault& fault : error.faults()) {
      require(fault.offset <= text.size() && fault.length <= text.size() - fault.offset, "a fault is within the text");
      require(!fault.problem.what.empty(), "a fault says what is wrong");
    }
    return false;
  }
}

}  // namespace test
