#pragma once

// What `produce` of a source or an expander returns: whether there is more to come. No thread of its own: a plain value.

#pragma GCC visibility push(default)
namespace weir {

/// What the caller of `produce` does next.
enum class Next {
  again,  ///< calls `produce` again: there may be more, and the output was full or the stage wants to be called later
  done,   ///< ends the stream of the source, or opens the expander's next item; what this call pushed still counts
};

}  // namespace weir
#pragma GCC visibility pop
