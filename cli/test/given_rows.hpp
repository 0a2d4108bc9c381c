#pragma once

#include <string_view>

#include <weir/registry.hpp>

namespace weir::cli {

/// The name of the kind below.
inline constexpr std::string_view kGivenRows = "case.rows";

/// A source of the rows that its params hold: `rows`, a list of maps of scalars, and `columns`, a map of types by names. Without `columns`
/// these are all that the rows name, of types as their values show them.
[[nodiscard]] Kind given_rows_kind();

}  // namespace weir::cli
