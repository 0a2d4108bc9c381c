#include "new/new_files.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <system_error>

#include <weir/error.hpp>

#include "system/file_text.hpp"

namespace weir::cli {
namespace {

namespace fs = std::filesystem;

// What was made so far, to be removed when the rest cannot be made.
class Made {
 public:
  // Before it is made: to note it may fail.
  void will_make(fs::path path) { paths_.push_back(std::move(path)); }
  void could_not() noexcept { paths_.pop_back(); }
  void keep() { paths_.clear(); }
  Made() = default;
  Made(const Made&) = delete;
  Made& operator=(const Made&) = delete;
  ~Made() {
    std::error_code ignored;  // the error that led here is the one to report
    for (auto path = paths_.rbegin(); path != paths_.rend(); ++path) fs::remove(*path, ignored);
  }

 private:
  std::vector<fs::path> paths_;
};

[[noreturn]] void cannot(const char* what, const fs::path& path, const std::string& why) {
  throw Error(fmt::format("cannot {} '{}': {}", what, path.string(), why));
}

void make_folder(const fs::path& folder, Made& made) {
  if (folder.empty() || fs::is_directory(folder)) return;
  make_folder(folder.parent_path(), made);
  made.will_make(folder);
  std::error_code error;
  fs::create_directory(folder, error);
  if (!error) return;
  made.could_not();
  cannot("make the folder", folder, error.message());
}

// "wx": never overwrites a file, not even one made just now.
void write(const NewFile& file, Made& made) {
  made.will_make(file.path);
  std::unique_ptr<std::FILE, int (*)(std::FILE*)> out(std::fopen(file.path.c_str(), "wx"), std::fclose);
  if (out == nullptr) {
    const int error = errno;
    made.could_not();
    cannot("write", file.path, std::strerror(error));
  }
  if (std::fwrite(file.text.data(), 1, file.text.size(), out.get()) != file.text.size() || std::fclose(out.release()) != 0)
    cannot("write", file.path, std::strerror(errno));
}

void write(const std::vector<NewFile>& files, Made& made) {
  for (const NewFile& file : files) {
    if (fs::exists(fs::symlink_status(file.path))) throw Error(fmt::format("'{}' already exists; nothing was written", file.path.string()));
  }
  for (const NewFile& file : files) {
    make_folder(file.path.parent_path(), made);
    write(file, made);
  }
}

}  // namespace

void write_new_files(const std::vector<NewFile>& files) {
  Made made;
  write(files, made);
  made.keep();
}

void write_new_files(const std::vector<NewFile>& files, const NewFile& changed) {
  const NewFile fresh{fs::path(changed.path) += ".new", changed.text};
  Made made;
  write(std::vector{fresh}, made);
  write(files, made);
  std::error_code error;
  fs::rename(fresh.path, changed.path, error);
  if (error) cannot("replace", changed.path, error.message());
  made.keep();
}

FolderLock::FolderLock(const fs::path& folder) : folder_(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {
  if (folder_ < 0 || ::flock(folder_, LOCK_EX) != 0) cannot("lock the folder", folder, std::strerror(errno));
}

FolderLock::~FolderLock() {
  ::close(folder_);
}

std::string file_text(const fs::path& path) {
  try {
    return system::file_text(path);
  } catch (const std::system_error& error) {
    cannot("read", path, error.code().message());
  }
}

}  // namespace weir::cli
