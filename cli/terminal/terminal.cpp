#include "terminal/terminal.hpp"

#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <algorithm>
#include <string>

namespace weir::cli {
namespace {

bool is_terminal(const std::string& path, dev_t terminal) {
  const dev_t own_terminal = makedev(5, 0);  // `/dev/tty`, the process's terminal (Linux, admin-guide/devices.txt)
  struct stat file {};
  const int failed = path == "-" ? fstat(STDOUT_FILENO, &file) : stat(path.c_str(), &file);
  return failed == 0 && S_ISCHR(file.st_mode) && (file.st_rdev == terminal || file.st_rdev == own_terminal);
}

}  // namespace

bool writes_to_terminal(const Plan& plan, int descriptor) {
  struct stat terminal {};
  if (isatty(descriptor) == 0 || fstat(descriptor, &terminal) != 0) return false;
  return std::any_of(plan.stages.begin(), plan.stages.end(), [&](const PlannedStage& stage) {
    return std::any_of(stage.files.begin(), stage.files.end(),
                       [&](const PlannedFile& file) { return file.use == FileUse::written && is_terminal(file.path, terminal.st_rdev); });
  });
}

}  // namespace weir::cli
