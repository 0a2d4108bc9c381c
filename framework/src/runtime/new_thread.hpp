#pragma once

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

}  // namespace weir::runtime
