// The one place that makes the text of a diagnostic.

#include <fmt/format.h>

#include <weir/error.hpp>

#include "diagnostics/shown.hpp"
#include "diagnostics/stage_label.hpp"

namespace weir {

using diagnostics::shown;
using diagnostics::stage_label;

namespace {

std::string key_label(std::string_view path) {
  constexpr std::string_view kParams = "params.";
  if (path.starts_with(kParams)) return fmt::format("param '{}'", shown(path.substr(kParams.size())));
  return fmt::format("key '{}'", shown(path));
}

}  // namespace

std::string Problem::text() const {
  return mend.empty() ? what : fmt::format("{}; {}", what, mend);
}

std::string Diagnostic::message() const {
  const std::string of_stage = stage ? fmt::format("{}: ", stage_label(stage_name, *stage)) : "";
  const std::string of_key = key.empty() ? "" : fmt::format("{}: ", key_label(key));
  return fmt::format("{}{}{}", of_stage, of_key, problem.text());
}

}  // namespace weir
