#pragma once

#include <weir/detail/rejects.hpp>
#include <weir/registry.hpp>

namespace weir::plan {

/// Whether stages of the kind have an output for what they reject; it is the last one.
[[nodiscard]] inline bool has_rejects(const Kind& kind) {
  return !kind.named_outputs.empty() && kind.named_outputs.back().name == detail::kRejected && kind.role != Role::source;
}

/// Whether a call that failed can be made again, with the items as they came.
[[nodiscard]] inline bool can_retry(const Kind& kind) {
  return has_rejects(kind) && kind.info.repeatable && kind.in->copyable;
}

}  // namespace weir::plan
