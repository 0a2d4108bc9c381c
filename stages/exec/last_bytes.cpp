#include "exec/last_bytes.hpp"

#include <algorithm>

#include "diagnostics/printable.hpp"

namespace weir::stages {

void LastBytes::add(std::string_view bytes) {
  cut_ = cut_ || bytes.size() > kKept;
  kept_ += bytes.substr(bytes.size() - std::min(bytes.size(), kKept));
  if (kept_.size() <= 2 * kKept) return;
  kept_.erase(0, kept_.size() - kKept);
  cut_ = true;
}

std::string LastBytes::shown() const {
  std::string_view rest = kept_;
  if (rest.size() > kKept || cut_) {
    rest.remove_prefix(rest.size() - std::min(rest.size(), kKept));
    if (const std::size_t end = rest.find('\n'); end + 1 < rest.size()) rest.remove_prefix(end + 1);
  }
  std::string text;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    text += "\n  " + diagnostics::printable(rest.substr(0, end), diagnostics::Layout::escape);
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return text;
}

}  // namespace weir::stages
