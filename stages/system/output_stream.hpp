#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <span>

#include "system/file_calls.hpp"

namespace weir::stages {

/// An output that cannot be replaced as a whole, so its bytes are written as they come: a standard stream, a pipe, a device.
///
/// A named pipe without a reader, and a pipe that is full, are waited for, and `stopping` is asked meanwhile: when that returns true,
/// `Stopped` is thrown. Descriptors that the process shares with others keep their flags.
///
/// Threading: one thread at a time. Errors: `Error` with the path; `OutputClosed` when a pipe has no reader left.
class OutputStream {
 public:
  /// Writes to a descriptor that is open already: to it for `borrowed`, to a copy of it otherwise.
  static OutputStream of_descriptor(std::filesystem::path path, int descriptor, bool borrowed, const FileCalls& calls);
  /// A named pipe that has no reader yet is opened at the first write, so that a late reader does not delay the start.
  static OutputStream of_path(std::filesystem::path path, bool append, const FileCalls& calls);

  OutputStream(OutputStream&& other) noexcept;
  OutputStream& operator=(OutputStream&&) = delete;
  OutputStream(const OutputStream&) = delete;
  OutputStream& operator=(const OutputStream&) = delete;
  ~OutputStream();

  /// Writes all of it.
  void write(std::span<const std::byte> bytes, const std::function<bool()>& stopping);
  /// Ends it. Opens what was never written to: its reader waits for that end, too.
  void close(const std::function<bool()>& stopping);

 private:
  OutputStream(std::filesystem::path path, const FileCalls& calls) : path_(std::move(path)), calls_(calls) {}
  void open(const std::function<bool()>& stopping);
  bool try_open();
  void look();
  [[nodiscard]] std::size_t write_some(std::span<const std::byte> bytes, const std::function<bool()>& stopping) const;
  void wait_for_room(const std::function<bool()>& stopping) const;

  std::filesystem::path path_;
  const FileCalls& calls_;
  int flags_ = 0;        // to open with
  int descriptor_ = -1;  // until it is opened
  bool borrowed_ = false;
  bool may_block_ = false;
};

}  // namespace weir::stages
