// A pipe without a reader raises no signal in the process of a host, whatever it does about SIGPIPE.

#include <pthread.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <ctime>

#include "catch.hpp"
#include "exec/descriptor.hpp"
#include "exec/quiet_write.hpp"

using weir::stages::Pipe;
using weir::stages::write_quietly;

namespace {

volatile std::sig_atomic_t signals_seen = 0;

void note_signal(int) {
  signals_seen = signals_seen + 1;
}

class OwnHandler {
 public:
  OwnHandler() {
    struct sigaction own {};
    own.sa_handler = note_signal;
    REQUIRE(::sigaction(SIGPIPE, &own, &before_) == 0);
  }
  OwnHandler(const OwnHandler&) = delete;
  OwnHandler& operator=(const OwnHandler&) = delete;
  ~OwnHandler() { ::sigaction(SIGPIPE, &before_, nullptr); }

 private:
  struct sigaction before_ {};
};

}  // namespace

TEST_CASE("A write to nobody fails, and raises no signal") {
  const OwnHandler handler;
  signals_seen = 0;
  Pipe pipe = Pipe::make();
  CHECK(write_quietly(pipe.writes.number(), "abc") == 3);
  pipe.reads.close();
  CHECK(write_quietly(pipe.writes.number(), "abc") == -1);
  CHECK(errno == EPIPE);
  CHECK(signals_seen == 0);
  CHECK(::write(pipe.writes.number(), "abc", 3) == -1);  // as it is without that
  CHECK(signals_seen == 1);
}

TEST_CASE("A SIGPIPE that a host holds back is left to it") {
  const OwnHandler handler;
  signals_seen = 0;
  sigset_t pipe_signal;
  sigset_t before;
  ::sigemptyset(&pipe_signal);
  ::sigaddset(&pipe_signal, SIGPIPE);
  ::pthread_sigmask(SIG_BLOCK, &pipe_signal, &before);
  ::raise(SIGPIPE);
  Pipe pipe = Pipe::make();
  pipe.reads.close();
  CHECK(write_quietly(pipe.writes.number(), "abc") == -1);
  const timespec at_once{};
  CHECK(::sigtimedwait(&pipe_signal, nullptr, &at_once) == SIGPIPE);
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
}
