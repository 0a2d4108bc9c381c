#include "sqlite/new_database.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include <weir/resolved_path.hpp>

#include "system/output_error.hpp"
#include "system/temporary_name.hpp"

namespace weir::stages {

namespace fs = std::filesystem;

NewDatabase::NewDatabase(const fs::path& path, bool seen_from_start) : path_(path) {
  std::error_code unknown;
  const bool there = fs::exists(path, unknown);
  if (unknown) fail_output(path, unknown.message());
  if (!there && !seen_from_start) make();
}

NewDatabase::~NewDatabase() {
  remove();
}

void NewDatabase::make() {
  remove_abandoned_temporaries(path_);
  temporary_ = temporary_beside(path_);
  descriptor_ = ::open(temporary_.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  const int error = errno;
  if (descriptor_ >= 0) {
    ::flock(descriptor_, LOCK_EX | LOCK_NB);  // where files cannot be locked, they are not looked for either
    return;
  }
  temporary_.clear();
  fail_output(path_, fmt::format("no file can be made in the folder '{}': {}", folder_of(path_).string(), text_of(error)));
}

// A link never takes the place of another file; where there are no links, a rename has to do.
void NewDatabase::publish() {
  if (!exists()) return;
  int result = ::link(temporary_.c_str(), path_.c_str());
  if (result != 0 && (errno == EPERM || errno == EOPNOTSUPP) && ::access(path_.c_str(), F_OK) != 0)
    result = ::rename(temporary_.c_str(), path_.c_str());
  if (result == 0) return remove();
  if (errno == EEXIST) fail_output(path_, "it was not there when the run began, and has been made by another program since");
  fail_output(path_, errno);
}

void NewDatabase::remove() noexcept {
  if (!exists()) return;
  ::unlink(temporary_.c_str());
  temporary_.clear();
  ::close(descriptor_);
}

}  // namespace weir::stages
