#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>

#include "system/file_calls.hpp"

namespace weir::stages {

/// Adds the content of one file to the end of another that is there already: all of it, or the other one is as it was, unless the error
/// says that it holds a part. While that happens the other one is locked (`flock`), where its file system can, so additions of several
/// processes come one behind the other. Who writes to it without that lock may lose what it writes when an addition fails.
///
/// One thread at a time. Errors: `Error` with the path and the cause; `Stopped`.
class FileAddition {
 public:
  /// `path` is for messages; `target` has its links followed. `from` begins with so many bytes of header, which are left out where
  /// anything is in the target, and `is_text` says that it consists of lines. `calls` outlive the object.
  struct From {
    int descriptor = -1;
    std::uint64_t header = 0;
    bool is_text = true;
  };
  FileAddition(std::filesystem::path path, std::filesystem::path target, From from, const FileCalls& calls);
  FileAddition(const FileAddition&) = delete;
  FileAddition& operator=(const FileAddition&) = delete;
  ~FileAddition();

  /// Throws where the text does not fit behind what is there: that begins with another header, or ends within a line.
  void require_fit();
  /// Adds it. `sync`: it is on the disk when this returns. `stopping` is asked while another process has the lock.
  void add(bool sync, const std::function<bool()>& stopping);

 private:
  void open(int flags);
  [[nodiscard]] bool lock() const;
  [[nodiscard]] bool has_name() const;
  void look_at_text(std::uint64_t size) const;
  void close();

  std::filesystem::path path_;
  std::filesystem::path target_;
  From from_;
  const FileCalls& calls_;
  int to_ = -1;
};

}  // namespace weir::stages
