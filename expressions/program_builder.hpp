#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include <weir/expression.hpp>

#include "program.hpp"

namespace weir::expressions {

/// Puts steps together. What is the same is computed once, and what is constant when it is added.
class ProgramBuilder {
 public:
  ProgramBuilder(std::string_view text, const Columns& columns);

  std::uint32_t column(std::size_t column, Range range);
  std::uint32_t constant(ColumnType type, const Scalar& value, Range range);
  /// A call. Returns nothing, and adds to `faults`, when its constant arguments are wrong. Requires: the types of the arguments fit.
  std::optional<std::uint32_t> call(const Function& function, std::vector<std::uint32_t> arguments, Range range,
                                    std::vector<ExpressionFault>& faults);

  [[nodiscard]] const Step& operator[](std::uint32_t step) const { return program_->steps[step]; }

  /// The program whose result is that step. The builder can then only be destroyed.
  [[nodiscard]] std::shared_ptr<const Program> build(std::uint32_t result);

 private:
  std::uint32_t add(Step step);
  [[nodiscard]] Scalar kept(const Scalar& value);
  [[nodiscard]] std::optional<Scalar> folded(const Step& step);
  [[nodiscard]] bool is_null_constant(std::uint32_t step) const;
  void keep_only_what_leads_to(std::uint32_t result);
  void assign_registers();

  std::shared_ptr<Program> program_;
  std::map<std::size_t, std::uint32_t> columns_;
  std::map<std::pair<const Function*, std::vector<std::uint32_t>>, std::uint32_t> calls_;
  std::map<std::pair<ColumnType, Scalar>, std::uint32_t> constants_;
};

}  // namespace weir::expressions
