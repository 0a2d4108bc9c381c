#pragma once

// What stages and functions return that decide how a stream goes on: `Next` and `Pass`. No thread of their own: plain values.

#pragma GCC visibility push(default)
namespace weir {

/// What `produce` of a source or an expander returns: what its caller does next. A sink made of one function may return it too.
enum class Next {
  /// Calls `produce` again: there may be more, and the output was full or the stage wants to be called later. Of a sink: it takes more.
  again,
  /// Calls `produce` again when something outside has happened: for a class that derives from `Waits`, too, and has said in this call what
  /// it waits for. No worker is held meanwhile. Not for a sink.
  wait,
  /// Ends the stream of the source, or opens the expander's next item; what this call pushed still counts. Of a sink: it has had enough.
  done,
};

/// What the predicate of a filter may return in place of a `bool`, when there comes a time at which it has had enough.
enum class Pass {
  no,    ///< the item does not pass
  yes,   ///< the item passes
  last,  ///< the item passes, and is the last one: the filter has had enough
  end,   ///< neither the item nor any later one passes: the filter has had enough
};

}  // namespace weir
#pragma GCC visibility pop
