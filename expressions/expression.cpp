#include <weir/expression.hpp>

#include <utility>

#include "binder.hpp"
#include "program.hpp"

namespace weir {

Expression::Expression(std::shared_ptr<const expressions::Program> program) noexcept : program_(std::move(program)) {}

Expression Expression::compile(std::string_view text, const Columns& columns) {
  return Expression(expressions::bind(text, columns));
}

ColumnType Expression::type() const noexcept {
  return program_->steps.back().type;
}

std::string_view Expression::text() const noexcept {
  return program_->text;
}

const Columns& Expression::columns() const noexcept {
  return program_->columns;
}

std::span<const std::size_t> Expression::reads() const noexcept {
  return program_->reads;
}

}  // namespace weir
