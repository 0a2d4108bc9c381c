#pragma once

// What `Inlet::try_push` and `Inlet::push_for` return. A plain value, for any thread.

#pragma GCC visibility push(default)
namespace weir {

/// What became of an item that a host pushed into an inlet.
enum class PushResult {
  accepted,  ///< it is in the pipeline
  full,      ///< there is no room now; the item is still the caller's
  closed,    ///< the inlet is closed, the run has ended, or nobody reads the inlet any more; the item is still the caller's
};

}  // namespace weir
#pragma GCC visibility pop
