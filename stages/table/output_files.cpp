#include "table/output_files.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <span>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include <weir/error.hpp>
#include <weir/resolved_path.hpp>

#include "compression/block_compressor.hpp"
#include "system/output_error.hpp"

namespace weir::stages {

namespace fs = std::filesystem;

namespace {

void require_regular_or_none(const std::string& path, const ResolvedPath& target) {
  struct stat found {};
  const bool exists = ::stat(path.c_str(), &found) == 0;
  if (!exists && errno != ENOENT && errno != ENOTDIR) fail_output(path, errno);
  if (target.own_descriptor || target.of_proc || (exists && !S_ISREG(found.st_mode)))
    fail_output(path, "it is not a regular file, as each of several files has to be");
}

// So that the names of its files are on the disk. Not all file systems can sync a folder, and it may be one to write and not to read.
void sync_folder(const fs::path& folder) {
  const int descriptor = kSystemCalls.open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
  if (descriptor < 0 && errno == EACCES) return;
  if (descriptor < 0) fail_output(folder, errno);
  const int error = kSystemCalls.fsync(descriptor) == 0 ? 0 : errno;
  kSystemCalls.close(descriptor);
  if (error != 0 && error != EINVAL) fail_output(folder, error);
}

}  // namespace

// The files first: their temporaries are in the folders. A folder with anything in it stays.
OutputFiles::~OutputFiles() {
  files_.clear();
  std::error_code ignored;
  for (; !folders_.empty(); folders_.pop_back()) fs::remove(folders_.back(), ignored);
}

std::string& OutputFiles::text_of(const std::string& path) {
  note_added();
  const auto found = files_.find(path);
  File& file = found == files_.end() ? make(path) : found->second;
  added_to_ = &file;
  size_before_ = file.text.size();
  return file.text;
}

void OutputFiles::note_added() {
  File* const file = std::exchange(added_to_, nullptr);
  if (file == nullptr) return;
  held_ += file->text.size() - size_before_;
  if (file->text.size() >= kTextOfOne) write_out(*file);
  if (held_ >= kTextOfAll) write_all();
}

OutputFiles::File& OutputFiles::make(const std::string& path) {
  if (files_.size() == most_)
    throw Error(fmt::format("cannot write '{}': there are {} files already; allow more with max_files", path, most_));
  const ResolvedPath target = resolve_path(path);
  require_regular_or_none(path, target);
  make_folders(path);
  if (!targets_.insert(target.path).second) fail_output(path, "a link leads from there to another file that is written");
  File file{ReplacedFile::one_of_many(path, target.path, sync_, kSystemCalls)};
  file.output->suspend();
  file.text = header_;
  held_ += header_.size();
  return files_.emplace(path, std::move(file)).first->second;
}

void OutputFiles::make_folders(const std::string& path) {
  std::vector<fs::path> missing;
  for (fs::path folder = folder_of(path); ::access(folder.c_str(), F_OK) != 0 && errno == ENOENT; folder = folder_of(folder))
    missing.push_back(folder);
  for (; !missing.empty(); missing.pop_back()) {
    constexpr mode_t kAll = 0777;
    folders_.push_back(missing.back());  // before it is there: then it is taken away again, also if memory runs out
    if (::mkdir(missing.back().c_str(), kAll) == 0) continue;
    const int error = errno;
    folders_.pop_back();
    if (error != EEXIST)
      fail_output(path, fmt::format("the folder '{}' cannot be made: {}", missing.back().string(), stages::text_of(error)));
  }
}

// What is compressed is a member each time.
void OutputFiles::write_out(File& file) {
  held_ -= file.text.size();
  if (form_.compression != Compression::none) file.text = compressed(form_.compression, form_.level, file.text);
  file.output->resume();
  file.output->write(std::as_bytes(std::span(file.text)));
  file.output->suspend();
  file.text = std::string();  // frees the memory: there may be many
}

void OutputFiles::write_all() {
  for (auto& [path, file] : files_) {
    if (!file.text.empty()) write_out(file);
  }
}

void OutputFiles::end_texts() {
  note_added();
  for (auto& [path, file] : files_) {
    if (!file.text.empty()) write_out(file);
    if (!sync_) continue;
    file.output->resume();
    file.output->sync_bytes();
    file.output->suspend();
  }
}

// What can fail for want of room does so before the first file has its name.
void OutputFiles::commit() {
  end_texts();
  for (auto& [path, file] : files_) file.output->commit();
  sync_folders();
}

std::size_t OutputFiles::commit_partial() {
  end_texts();
  std::size_t kept = 0;
  for (auto& [path, file] : files_) kept += file.output->commit_partial() ? 1 : 0;
  sync_folders();
  return kept;
}

// Each once, also those in which folders were made.
void OutputFiles::sync_folders() const {
  if (!sync_) return;
  std::set<fs::path> folders;
  for (const fs::path& target : targets_) folders.insert(folder_of(target));
  for (const fs::path& folder : folders_) folders.insert(folder_of(folder));
  for (const fs::path& folder : folders) sync_folder(folder);
}

}  // namespace weir::stages
