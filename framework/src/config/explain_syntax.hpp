#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <weir/config.hpp>

#include "config/yaml_fault.hpp"

namespace weir::config {

/// What to say of a text at which yaml-cpp gave up: `message` is its own, `where` the place where it noticed, `open` the innermost list or
/// map with brackets that it was in, or null. The fault may be further up, at what is to be mended.
[[nodiscard]] YamlFault explain(const std::string& message, Position where, const Value* open, std::string_view text);

/// What is likely to have caused a fault that was noticed at `where`, if anything near it or above it looks wrong.
[[nodiscard]] std::optional<YamlFault> likely_cause(std::string_view text, Position where);

/// A quote at the end of a text that nothing closes: yaml-cpp takes the end of the text for its end. Nothing unless the text
/// `ends_with_a_quote` to yaml-cpp.
[[nodiscard]] std::optional<YamlFault> last_quote_fault(std::string_view text, std::uint32_t text_index, bool ends_with_a_quote);

}  // namespace weir::config
