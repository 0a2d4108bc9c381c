#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include <weir/config.hpp>

namespace weir::config {

/// How deep lists and maps may nest.
inline constexpr std::size_t kDeepestNesting = 64;
/// The most memory that the values of one text may take, aliases written out.
inline constexpr std::size_t kMostValueBytes = std::size_t{16} << 20;

/// How keys of the file begin that only hold anchors.
inline constexpr std::string_view kAnchorPrefix = "x-";

/// YAML text → the one value in it, with the position of every part. Anchors and aliases are written out: a value that comes through an
/// alias has the positions of its anchor. So are merge keys (`<<`). Tags, keys that are not scalars, keys given twice and a second document
/// are errors. Nothing when the text has a fault that hides the rest of it; faults go to `diagnostics`. Expects a text that passed
/// `check_text`.
std::optional<Value> parse_yaml(std::string_view text, std::uint32_t text_index, std::vector<Diagnostic>& diagnostics);

}  // namespace weir::config
