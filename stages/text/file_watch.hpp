#pragma once

#include <functional>
#include <string>

namespace weir::stages {

/// The kernel's notices of files that grow and of names that appear in folders (inotify). Not all file systems send them, and a system may
/// have none to give: so whoever uses it looks from time to time, too. One thread at a time.
class FileWatch {
 public:
  FileWatch() noexcept;
  FileWatch(const FileWatch&) = delete;
  FileWatch& operator=(const FileWatch&) = delete;
  ~FileWatch();

  /// What can be read when there are notices; -1 when there will be none.
  [[nodiscard]] int descriptor() const noexcept { return notices_; }
  /// Watches a folder for names that appear, once, however often it is called; returns errno, or 0.
  [[nodiscard]] int watch_folder(const std::string& folder) noexcept;
  /// Watches an open file for what is written to it or cut off; returns the number of the watch, or -1.
  [[nodiscard]] int watch_file(int descriptor);
  /// Ends the watch of a file.
  void forget(int watch) noexcept;
  /// Calls `see` with the numbers of all watches that have noticed something, those of folders too; with -1, some notices were lost.
  void read(const std::function<void(int watch)>& see);

 private:
  int notices_;
};

}  // namespace weir::stages
