#pragma once

namespace weir::runtime {

/// Whether an inlet or an outlet, which has one replica, sleeps until its host acts. Under the stage's gate.
///
/// A wake that comes while the replica runs may be for what it has just missed, so it keeps the replica from falling asleep.
class HostWait {
 public:
  void wake() noexcept {
    woken_ = true;
    asleep_ = false;
  }
  /// The replica is handed out, and looks at what the host has done so far.
  void hand_out() noexcept { asleep_ = woken_ = false; }
  /// The replica has settled; `waits`: its last call found nothing to do. Returns whether it falls asleep: otherwise it is to look again.
  bool fall_asleep(bool waits) noexcept {
    asleep_ = waits && !woken_;
    woken_ = false;
    return asleep_;
  }
  [[nodiscard]] bool asleep() const noexcept { return asleep_; }

 private:
  bool asleep_ = false;
  bool woken_ = false;  // since the replica was last handed out
};

}  // namespace weir::runtime
