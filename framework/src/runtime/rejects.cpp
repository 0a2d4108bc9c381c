#include <weir/detail/rejects.hpp>

namespace weir::detail {

std::string reject_text(const std::string& reason, const std::string& origin) {
  return origin.empty() ? reason : reason + " (" + origin + ')';
}

}  // namespace weir::detail
