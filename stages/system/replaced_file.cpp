#include "system/replaced_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <weir/resolved_path.hpp>

#include "system/copy_bytes.hpp"
#include "system/file_addition.hpp"
#include "system/output_error.hpp"
#include "system/temporary_name.hpp"

namespace weir::stages {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kCopiedAtOnce = std::size_t{256} * 1024;

}  // namespace

ReplacedFile::ReplacedFile(fs::path path, fs::path target, bool sync, const FileCalls& calls)
    : ReplacedFile(std::move(path), std::move(target), sync, calls, false) {}

std::unique_ptr<ReplacedFile> ReplacedFile::one_of_many(fs::path path, fs::path target, bool sync, const FileCalls& calls) {
  return std::unique_ptr<ReplacedFile>(new ReplacedFile(std::move(path), std::move(target), sync, calls, true));
}

ReplacedFile::ReplacedFile(fs::path path, fs::path target, bool sync, const FileCalls& calls, bool one_of_many)
    : path_(std::move(path)), target_(std::move(target)), sync_(sync), one_of_many_(one_of_many), calls_(calls) {
  struct stat found {};
  if (::stat(target_.c_str(), &found) == 0)
    existing_ = found;
  else if (errno != ENOENT)
    fail_output(path_, errno);
  // A file that may not be written is not to be replaced either, though the folder's permissions would allow it.
  if (existing_ && ::faccessat(AT_FDCWD, target_.c_str(), W_OK, AT_EACCESS) != 0) fail_output(path_, errno);
  try {
    open_temporary();
    if (!existing_) return;
    in_place_ = in_place_ || needs_its_inode();
    take_over_owner();
  } catch (...) {
    discard();
    throw;
  }
}

ReplacedFile::~ReplacedFile() {
  discard();
}

void ReplacedFile::discard() noexcept {
  if (folder_ >= 0) calls_.close(folder_);
  if (descriptor_ >= 0) calls_.close(descriptor_);
  remove_temporary();
}

void ReplacedFile::remove_temporary() noexcept {
  if (!temporary_.empty()) ::unlink(temporary_.c_str());
  temporary_.clear();
}

void ReplacedFile::open_temporary() {
  if (open_nameless(folder_of(target_)) || open_named()) return;
  const int error = errno;
  const bool unwritable_folder = error == EACCES || error == EPERM || error == EROFS;
  if (existing_ && unwritable_folder) return open_elsewhere(error);
  const std::string folder = folder_of(target_).string();
  if (error == ENOENT) fail_output(path_, fmt::format("the folder '{}' does not exist", folder));
  fail_output(path_, fmt::format("no file can be made in the folder '{}': {}", folder, text_of(error)));
}

// It is gone when the process ends. Not every file system has nameless files, and without /proc they cannot be given a name.
bool ReplacedFile::open_nameless(const fs::path& folder) {
  descriptor_ = calls_.open(folder.c_str(), O_RDWR | O_TMPFILE | O_CLOEXEC, 0666);
  if (descriptor_ < 0) return false;
  if (::access(name_of_descriptor(descriptor_).c_str(), F_OK) == 0) return true;
  calls_.close(std::exchange(descriptor_, -1));
  return false;
}

bool ReplacedFile::open_named() {
  if (!one_of_many_) remove_abandoned_temporaries(target_);  // which lists the folder, and takes what is suspended for abandoned
  for (;;) {
    temporary_ = temporary_beside(target_);
    descriptor_ = calls_.open(temporary_.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (descriptor_ < 0 && errno == EEXIST) continue;
    if (descriptor_ < 0) {
      temporary_.clear();
      return false;
    }
    struct stat made {};
    const bool locked = ::flock(descriptor_, LOCK_EX | LOCK_NB) == 0;
    if (!locked || ::fstat(descriptor_, &made) != 0 || made.st_nlink > 0) return true;
    calls_.close(std::exchange(descriptor_, -1));  // another process took it for abandoned before it was locked
  }
}

void ReplacedFile::open_elsewhere(int error) {
  std::error_code none;
  const fs::path folder = fs::temp_directory_path(none);
  if (!none && open_nameless(folder)) {
    in_place_ = elsewhere_ = true;
    return;
  }
  const std::string nor =
      none ? "and TMPDIR is not a folder" : fmt::format("nor in that for temporary files, '{}': {}", folder.string(), text_of(errno));
  fail_output(path_, fmt::format("no file can be made in the folder '{}': {}, {}", folder_of(target_).string(), text_of(error), nor));
}

// A new file in the old one's place would lose its other names, and its extended attributes.
bool ReplacedFile::needs_its_inode() const {
  if (existing_->st_nlink > 1) return true;
  constexpr std::size_t kRoom = 4096;
  std::array<char, kRoom> names{};
  const ssize_t size = ::listxattr(target_.c_str(), names.data(), names.size());
  if (size < 0) return errno != ENOTSUP && errno != ENOSYS;  // there may be some
  for (std::string_view rest(names.data(), static_cast<std::size_t>(size)); !rest.empty();) {
    const std::string_view name = rest.substr(0, rest.find('\0'));
    if (name.starts_with("user.") || name == "system.posix_acl_access") return true;
    rest.remove_prefix(std::min(rest.size(), name.size() + 1));
  }
  return false;
}

void ReplacedFile::take_over_owner() {
  struct stat made {};
  if (::fstat(descriptor_, &made) != 0) fail_output(path_, errno);
  const bool same = made.st_uid == existing_->st_uid && made.st_gid == existing_->st_gid;
  // Permission to write a file is not permission to change its owner.
  if (!same && ::fchown(descriptor_, existing_->st_uid, existing_->st_gid) != 0) in_place_ = true;
  constexpr unsigned kPermissions = 0777;
  if (::fchmod(descriptor_, existing_->st_mode & kPermissions) != 0) in_place_ = true;
}

void ReplacedFile::write(std::span<const std::byte> bytes) {
  if (const int error = write_all(descriptor_, bytes)) fail_output(path_, error);
}

void ReplacedFile::write_at(std::uint64_t offset, std::span<const std::byte> bytes) {
  if (const int error = write_all_at(descriptor_, offset, bytes)) fail_output(path_, error);
}

void ReplacedFile::suspend() {
  if (elsewhere_) fail_output(path_, fmt::format("no file can be made in the folder '{}'", folder_of(target_).string()));
  give_name();
  if (calls_.close(std::exchange(descriptor_, -1)) != 0 && errno != EINTR) fail_output(path_, errno);
}

void ReplacedFile::resume() {
  descriptor_ = calls_.open(temporary_.c_str(), O_RDWR | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0);
  if (descriptor_ < 0) fail_output(path_, fmt::format("its temporary '{}' cannot be opened: {}", temporary_.string(), text_of(errno)));
}

void ReplacedFile::commit() {
  sync_bytes();
  if (in_place_) {
    write_in_place();
  } else {
    open_folder();
    const int error = try_rename(target_);
    if (existing_ && (error == EBUSY || error == EXDEV))  // a mount point of its own, as containers have it
      write_in_place();
    else if (error != 0)
      fail_output(path_, error);
    else
      sync_folder();
  }
  close();
}

void ReplacedFile::commit_added(std::uint64_t header, bool is_text, const std::function<bool()>& stopping) {
  if (!link_new()) FileAddition(path_, target_, {descriptor_, header, is_text}, calls_).add(sync_, stopping);
  close();
}

void ReplacedFile::require_addable(std::uint64_t header, bool is_text) const {
  if (existing_) FileAddition(path_, target_, {descriptor_, header, is_text}, calls_).require_fit();
}

// A rename would replace what another process has written there meanwhile.
bool ReplacedFile::link_new() {
  if (::access(target_.c_str(), F_OK) == 0) return false;
  sync_bytes();
  open_folder();
  const std::string from = temporary_.empty() ? name_of_descriptor(descriptor_) : temporary_.string();
  if (::linkat(AT_FDCWD, from.c_str(), AT_FDCWD, target_.c_str(), AT_SYMLINK_FOLLOW) != 0) {
    if (errno == EEXIST) return false;
    fail_output(path_, errno);
  }
  sync_folder();
  return true;
}

std::optional<fs::path> ReplacedFile::commit_partial() {
  sync_bytes();
  fs::path name = target_;
  name += ".partial";
  const bool kept = !elsewhere_ && try_rename(name) == 0;
  close();
  return kept ? std::optional(name) : std::nullopt;
}

void ReplacedFile::sync_bytes() const {
  if (sync_ && descriptor_ >= 0 && calls_.fsync(descriptor_) != 0 && errno != EINVAL) fail_output(path_, errno);
}

// The name is in the folder, which reaches the disk by itself only seconds later. It is opened while nothing has changed yet: opening it
// may fail.
void ReplacedFile::open_folder() {
  if (!sync_ || one_of_many_) return;
  folder_ = calls_.open(folder_of(target_).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
  if (folder_ < 0 && errno != EACCES) fail_output(path_, errno);  // it may be one to write and not to read
}

// Not all file systems can sync one.
void ReplacedFile::sync_folder() const {
  if (folder_ >= 0 && calls_.fsync(folder_) != 0 && errno != EINVAL) fail_output(path_, errno);
}

// A link cannot replace a file that exists, a rename can.
void ReplacedFile::give_name() {
  if (!temporary_.empty()) return;
  const std::string nameless = name_of_descriptor(descriptor_);
  fs::path name;
  int result = -1;
  do {
    name = temporary_beside(target_);
    result = ::linkat(AT_FDCWD, nameless.c_str(), AT_FDCWD, name.c_str(), AT_SYMLINK_FOLLOW);
  } while (result != 0 && errno == EEXIST);
  if (result != 0) fail_output(path_, errno);
  temporary_ = std::move(name);  // which cannot fail: it is to be removed now
}

// Returns errno, or 0.
int ReplacedFile::try_rename(const fs::path& name) {
  give_name();
  if (calls_.rename(temporary_.c_str(), name.c_str()) != 0) return errno;
  temporary_.clear();
  return 0;
}

void ReplacedFile::write_in_place() {
  std::vector<std::byte> buffer(kCopiedAtOnce);  // before anything is changed: there may be no memory for it
  if (descriptor_ < 0) resume();
  const int to = calls_.open(target_.c_str(), O_WRONLY | O_CLOEXEC, 0);
  if (to < 0) fail_output(path_, errno);
  CopyResult result = replace_bytes(descriptor_, to, buffer);
  if (result.error == 0 && sync_ && calls_.fsync(to) != 0 && errno != EINVAL) result.error = errno;
  if (calls_.close(to) != 0 && errno != EINTR && result.error == 0) result.error = errno;
  if (result.error == 0) return;
  const char* state = result.begun ? "; it could not be replaced as a whole, and holds a part of the new content now" : "";
  fail_output(path_, text_of(result.error) + state);
}

void ReplacedFile::close() {
  const int result = descriptor_ < 0 ? 0 : calls_.close(std::exchange(descriptor_, -1));
  const int error = errno;
  remove_temporary();
  if (result != 0 && error != EINTR) fail_output(path_, error);
}

}  // namespace weir::stages
