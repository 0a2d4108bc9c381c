#pragma once

#include <filesystem>

namespace weir::stages {

/// The file of a database that is not there yet: it is made under a temporary name, and gets its own when it is whole.
class NewDatabase {
 public:
  /// Makes the file, unless there is one of that name, or it is to be seen from the start. Throws `Error` when it cannot be made.
  NewDatabase(const std::filesystem::path& path, bool seen_from_start);
  NewDatabase(const NewDatabase&) = delete;
  NewDatabase& operator=(const NewDatabase&) = delete;
  /// Removes it, if it has no name of its own.
  ~NewDatabase();

  /// Whether there is such a file.
  [[nodiscard]] bool exists() const noexcept { return !temporary_.empty(); }
  /// Where to write: its temporary name, or that of the database which is there.
  [[nodiscard]] const std::filesystem::path& where() const noexcept { return exists() ? temporary_ : path_; }
  /// Gives it its name. Throws `Error`, also when another file has got that meanwhile. Requires: nobody has it open.
  void publish();

 private:
  void make();
  void remove() noexcept;

  const std::filesystem::path path_;
  std::filesystem::path temporary_;  // empty: there is none
  int descriptor_ = -1;              // which holds a lock, so that others do not take it for abandoned
};

}  // namespace weir::stages
