#pragma once

#include <cstddef>
#include <system_error>
#include <thread>
#include <utility>

namespace weir::runtime {

/// Throws the `Error` that says that a run cannot have the threads that it needs, why, and what to do about it.
[[noreturn]] void refuse_thread(const std::system_error& error);

/// A thread that runs `body`. Throws `Error` when the system grants no more.
template <class F>
std::thread new_thread(F body) {
  try {
    return std::thread(std::move(body));
  } catch (const std::system_error& error) {
    refuse_thread(error);
  }
}

/// Throws `Error` unless the system grants `workers` threads of oneTBB's, all at once. oneTBB makes its threads inside each other, where a
/// failure ends the process, so whether there can be so many is found out beforehand.
///
/// Only a number that is larger than all that the process has had granted is tried, so that costs some 20 us a thread once. If the limit
/// is lowered, or other threads of the user take what was left, oneTBB still meets it unprepared.
void require_workers(std::size_t workers);

}  // namespace weir::runtime
