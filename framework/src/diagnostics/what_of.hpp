#pragma once

#include <exception>
#include <string>

namespace weir::diagnostics {

/// What an exception says, whatever its type. Where that would be only the name of a type or of an error, says what it means and how to
/// mend it.
[[nodiscard]] std::string what_of(const std::exception_ptr& cause);

}  // namespace weir::diagnostics
