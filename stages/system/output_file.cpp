#include "system/output_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include <weir/resolved_path.hpp>

#include "system/output_error.hpp"

namespace weir::stages {

namespace fs = std::filesystem;

namespace {

// Opening the file a second time would start at its beginning, over what others wrote: hence the same descriptor.
void require_writable(const fs::path& path, int descriptor) {
  const int flags = ::fcntl(descriptor, F_GETFL);
  if (flags < 0) fail_output(path, fmt::format("descriptor {} is not open", descriptor));
  if ((flags & O_ACCMODE) == O_RDONLY) fail_output(path, fmt::format("descriptor {} is open for reading only", descriptor));
}

}  // namespace

OutputFile::OutputFile(const fs::path& path, bool sync, const FileCalls& calls) : path_(path) {
  buffer_.reserve(kBufferSize);
  if (path == "-") {
    stream_.emplace(OutputStream::of_descriptor(path, STDOUT_FILENO, true, calls));
    return;
  }
  if (path.empty()) throw Error("cannot write a file: its path is empty");
  struct stat found {};
  const bool exists = ::stat(path.c_str(), &found) == 0;
  if (!exists && errno != ENOENT) fail_output(path, errno);
  if ((exists && S_ISDIR(found.st_mode)) || !path.has_filename()) fail_output(path, "it is a folder");
  const ResolvedPath target = resolve_path(path);
  if (target.own_descriptor) {
    require_writable(path, *target.own_descriptor);
    stream_.emplace(OutputStream::of_descriptor(path, *target.own_descriptor, false, calls));
  } else if (target.of_proc || (exists && !S_ISREG(found.st_mode))) {
    stream_.emplace(OutputStream::of_path(path, target.of_proc, calls));
  } else {
    file_ = std::make_unique<ReplacedFile>(path, target.path, sync, calls);
  }
}

void OutputFile::write(std::span<const std::byte> bytes) {
  require_open();
  if (buffer_.size() + bytes.size() > kBufferSize) flush();
  if (bytes.size() >= kBufferSize) return write_through(bytes);
  buffer_.insert(buffer_.end(), bytes.begin(), bytes.end());
}

void OutputFile::write_at(std::uint64_t offset, std::span<const std::byte> bytes) {
  if (!seekable()) fail_output(path_, "it is not a regular file, and this format has to go back in it");
  if (!buffer_.empty()) flush();  // or it would come out later, on top of these bytes
  require_open();
  try {
    file_->write_at(offset, bytes);
  } catch (...) {
    state_ = State::failed;
    throw;
  }
}

void OutputFile::flush() {
  require_open();
  write_through(buffer_);
  buffer_.clear();
}

void OutputFile::commit() {
  flush();
  state_ = State::failed;  // unless it reaches the end
  if (file_)
    file_->commit();
  else
    stream_->close(stopping_);
  state_ = State::closed;
}

std::uint64_t OutputFile::end_header(bool is_text) {
  flush();
  file_->require_addable(flushed_, is_text);
  return flushed_;
}

void OutputFile::commit_added(std::uint64_t header, bool is_text) {
  flush();
  state_ = State::failed;  // unless it reaches the end
  file_->commit_added(header, is_text, stopping_);
  state_ = State::closed;
}

std::optional<std::string> OutputFile::commit_partial() {
  flush();
  state_ = State::failed;
  std::optional<std::string> line;
  if (file_) {
    const auto kept = file_->commit_partial();
    line = kept ? fmt::format("'{}' is not made: its input was cut short; what had come is in '{}'", path_.string(), kept->string())
                : fmt::format("'{}' is not made: its input was cut short; what had come could not be kept beside it", path_.string());
  } else {
    stream_->close(stopping_);
  }
  state_ = State::closed;
  return line;
}

void OutputFile::write_through(std::span<const std::byte> bytes) {
  try {
    if (file_)
      file_->write(bytes);
    else
      stream_->write(bytes, stopping_);
    flushed_ += bytes.size();
  } catch (...) {
    state_ = State::failed;
    throw;
  }
}

void OutputFile::require_open() const {
  if (state_ == State::failed) fail_output(path_, "an earlier write failed");
  if (state_ == State::closed) fail_output(path_, "it has been committed already");
}

}  // namespace weir::stages
