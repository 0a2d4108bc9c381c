#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>

#include "text/file_status.hpp"
#include "text/raw_file.hpp"

namespace weir::stages {

/// A regular file that is read while it grows: where it ends for the moment, nothing comes (`Got::nothing`). It is at its end (`Got::end`)
/// when it was truncated, until `rewind`, or when nothing more is wanted of it (`end_here`). It stays the same file under any other name.
///
/// That it was truncated shows where it has become shorter, or where the last bytes that were read, at most `kRemembered`, are no longer
/// before those that come next: so also when it has grown again past that place. One thread at a time.
class GrowingFile final : public RawInput {
 public:
  static constexpr std::size_t kRemembered = 64;

  /// Opens it. Throws `Unreadable`, also when it is not a regular file.
  explicit GrowingFile(std::string path);
  ~GrowingFile() override;

  [[nodiscard]] Got read(std::span<char> to, std::size_t& count) override;
  /// Begins again at the front. For a file that was truncated.
  void rewind();
  /// From now on it is at its end where no more can be read.
  void end_here() noexcept { ends_ = true; }
  /// From now on nothing is read of what comes behind its size of this moment. Throws `Unreadable`.
  void stop_growing();

  /// Whether the last read has shown that it was truncated.
  [[nodiscard]] bool truncated() const noexcept { return truncated_; }
  /// Whether the last read has brought nothing.
  [[nodiscard]] bool is_quiet() const noexcept { return is_quiet_; }
  /// Whether it has no name any more.
  [[nodiscard]] bool is_deleted() const noexcept;
  [[nodiscard]] const FileId& id() const noexcept { return id_; }
  [[nodiscard]] int descriptor() const noexcept { return file_; }

 private:
  static constexpr std::uint64_t kNoLimit = std::numeric_limits<std::uint64_t>::max();

  void remember(std::span<const char> bytes) noexcept;

  std::string path_;
  int file_;
  FileId id_;
  std::uint64_t position_ = 0;
  std::uint64_t limit_ = kNoLimit;
  std::array<char, kRemembered> last_{};  // bytes before the position
  std::size_t remembered_ = 0;
  bool ends_ = false;
  bool at_end_ = false;  // the last read has shown where the file ends for the moment
  bool truncated_ = false;
  bool is_quiet_ = false;
};

}  // namespace weir::stages
