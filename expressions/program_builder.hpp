#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "program.hpp"

namespace weir::expressions {

/// Puts steps together. What is the same is computed once, and what is constant when it is added.
class ProgramBuilder {
 public:
  ProgramBuilder(std::string_view text, const Columns& columns);

  std::uint32_t column(std::size_t column, Range range);
  std::uint32_t constant(ColumnType type, const Scalar& value, Range range);
  /// What the kernel of a call needs, or what is wrong with its constant arguments. Requires: the types of the arguments fit.
  [[nodiscard]] Prepared prepare(const Function& function, std::span<const std::uint32_t> arguments) const;
  /// A call, with the state that was prepared for it. Requires: the types of the arguments fit.
  std::uint32_t call(const Function& function, std::vector<std::uint32_t> arguments, Range range,
                     std::shared_ptr<const void> state = nullptr);

  [[nodiscard]] const Step& operator[](std::uint32_t step) const { return program_->steps[step]; }

  /// The program whose result is that step. The builder can then only be destroyed.
  [[nodiscard]] std::shared_ptr<const Program> build(std::uint32_t result);

 private:
  std::uint32_t add(Step step);
  [[nodiscard]] Scalar kept(const Scalar& value);
  [[nodiscard]] std::optional<Scalar> folded(const Step& step);
  [[nodiscard]] bool is_always_null(const Function& function, std::span<const std::uint32_t> arguments) const;
  void keep_only_what_leads_to(std::uint32_t result);
  void assign_registers();

  std::shared_ptr<Program> program_;
  std::map<std::size_t, std::uint32_t> columns_;
  std::map<std::pair<const Function*, std::vector<std::uint32_t>>, std::uint32_t> calls_;
  std::map<std::pair<ColumnType, Scalar>, std::uint32_t> constants_;
};

}  // namespace weir::expressions
