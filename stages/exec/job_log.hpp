#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include <weir/choices.hpp>

#include "exec/descriptor.hpp"
#include "exec/text_digest.hpp"

namespace weir::stages {

/// What a run does about the jobs that a log has already.
enum class Resume {
  never,   ///< it is refused
  rest,    ///< they do not run again
  failed,  ///< those that failed run again
};
inline Choices<Resume> choices(Resume) {
  return {{"never", Resume::never}, {"rest", Resume::rest}, {"failed", Resume::failed}};
}

/// The file in which `exec.run` says what has ended, a line each: `kJobLogHeader` and `job_line`. A line is handed to the system as a whole
/// before `add` returns, so it is there even if this process is killed. Where the machine was, or the disk got full, the last line may be
/// cut short; it is then taken away by the run that resumes, and its job counts as one that has not ended.
///
/// A log belongs to one object at a time, of all processes: the file is locked (`flock`), where its file system can.
///
/// Memory: about 40 bytes for each different job that is not to run again, whatever its text.
class JobLog {
 public:
  /// Opens the log, or makes it, and reads what it says. The last line of a job decides; it has succeeded when its exit code is in `ok`.
  /// Throws `Error` when the file cannot be read and written, or is not such a log, and with `Resume::never` when it has any job.
  JobLog(std::filesystem::path path, Resume resume, std::vector<int> ok);

  /// Whether the log had this job, by its text, when it was opened, as one that is not to run again. Any number of threads.
  [[nodiscard]] bool has(std::string_view job) const { return done_.contains(digest_of(job)); }

  /// Adds the line of a program that has ended now and took so long. Any number of threads. Throws `FatalError` when it cannot be written
  /// as a whole, and from then on always.
  void add(double seconds, std::string_view exit, std::string_view job);

 private:
  struct DigestHash {
    std::size_t operator()(const TextDigest& digest) const noexcept { return static_cast<std::size_t>(digest.first); }
  };

  void open();
  void lock() const;
  void read();
  void take(std::string_view line, std::uint64_t number);
  void end_at(std::uint64_t size) const;
  void write(std::string_view text);

  const std::filesystem::path path_;
  const Resume resume_;
  const std::vector<int> ok_;
  Descriptor file_;
  std::unordered_set<TextDigest, DigestHash> done_;  // not to run again
  std::mutex mutex_;                                 // for writing
  bool broken_ = false;                              // its last line may be cut short
};

}  // namespace weir::stages
