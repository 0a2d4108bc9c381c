#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <weir/config.hpp>

namespace weir::config {

/// The largest text that is read as a config. Far above any real one; it keeps time and memory small whatever the text holds.
inline constexpr std::size_t kLargestText = std::size_t{1} << 20;

/// The text as weir keeps it: no byte order mark, and every line end a single `\n`.
[[nodiscard]] std::string normalized(std::string_view text);

/// False, with a diagnostic, when the text is larger than `kLargestText`.
bool check_size(std::string_view text, std::uint32_t text_index, std::vector<Diagnostic>& diagnostics);

/// False, with a diagnostic at the first fault, when the text is not UTF-8 or holds a control character. Expects a normalized text.
bool check_text(std::string_view text, std::uint32_t text_index, std::vector<Diagnostic>& diagnostics);

}  // namespace weir::config
