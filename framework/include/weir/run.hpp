#pragma once

// A run in progress, as `Pipeline::start` returns it: to wait for its end, to stop or drain it, to reach its inlets and outlets.
// Any thread may use it, but a signal handler may not.

#include <memory>
#include <string>
#include <string_view>

#include <weir/duration.hpp>
#include <weir/inlet.hpp>
#include <weir/outlet.hpp>
#include <weir/report.hpp>

#pragma GCC visibility push(default)
namespace weir {

/// A run in progress on a thread of its own. Destroying it stops the run and waits for its end.
///
/// Threading: any number of threads may call all members but moving and destruction.
///
/// Requires: the caller is not a signal handler, which may set a flag for another thread instead. Of a run that was moved from, only
/// destruction and assignment.
class Run {
 public:
  Run(Run&&) noexcept;             ///< the other may then only be destroyed or assigned to
  Run& operator=(Run&&) noexcept;  ///< ends its previous run as the destructor does
  /// Requires: the caller is not a callback or a stage of this run, which would wait for itself.
  ~Run();

  /// Waits for the end. Throws what ended the run: `StageError`, `TimeoutError`, `StallError`, or `Error` when the threads that it needs
  /// could not be made. May be called again, with the same outcome. Requires: the caller is not a callback or a stage of this run.
  RunReport wait();
  /// Waits at most that long. Returns whether the run has ended. Requires: as `wait`.
  bool wait_for(Duration duration);
  /// Ends the run within one batch a worker. What is in the queues is dropped, and sinks do not finish.
  void stop() noexcept;
  /// Ends sources as if exhausted and closes inlets. What is in the pipeline goes through, and the sinks finish.
  void drain() noexcept;
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

/// Gives back the arenas of oneTBB that weir keeps for later runs: for a program that is about to end oneTBB (`finalize`), which they would
/// prevent. From any thread. Requires: no run is under way; those that it has would be kept when it ends.
void release_arenas() noexcept;

}  // namespace weir
#pragma GCC visibility pop
