#include "matrix/npy_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <vector>

#include <fmt/format.h>

#include <weir/error.hpp>

namespace weir::stages {

namespace {

Error file_error(const std::filesystem::path& path, const std::string& what) {
  return Error(fmt::format("{}: {}", path.string(), what));
}

Error system_failure(const std::filesystem::path& path, const char* what) {
  return file_error(path, fmt::format("{}: {}", what, std::generic_category().message(errno)));
}

}  // namespace

NpyFile::NpyFile(std::filesystem::path path) : path_(std::move(path)) {
  open_file();
  try {
    read_header();
  } catch (...) {
    ::close(descriptor_);
    throw;
  }
}

NpyFile::~NpyFile() {
  ::close(descriptor_);
}

void NpyFile::open_file() {
  // Without O_NONBLOCK the opening of a named pipe would wait for a writer before it can be refused.
  descriptor_ = ::open(path_.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (descriptor_ < 0) throw system_failure(path_, "cannot be opened");
}

void NpyFile::read_header() {
  struct stat status {};
  if (::fstat(descriptor_, &status) != 0) throw system_failure(path_, "cannot be read");
  if (!S_ISREG(status.st_mode)) throw file_error(path_, "it is not a regular file");
  const auto size = static_cast<std::uint64_t>(status.st_size);
  std::vector<std::byte> start(std::min<std::uint64_t>(size, kNpyHeaderRoom));
  start.resize(read_some(0, start));
  try {
    header_ = parse_npy_header(start, size);
  } catch (const Error& error) {
    throw file_error(path_, error.what());
  }
}

std::size_t NpyFile::read_some(std::uint64_t position, std::span<std::byte> bytes) const {
  std::size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t got = ::pread(descriptor_, bytes.data() + done, bytes.size() - done, static_cast<off_t>(position + done));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw system_failure(path_, "cannot be read");
    if (got == 0) break;
    done += static_cast<std::size_t>(got);
  }
  return done;
}

void NpyFile::read_rows(std::uint64_t first_row, std::span<std::byte> memory) const {
  const auto stored = stored_part(header_, memory);
  const std::uint64_t offset = first_row * header_.cols * header_.stored.size;
  if (read_some(header_.data_offset + offset, stored) != stored.size()) {
    throw file_error(path_, "it became shorter while it was being read");
  }
  try {
    convert_read(header_, memory, first_row);
  } catch (const Error& error) {
    throw file_error(path_, error.what());
  }
}

}  // namespace weir::stages
