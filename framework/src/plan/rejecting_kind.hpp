#pragma once

#include <weir/detail/rejects.hpp>
#include <weir/registry.hpp>

namespace weir::plan {

/// Whether stages of the kind have an output for what they reject; it is the last one.
[[nodiscard]] inline bool has_rejects(const Kind& kind) {
  return detail::rejected_output(kind.role, kind.named_outputs).has_value();
}

/// Whether a call that failed can be made again, if its items can be copied.
[[nodiscard]] inline bool is_repeatable(const Kind& kind) {
  return kind.info.repeatable && !kind.waits_for_input;
}

/// Whether a call that failed can be made again, with the items as they came.
[[nodiscard]] inline bool can_retry(const Kind& kind) {
  return has_rejects(kind) && is_repeatable(kind) && kind.in->copyable;
}

}  // namespace weir::plan
