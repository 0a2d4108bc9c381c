#pragma once

// A run under way, as `Pipeline::start` returns it: to wait for its end, to stop or drain it, to reach its inlets and outlets.
// Any thread may call it, but not a signal handler.

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include <weir/inlet.hpp>
#include <weir/outlet.hpp>
#include <weir/report.hpp>

namespace [[gnu::visibility("default")]] weir {

/// A pipeline under way on a thread of its own. All members may be called from any thread, though not from a signal handler, which sets a
/// flag instead. Destroying it stops the run and waits.
class Run {
 public:
  Run(Run&&) noexcept;             ///< the other one may only be destroyed or assigned to
  Run& operator=(Run&&) noexcept;  ///< ends the run that it had, as the destructor does
  ~Run();

  /// Waits for the end. Throws what ended the run: `StageError`, `TimeoutError`, `StallError`. May be called again, with the same outcome.
  RunReport wait();
  /// Waits at most that long; true when the run has ended.
  bool wait_for(std::chrono::nanoseconds duration);
  /// Ends the run within one batch a worker; what is in the queues is dropped, sinks do not finish.
  void stop();
  /// Sources end as if exhausted and inlets close; what is under way drains and the sinks finish.
  void drain();
  /// What has happened so far.
  [[nodiscard]] RunReport report() const;

  /// The host's end of the inlet of that name. Throws `Error` when there is none, or when its items are of another type.
  template <class T>
  [[nodiscard]] Inlet<T> inlet(std::string_view stage) const {
    return Inlet<T>(std::static_pointer_cast<detail::InletQueue<T>>(host_queue(stage, Role::source, item_type<T>())));
  }
  /// The host's end of the outlet of that name. Throws `Error` when there is none, or when its items are of another type.
  template <class T>
  [[nodiscard]] Outlet<T> outlet(std::string_view stage) const {
    return Outlet<T>(std::static_pointer_cast<detail::OutletQueue<T>>(host_queue(stage, Role::sink, item_type<T>())));
  }

 private:
  friend class Pipeline;
  struct State;
  explicit Run(std::unique_ptr<State> state);
  [[nodiscard]] std::shared_ptr<detail::HostQueue> host_queue(std::string_view stage, Role role, const ItemType& type) const;
  std::unique_ptr<State> state_;
};

}  // namespace weir
