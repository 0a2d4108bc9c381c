#include "terminal/terminal.hpp"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include <string>

#include "catch.hpp"

using weir::FileUse;
using weir::Plan;
using weir::cli::writes_to_terminal;

namespace {

/// A terminal of its own.
class Terminal {
 public:
  Terminal() : ours_(posix_openpt(O_RDWR | O_NOCTTY)) {
    REQUIRE(ours_ >= 0);
    REQUIRE(grantpt(ours_) == 0);
    REQUIRE(unlockpt(ours_) == 0);
    name_ = ptsname(ours_);
    theirs_ = open(name_.c_str(), O_RDWR | O_NOCTTY);
    REQUIRE(theirs_ >= 0);
  }
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;
  ~Terminal() {
    close(theirs_);
    close(ours_);
  }

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] int descriptor() const { return theirs_; }

 private:
  int ours_;
  int theirs_ = -1;
  std::string name_;
};

Plan plan_with(const std::string& path, FileUse use) {
  Plan plan;
  plan.stages.resize(2);
  plan.stages.back().files.push_back({path, use, "path", {}});
  return plan;
}

}  // namespace

TEST_CASE("A stage that writes to the terminal is found, by whatever name it has it") {
  const Terminal terminal;
  const std::string descriptor = "/proc/self/fd/" + std::to_string(terminal.descriptor());
  CHECK(writes_to_terminal(plan_with(terminal.name(), FileUse::written), terminal.descriptor()));
  CHECK(writes_to_terminal(plan_with(descriptor, FileUse::written), terminal.descriptor()));
  CHECK(writes_to_terminal(plan_with("/dev/tty", FileUse::written), terminal.descriptor()));
}

TEST_CASE("A plan that only reads the terminal, or writes elsewhere, leaves it free") {
  const Terminal terminal;
  const Terminal other;
  CHECK_FALSE(writes_to_terminal(plan_with(terminal.name(), FileUse::read), terminal.descriptor()));
  CHECK_FALSE(writes_to_terminal(plan_with(other.name(), FileUse::written), terminal.descriptor()));
  CHECK_FALSE(writes_to_terminal(plan_with("/dev/null", FileUse::written), terminal.descriptor()));
  CHECK_FALSE(writes_to_terminal(plan_with("/nowhere/at/all", FileUse::written), terminal.descriptor()));
  CHECK_FALSE(writes_to_terminal(Plan{}, terminal.descriptor()));
}

TEST_CASE("Where no terminal is behind the descriptor, none is written to") {
  const Terminal terminal;
  const int null = open("/dev/null", O_WRONLY);
  CHECK_FALSE(writes_to_terminal(plan_with("/dev/null", FileUse::written), null));
  CHECK_FALSE(writes_to_terminal(plan_with(terminal.name(), FileUse::written), null));
  close(null);
}
