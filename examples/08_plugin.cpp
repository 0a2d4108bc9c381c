// A plugin: a shared library with kinds of its own, for the command `weir` and every program that reads pipeline files.
//
// 08_plugin.yaml names the library under `plugins:`. Then its kinds are like built-in ones: `weir kinds --plugin ./08_plugin.so` lists
// them, errors in their params point at the line of the file. Notice that `weir_plugin` is the only thing that the library must export, and
// that the stage itself is written as in a program.

#include <weir/plugin.hpp>
#include <weir/stage.hpp>

#include <cstdint>

namespace collatz {

struct Trajectory {
  std::uint64_t start = 0;
  int steps = 0;
};

/// How `table.write` shows a trajectory.
void describe(weir::ItemDescription<Trajectory>& d) {
  d.name("Trajectory").column("start", &Trajectory::start).column("steps", &Trajectory::steps);
}

/// Counts up.
class Starts final : public weir::Source<std::uint64_t> {
 public:
  struct Params {
    std::uint64_t to = 1000;
  };
  static void describe(weir::Description<Params>& d) {
    d.summary("The numbers from 1 on.");
    d.param("to", &Params::to, "the last number").at_least(1);
  }
  explicit Starts(const Params& params) : params_(params) {}

  weir::Next produce(weir::Output<std::uint64_t>& out) override {
    for (; next_ <= params_.to; ++next_) {
      if (out.full()) return weir::Next::again;
      out.push(next_);
    }
    return weir::Next::done;
  }

 private:
  Params params_;
  std::uint64_t next_ = 1;
};

/// Halve what is even, triple what is odd and add one, until it is 1.
Trajectory follow(std::uint64_t start) {
  Trajectory trajectory{start, 0};
  for (std::uint64_t n = start; n != 1; ++trajectory.steps) n = n % 2 == 0 ? n / 2 : 3 * n + 1;
  return trajectory;
}

bool is_long(const Trajectory& trajectory) {
  return trajectory.steps >= 200;
}

}  // namespace collatz

const weir::Plugin* weir_plugin() {
  static const weir::Plugin plugin{.add_kinds = [](weir::Registry& registry) {
    registry.add<collatz::Starts>("collatz.starts");
    registry.map("collatz.follow", collatz::follow, "The number of steps until a number becomes 1.");
    registry.filter("collatz.long", collatz::is_long, "Passes on the trajectories of 200 steps and more.");
  }};
  return &plugin;
}
