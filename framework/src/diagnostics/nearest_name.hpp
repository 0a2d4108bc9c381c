#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace weir::diagnostics {

/// How many insertions, deletions, replacements and swaps of neighbours turn one text into the other (the restricted Damerau-Levenshtein
/// distance), letter case ignored. Work is the product of the lengths.
[[nodiscard]] std::size_t edit_distance(std::string_view a, std::string_view b);

/// The name that was probably meant by `written`, if one is near enough: at most a third of its letters differ.
/// Invisible characters do not count.
[[nodiscard]] std::optional<std::string> nearest_name(std::string_view written, std::span<const std::string> names);

/// `did you mean 'NAME'?` for the nearest of `names`, otherwise nothing: how to mend an unknown name. Also says which invisible character,
/// or which letter beyond ASCII, makes it differ from a name that looks the same.
[[nodiscard]] std::string did_you_mean(std::string_view written, std::span<const std::string> names);

}  // namespace weir::diagnostics
