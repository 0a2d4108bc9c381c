#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <string>
#include <vector>

#include <weir/stage.hpp>
#include <weir/stages/text_slice.hpp>

#include "text/file_watch.hpp"
#include "text/followed_path.hpp"
#include "text/skipped_files.hpp"
#include "text/slice_pool.hpp"

namespace weir::stages {

/// The lines that are written to files, in slices, as they come. A file that is open by one path is not opened by another. One thread at a
/// time. Errors: `Unreadable` for a file that cannot be read, unless such are skipped: then nothing more is read by that path.
class FollowedFiles {
 public:
  using Time = FollowedPath::Time;

  /// Opens those that are there.
  FollowedFiles(const std::vector<std::string>& paths, std::size_t slice_size, OnUnreadable on_unreadable);

  /// Takes note of what has happened to the files.
  void look();
  /// Reads the next slice, and returns whether there is one for the moment.
  [[nodiscard]] bool next(TextSlice& slice);
  /// Whether there is nothing to read but what `look` may show.
  [[nodiscard]] bool is_quiet() const noexcept;
  /// Of the last slice: the path of its file, and the number of the line before it, which is set to that of its last line.
  [[nodiscard]] const std::shared_ptr<const std::string>& name() const noexcept { return name_; }
  [[nodiscard]] std::uint64_t& line() const noexcept { return *line_; }
  /// Nothing is read any more of what is written from now on.
  void stop_growing();

  /// What can be read when something has happened; -1 when only looks show that.
  [[nodiscard]] int descriptor() const noexcept { return watch_.descriptor(); }
  /// When to look again in any case.
  [[nodiscard]] Time next_look() const noexcept { return next_look_; }
  /// What was skipped, and how many lines have begun that have no end yet.
  void counters(Counters& counters) const;

 private:
  // A file system may send no notices; and where a watch is missing, lines are to come soon all the same.
  static constexpr std::chrono::milliseconds kLook{1000};
  static constexpr std::chrono::milliseconds kQuickLook{50};

  void look_at_all(Time now, bool patient);
  void look_at_names(Time now, bool patient);
  void see(int watch, bool& names, bool& all);
  [[nodiscard]] bool is_open(const FileId& id) const noexcept;
  bool read_path(FollowedPath& path, TextSlice& slice);
  enum class Step { slice, nothing, ended };
  [[nodiscard]] Step read(FollowedPath& path, FollowedFile& file, TextSlice& slice);
  void close(FollowedPath& path, std::list<FollowedFile>::iterator file) noexcept;
  void skip(FollowedPath& path, const Unreadable& error, std::uint64_t bytes_read, bool has_sent);

  FileWatch watch_;
  std::shared_ptr<SlicePool> pool_;
  std::vector<FollowedPath> paths_;
  std::size_t turn_ = 0;  // the path to read first
  Time next_look_;
  SkippedFiles skipped_;
  std::shared_ptr<const std::string> name_;
  std::uint64_t* line_ = nullptr;
};

}  // namespace weir::stages
