#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <weir/columns.hpp>
#include <weir/config.hpp>
#include <weir/item.hpp>
#include <weir/registry.hpp>

namespace weir::cli {

/// What a cell is, for what YAML would have to say to mean it.
enum class CellForm { unknown, boolean, integer, short_float, floating, text, time };

/// The rows that came to one place of a run, each cell as YAML has it. One run writes it, and nobody reads it meanwhile.
struct CapturedRows {
  std::vector<std::string> names;              ///< of the columns
  std::vector<CellForm> forms;                 ///< of the columns; unknown where all that came was null
  std::vector<std::vector<std::string>> rows;  ///< the first `most` of them
  std::size_t count = 0;                       ///< all of them
  std::size_t most = 0;                        ///< how many are kept
};

/// The columns that items of a type have, in rows the `columns` of these.
[[nodiscard]] std::vector<std::string> column_names(const ItemType& type, const Columns& columns);

/// A text as YAML has it: in quotes, where it would be something else without.
[[nodiscard]] std::string yaml_text(std::string_view text);
/// A scalar or null of a config as YAML has it, when it is read as a cell of that form: `1e3` is `1000` as a whole number.
[[nodiscard]] std::string yaml_cell(const Value& value, CellForm form);

/// The name of the kind below.
inline constexpr std::string_view kCapture = "case.capture";

/// A sink of items that can be printed, which keeps them in the one of `captured` that its param `place` says. The names of files that are
/// keys of `names` are written as these say. Requires: each place is used by one stage of one run at a time.
[[nodiscard]] Kind capture_kind(std::vector<std::shared_ptr<CapturedRows>> captured,
                                std::vector<std::pair<std::string, std::string>> names);

}  // namespace weir::cli
