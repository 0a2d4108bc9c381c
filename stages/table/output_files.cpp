#include "table/output_files.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <span>
#include <system_error>
#include <tuple>
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
  File file{std::make_unique<ReplacedFile>(path, target.path, sync_, kSystemCalls)};
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
    if (::mkdir(missing.back().c_str(), kAll) == 0)
      folders_.push_back(missing.back());
    else if (errno != EEXIST)
      fail_output(path, fmt::format("the folder '{}' cannot be made: {}", missing.back().string(), stages::text_of(errno)));
  }
}

// What is compressed is a member each time.
void OutputFiles::write_out(File& file) {
  held_ -= file.text.size();
  if (form_.compression != Compression::none) file.text = compressed(form_.compression, form_.level, file.text);
  file.output->resume();
  file.output->write(std::as_bytes(std::span(file.text)));
  file.output->suspend();
  file.text = std::string();  // gives the memory back: there may be many
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
  for (auto& [path, file] : files_) {
    file.output->resume();
    file.output->commit();
  }
}

void OutputFiles::commit_partial() {
  end_texts();
  for (auto& [path, file] : files_) {
    file.output->resume();
    std::ignore = file.output->commit_partial();
  }
}

}  // namespace weir::stages
