#pragma once

#include <optional>
#include <span>
#include <string_view>

#include <weir/error.hpp>

#include "function.hpp"
#include "syntax.hpp"

namespace weir::expressions {

/// The type of an argument: nothing for a literal null, which fits anywhere.
using ArgumentType = std::optional<ColumnType>;

/// The function of that name whose parameters the arguments fit best: with an int for a float where no other takes it. Null when none fits.
[[nodiscard]] const Function* find_overload(std::string_view name, std::span<const ArgumentType> arguments);

/// The type of an argument after those before it. Requires: the function takes so many.
[[nodiscard]] ColumnType parameter(const Function& function, std::size_t index) noexcept;

/// Why there is no such function. `arguments` are as they were written, and `text` what they stand in.
[[nodiscard]] Problem why_none(std::string_view name, std::span<const ArgumentType> types, std::string_view text,
                               std::span<const Syntax> arguments);

}  // namespace weir::expressions
