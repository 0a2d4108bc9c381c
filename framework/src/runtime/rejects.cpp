#include <utility>

#include <weir/detail/rejects.hpp>
#include <weir/error.hpp>

namespace weir {

std::string detail::reject_text(const std::string& reason, const std::string& origin) {
  return reason.find(origin) != std::string::npos ? reason : reason + " (" + origin + ')';
}

ItemError::ItemError(const std::string& reason, std::string origin)
    : Error(detail::reject_text(reason, origin)), reason_(reason), origin_(std::move(origin)) {}

}  // namespace weir
