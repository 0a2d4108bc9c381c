#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "text/file_watch.hpp"
#include "text/growing_file.hpp"
#include "text/slice_pool.hpp"
#include "text/slice_reader.hpp"

namespace weir::stages {

/// A file that is followed: the slices of its lines.
struct FollowedFile {
  using Time = std::chrono::steady_clock::time_point;

  FollowedFile(std::shared_ptr<GrowingFile> opened, const std::shared_ptr<SlicePool>& pool, Time now)
      : file(std::move(opened)), reader(pool, SliceReader::Cut::lines), grew(now) {}

  std::shared_ptr<GrowingFile> file;
  SliceReader reader;
  int watch = -1;  // the number of its watch, if there is one
  bool may_have_more = true;
  std::uint64_t line = 0;  // of the file, that was read last
  Time grew;               // when something was read last, or it was opened
};

/// A path that is followed, whatever file has that name: the one that has it, and those that had it before, the oldest first. A file that
/// has lost the name is read on until the one that took it has lost it, too, since who writes it may not have noticed yet; a file that was
/// deleted, until nothing has come for `kPatience`. One thread at a time.
class FollowedPath {
 public:
  using Time = FollowedFile::Time;
  /// How long what is wrong may pass by itself.
  static constexpr std::chrono::seconds kPatience{5};
  /// Files that are open at once. Where so many have not been read yet, the next one waits for its turn under its name.
  static constexpr std::size_t kMostFiles = 8;

  explicit FollowedPath(std::string path) : path_(std::make_shared<const std::string>(std::move(path))) {}

  [[nodiscard]] const std::string& path() const noexcept { return *path_; }
  [[nodiscard]] const std::shared_ptr<const std::string>& name() const noexcept { return path_; }  ///< the same
  [[nodiscard]] std::list<FollowedFile>& files() noexcept { return files_; }
  [[nodiscard]] const std::list<FollowedFile>& files() const noexcept { return files_; }
  [[nodiscard]] bool has(const FileId& id) const noexcept;

  /// Opens the file that has the name now, unless it is open; `is_open` says that of a file by any path. What cannot be opened is an error
  /// when it is so for `kPatience`, and at once when `patient` is false. Throws `Unreadable`.
  void look(Time now, bool patient, const std::shared_ptr<SlicePool>& pool, FileWatch& watch,
            const std::function<bool(const FileId&)>& is_open);
  /// Ends files that were deleted and are no longer written.
  void end_deleted(Time now) noexcept;
  /// No file is opened any more.
  void give_up() noexcept { given_up_ = true; }

 private:
  void open(Time now, const std::shared_ptr<SlicePool>& pool, FileWatch& watch, const std::function<bool(const FileId&)>& is_open);

  std::shared_ptr<const std::string> path_;
  std::list<FollowedFile> files_;
  std::optional<Time> unreadable_since_;
  bool given_up_ = false;
};

}  // namespace weir::stages
