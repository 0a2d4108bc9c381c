#include "diagnostics/listed.hpp"

#include <cstddef>

#include <fmt/format.h>

namespace weir::diagnostics {

std::string listed(std::span<const std::string> names, std::string_view last_word) {
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) text += i + 1 == names.size() ? fmt::format(" {} ", last_word) : ", ";
    text += names[i];
  }
  return text;
}

}  // namespace weir::diagnostics
