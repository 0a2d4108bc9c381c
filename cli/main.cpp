#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <initializer_list>

#include "command_line.hpp"

namespace {

// A closed standard stream is replaced by a descriptor that can be neither read nor written, so that no file opened later becomes stdout or
// stderr by chance.
void hold_standard_streams() {
  for (const int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (fcntl(descriptor, F_GETFD) != -1 || errno != EBADF) continue;
    // `open` takes the lowest free number, which is this one. It is opened the wrong way round, so using it is still an error.
    if (open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY) == -1) break;
  }
}

// Writing to a pipe without a reader, or beyond the file size limit of the process (`ulimit -f`), becomes an error instead of a signal.
void make_write_signals_errors() {
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
}

// How a program of a stage has ended could not be known where whoever started the command does not want to know it of its own.
void hear_of_children() {
  std::signal(SIGCHLD, SIG_DFL);
}

}  // namespace

int main(int argc, char** argv) {
  hold_standard_streams();
  make_write_signals_errors();
  hear_of_children();
  return weir::cli::run_command_line(argc, argv);
}
