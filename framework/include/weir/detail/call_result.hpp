#pragma once

#pragma GCC visibility push(default)
namespace weir {
namespace detail {

/// What to do after a call of a stage.
enum class CallResult {
  done,    ///< the input is used up; for a source: the end of the stream
  more,    ///< call again with what is left of the input: the outputs are full, an expander goes on, or others are to have the rest
  later,   ///< the same, after the time that the stage's `on_error` sets
  wait,    ///< something outside has to happen first: call again, with the same input, when the replica has been woken
  idle,    ///< the input is used up: call again when the replica has been woken, without input, or sooner with the next
  enough,  ///< the input is used up, and the stage wants no more
};

/// What a call that throws leaves of its input.
struct InputUse {
  bool one_by_one = false;  ///< each item is a matter of its own: a call with one of them says whether that one is at fault
  bool keeps = false;       ///< the items are as they were before the call
};

}  // namespace detail
}  // namespace weir
#pragma GCC visibility pop
