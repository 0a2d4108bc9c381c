#include "runtime/poller.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <vector>

#include <weir/error.hpp>

#include "catch.hpp"

namespace weir::runtime {

using namespace std::chrono_literals;
using Wanted = std::vector<detail::WaitDescriptor>;

namespace {

class Pipe {
 public:
  Pipe() { REQUIRE(pipe2(ends_.data(), O_CLOEXEC | O_NONBLOCK) == 0); }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  ~Pipe() {
    close(ends_[0]);
    close(ends_[1]);
  }
  [[nodiscard]] int out() const { return ends_[0]; }
  [[nodiscard]] int in() const { return ends_[1]; }
  void fill() const { REQUIRE(write(in(), "a", 1) == 1); }

 private:
  std::array<int, 2> ends_{};
};

struct Opened : Poller {
  Opened() { open(); }
  // What is ready now.
  std::vector<std::uint64_t> ready() {
    set_time(SteadyTime::min());
    std::array<std::uint64_t, 8> keys{};
    const std::size_t count = sleep(keys);
    set_time(kNever);
    return {keys.begin(), keys.begin() + static_cast<std::ptrdiff_t>(count)};
  }
};

using Keys = std::vector<std::uint64_t>;

}  // namespace

TEST_CASE("A poller sleeps until a descriptor is ready, and says so once") {
  Opened poller;
  const Pipe pipe, other;
  const Wanted wanted{{pipe.out(), true, false}, {other.out(), true, false}};
  CHECK(poller.watch(wanted, 7));
  CHECK(poller.ready().empty());
  pipe.fill();
  std::array<std::uint64_t, 8> keys{};
  CHECK(poller.sleep(keys) == 1);
  CHECK(keys[0] == 7);
  CHECK(poller.ready().empty());
  poller.unwatch(wanted);
  CHECK(poller.watch(wanted, 8));
  CHECK(poller.ready() == Keys{8});
}

TEST_CASE("A poller watches one descriptor for reading and for writing") {
  Opened poller;
  const Pipe pipe;
  CHECK(poller.watch(Wanted{{pipe.in(), false, true}}, 1));
  CHECK(poller.ready() == Keys{1});
}

TEST_CASE("A poller refuses a descriptor that is watched already or is not open, and then watches none of the others") {
  Opened poller;
  const Pipe pipe, other;
  CHECK(poller.watch(Wanted{{pipe.out(), true, false}}, 1));
  other.fill();
  CHECK_THROWS_WITH(poller.watch(Wanted{{other.out(), true, false}, {pipe.out(), true, false}}, 2), Catch::Contains("dup makes one"));
  CHECK_THROWS_WITH(poller.watch(Wanted{{other.out(), true, false}, {-1, true, false}}, 3), Catch::Contains("Bad file descriptor"));
  CHECK(poller.ready().empty());
}

TEST_CASE("A regular file is always ready, and nothing is watched with it") {
  Opened poller;
  const Pipe pipe;
  pipe.fill();
  const int file = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
  REQUIRE(file >= 0);
  CHECK_FALSE(poller.watch(Wanted{{pipe.out(), true, false}, {file, true, false}}, 1));
  CHECK(poller.ready().empty());
  close(file);
}

TEST_CASE("A poller sleeps until its time, and no longer until the one before") {
  Opened poller;
  const SteadyTime start = machine_clock().now();
  poller.set_time(start + 1h);
  poller.set_time(start + 2ms);
  std::array<std::uint64_t, 1> keys{};
  while (machine_clock().now() < start + 2ms) CHECK(poller.sleep(keys) == 0);
}

}  // namespace weir::runtime
