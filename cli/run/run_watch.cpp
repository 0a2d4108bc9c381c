#include "run/run_watch.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>

#include <weir/param_value.hpp>

#include "terminal/say.hpp"

namespace weir::cli {
namespace {

using std::chrono::nanoseconds;

// How often the watch looks for signals.
constexpr std::chrono::milliseconds kPoll{50};

// `time + wait`, at most the end of the clock.
RunWatch::Clock::time_point later(RunWatch::Clock::time_point time, nanoseconds wait) {
  return time + std::min<nanoseconds>(wait, RunWatch::Clock::time_point::max() - time);
}

std::string answer(nanoseconds grace) {
  if (grace == nanoseconds(0)) return "weir: stopping: work under way is dropped\n";
  return fmt::format("weir: stopping: the sources end, and work under way has {} to finish; a second signal drops it\n",
                     format_value(grace));
}

}  // namespace

RunWatch::RunWatch(Run& run, std::optional<nanoseconds> timeout, nanoseconds grace, const Interrupts& interrupts, ProgressLine& progress)
    : run_(run),
      grace_(grace),
      interrupts_(interrupts),
      progress_(progress),
      give_up_(timeout ? later(later(Clock::now(), *timeout), kPatience) : Clock::time_point::max()) {}

bool RunWatch::wait() {
  while (!run_.wait_for(kPoll)) {
    obey();
    if (Clock::now() >= give_up_) return false;
    if (progress_.due()) progress_.show(run_.report());
  }
  return true;
}

void RunWatch::obey() {
  const int requests = interrupts_.requests();
  if (requests >= 1 && !drained_by_) drain();
  if (stopped_by_ != Stop::none) return;
  if (requests >= 2) stop(Stop::second_signal);
  if (drained_by_ && Clock::now() >= *drained_by_) stop(Stop::grace_over);
}

void RunWatch::drain() {
  run_.drain();
  drained_by_ = later(Clock::now(), grace_);
  progress_.leave_out_how_far();
  progress_.clear();
  say(answer(grace_), [] { return true; });
}

void RunWatch::stop(Stop cause) {
  run_.stop();
  stopped_by_ = cause;
  give_up_ = std::min(give_up_, later(Clock::now(), kPatience));
}

}  // namespace weir::cli
