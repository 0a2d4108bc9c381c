#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <variant>

#include <weir/error.hpp>

namespace weir::config {

/// A `${NAME}` in a text.
struct VariableReference {
  /// What becomes of a name that has no value, or an empty one.
  enum class Otherwise {
    fail,      ///< `${NAME}`: only one without a value is an error
    fallback,  ///< `${NAME:-words}`
    message,   ///< `${NAME:?words}`
  };

  std::string_view name;
  Otherwise otherwise = Otherwise::fail;
  std::string_view words;  ///< the default or the message
  std::size_t size = 0;    ///< in bytes, of all of it
};

/// Reads the one at the front of `text`, or says what is wrong with it. Requires: `text` begins with `${`.
[[nodiscard]] std::variant<VariableReference, Problem> read_reference(std::string_view text);

/// Makes `${…}` a word like others to a parser of YAML, which would take its characters for brackets, commas, colons and comments where no
/// quotes are around it. Each such character becomes one that no text of a config has, so all places stay where they are.
void mask_references(std::string& text);

/// Undoes that in a part of the text.
[[nodiscard]] std::string unmasked(std::string_view text);

}  // namespace weir::config
