// process_timer OUTPUT COMMAND [ARG...]: runs a program with its standard output in a file, and prints the seconds from its start to its
// end and its peak memory in bytes. A program of its own because Linux counts the memory of whoever starts a process into that process's
// peak.

#include <fcntl.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstring>

namespace {

int give_up(const char* what, const char* why) {
  std::fprintf(stderr, "process_timer: %s: %s\n", what, why);
  return 1;
}

int time_process(const char* output, char** command) {
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, output, O_WRONLY | O_CREAT | O_TRUNC, 0600);
  const auto start = std::chrono::steady_clock::now();
  pid_t child = 0;
  if (const int problem = posix_spawnp(&child, command[0], &files, nullptr, command, environ); problem != 0)
    return give_up(command[0], std::strerror(problem));
  int status = 0;
  rusage used{};
  if (wait4(child, &status, 0, &used) != child) return give_up(command[0], std::strerror(errno));
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  if (status != 0) return give_up(command[0], "it failed");
  std::printf("%.9f %ld\n", seconds.count(), used.ru_maxrss * 1024);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) return give_up("usage", "process_timer OUTPUT COMMAND [ARG...]");
  return time_process(argv[1], argv + 2);
}
