#include "matrix/npy_pipe.hpp"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <system_error>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include <weir/error.hpp>

#include "system/ready.hpp"

namespace weir::stages {

namespace {

constexpr std::chrono::milliseconds kWait{50};  // a stop of the run is noticed between two waits

}  // namespace

NpyPipe::NpyPipe(const std::filesystem::path& path) : name_(path == "-" ? "the standard input" : path.string()), owned_(path != "-") {
  // Without O_NONBLOCK the opening of a named pipe would wait for a writer, and could not be stopped.
  descriptor_ = owned_ ? ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK) : STDIN_FILENO;
  if (descriptor_ < 0) throw error(fmt::format("cannot be opened: {}", std::generic_category().message(errno)));
}

NpyPipe::~NpyPipe() {
  if (owned_) ::close(descriptor_);
}

Error NpyPipe::error(const std::string& what) const {
  return Error(fmt::format("{}: {}", name_, what));
}

void NpyPipe::fail_to_read() const {
  throw error(fmt::format("cannot be read: {}", std::generic_category().message(errno)));
}

NpyPipe::Got NpyPipe::read_on(std::span<std::byte> bytes, std::size_t& filled) const {
  const Ready ready = wait_until_ready(descriptor_, POLLIN, kWait);  // the end and errors are for read() to tell
  if (ready == Ready::no) return Got::nothing;
  if (ready == Ready::unknown) fail_to_read();
  const ssize_t got = ::read(descriptor_, bytes.data() + filled, bytes.size() - filled);
  if (got == 0) return Got::end;
  if (got < 0 && (errno == EINTR || errno == EAGAIN)) return Got::nothing;
  if (got < 0) fail_to_read();
  filled += static_cast<std::size_t>(got);
  return Got::bytes;
}

bool NpyPipe::ready() {
  while (!ready_) {
    const Got got = read_on(start_, start_filled_);
    if (got == Got::nothing) return false;
    try {
      if (got == Got::end) {
        start_.resize(start_filled_);
        std::ignore = parse_npy_header(start_, start_.size());
        throw Error("it ended within its header");
      }
      if (start_filled_ < start_.size()) continue;
      const std::size_t offset = npy_data_offset(start_);
      if (start_.size() < offset) {
        start_.resize(offset);
        continue;
      }
      header_ = parse_npy_header(start_, kEndless);
      ready_ = true;
    } catch (const Error& wrong) {
      throw error(wrong.what());
    }
  }
  return true;
}

bool NpyPipe::fetch(std::size_t first, std::size_t count) {
  if (whole_) return true;
  const bool by_columns = header_.order == ElementOrder::columns;
  if (!coming_) {
    coming_ = make_matrix(*this, by_columns ? rows() : count, header_.order);
    coming_filled_ = 0;
    next_row_ = by_columns ? 0 : first;
  }
  const auto stored = stored_part(header_, coming_->bytes());
  if (coming_filled_ < stored.size()) {
    const Got got = read_on(stored, coming_filled_);
    if (got == Got::end) {
      throw error(
          fmt::format("it is cut short: its header says {} x {} elements of {} bytes, and it ended {} bytes into those from row {} on",
                      rows(), cols(), header_.stored.size, coming_filled_, next_row_));
    }
    if (coming_filled_ < stored.size()) return false;
  }
  return true;
}

MatrixRows NpyPipe::read(std::size_t first, std::size_t count) {
  if (whole_) return {whole_, first};
  while (!fetch(first, count)) {
  }
  try {
    convert_read(header_, coming_->bytes(), next_row_);
  } catch (const Error& wrong) {
    throw error(wrong.what());
  }
  if (header_.order == ElementOrder::rows) return {std::exchange(coming_, nullptr), 0};
  whole_ = std::exchange(coming_, nullptr);
  return {whole_, first};
}

}  // namespace weir::stages
