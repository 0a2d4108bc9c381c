#include "views/variables_view.hpp"

#include <fmt/format.h>

#include "diagnostics/printable.hpp"

namespace weir::cli {

std::string variables_text(std::span<const UsedVariable> variables) {
  std::string text;
  for (const UsedVariable& used : variables)
    text += fmt::format("  {} = {}{}\n", used.name,
                        used.secret ? "(a secret)" : diagnostics::printable(used.value, diagnostics::Layout::escape),
                        used.by_default ? ", by default" : "");
  return text.empty() ? text : "\nvariables\n" + text;
}

Json variables_json(std::span<const UsedVariable> variables) {
  Json json = Json::array();
  for (const UsedVariable& used : variables)
    json.push_back({{"name", used.name},
                    {"value", used.secret ? Json(nullptr) : Json(used.value)},
                    {"default", used.by_default},
                    {"secret", used.secret}});
  return json;
}

}  // namespace weir::cli
