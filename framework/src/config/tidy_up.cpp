#include "config/tidy_up.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <string_view>

#include "diagnostics/shown.hpp"

namespace weir::config {

using diagnostics::shown;

namespace {

constexpr std::size_t kShortestHidden = 4;  // a shorter value is in too much that has nothing to do with it

void hide(std::string& text, std::string_view secret, std::string_view instead) {
  for (std::size_t at = text.find(secret); at != std::string::npos; at = text.find(secret, at + instead.size()))
    text.replace(at, secret.size(), instead);
}

void hide(std::string& text, const std::string& secret) {
  hide(text, fmt::format("'{}'", secret), "'***'");
  hide(text, fmt::format("\"{}\"", secret), "\"***\"");
  if (secret.size() >= kShortestHidden) hide(text, secret, "***");
}

}  // namespace

void tidy_up(std::vector<Diagnostic>& diagnostics, const PipelineConfig& config) {
  std::vector<Position> told;
  std::erase_if(diagnostics, [&](const Diagnostic& diagnostic) {
    if (std::ranges::find(config.unresolved, diagnostic.position) == config.unresolved.end()) return false;
    if (std::ranges::find(told, diagnostic.position) != told.end()) return true;
    told.push_back(diagnostic.position);
    return false;
  });
  for (const std::string& secret : config.secrets) {
    for (Diagnostic& diagnostic : diagnostics) {
      for (const std::string& text : {secret, shown(secret)}) {
        hide(diagnostic.problem.what, text);
        hide(diagnostic.problem.mend, text);
      }
    }
  }
}

}  // namespace weir::config
