#include "exec/job_log.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <system_error>
#include <thread>
#include <utility>

#include <fmt/format.h>

#include <weir/error.hpp>

#include "exec/job_line.hpp"
#include "system/output_error.hpp"

namespace weir::stages {

namespace {

constexpr std::size_t kLogReadAtOnce = std::size_t{64} << 10U;
constexpr std::chrono::milliseconds kTryLogLock{20};
constexpr int kLogLockTries = 50;

// Appends what one call reads; false at the end.
bool read_some_of_log(const std::filesystem::path& path, const Descriptor& file, std::string& text) {
  const std::size_t before = text.size();
  text.resize(before + kLogReadAtOnce);
  ssize_t got = -1;
  do got = ::read(file.number(), text.data() + before, kLogReadAtOnce);
  while (got < 0 && errno == EINTR);
  if (got < 0) throw Error(fmt::format("cannot read '{}': {}", path.string(), text_of(errno)));
  text.resize(before + static_cast<std::size_t>(got));
  return got > 0;
}

[[noreturn]] void refuse_log(const std::string& what, const std::string& mend) {
  throw Error(Problem(what, mend).text());
}

}  // namespace

JobLog::JobLog(std::filesystem::path path, Resume resume, std::vector<int> ok)
    : path_(std::move(path)), resume_(resume), ok_(std::move(ok)) {
  open();
  lock();
  read();
}

void JobLog::open() try {
  file_ = Descriptor(::open(path_.c_str(), O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, 0666));
  if (!file_.is_open()) fail_output(path_, errno);
  file_ = above_standard_streams(std::move(file_));
  struct stat status {};
  if (::fstat(file_.number(), &status) != 0) fail_output(path_, errno);
  if (!S_ISREG(status.st_mode))
    refuse_log(fmt::format("'{}' is not a regular file, and a log is read again by the run that resumes", path_.string()), "name one");
} catch (const std::system_error& error) {
  fail_output(path_, error.code().value());
}

// Of a run that was killed, a program that was just being started may hold the lock for a moment.
void JobLog::lock() const {
  for (int tries = 1; ::flock(file_.number(), LOCK_EX | LOCK_NB) != 0; ++tries) {
    if (errno != EWOULDBLOCK && errno != EINTR) return;
    if (tries == kLogLockTries)
      refuse_log(fmt::format("another run writes to '{}'", path_.string()), "wait until that has ended, or name another file");
    std::this_thread::sleep_for(kTryLogLock);
  }
}

void JobLog::read() {
  std::string text;         // behind the last whole line
  std::uint64_t whole = 0;  // bytes of whole lines
  std::uint64_t lines = 0;
  for (std::size_t looked_at = 0; read_some_of_log(path_, file_, text); looked_at = text.size()) {
    std::size_t begin = 0;
    for (std::size_t end = text.find('\n', looked_at); end != std::string::npos; end = text.find('\n', begin)) {
      take(std::string_view(text).substr(begin, end + 1 - begin), ++lines);
      begin = end + 1;
    }
    text.erase(0, begin);
    whole += begin;
    if (lines == 0) take(text, 1);
  }
  if (lines == 0) {
    end_at(0);
    write(kJobLogHeader);
  } else if (!text.empty()) {
    take(text, lines + 1);
    end_at(whole);
  }
}

// A line with its end; or what there is of one that was cut short.
void JobLog::take(std::string_view line, std::uint64_t number) {
  const bool whole = line.ends_with('\n');
  if (number == 1) {
    if (whole ? line == kJobLogHeader : kJobLogHeader.starts_with(line)) return;
    refuse_log(fmt::format("'{}' is not a log of exec.run", path_.string()), "name another file");
  }
  if (resume_ == Resume::never)
    refuse_log(fmt::format("'{}' is the log of an earlier run", path_.string()),
               "go on with weir run --resume, or --resume-failed, which runs what failed again; or take the file away");
  if (!whole) return;
  line.remove_suffix(1);
  const auto logged = read_job_line(line);
  if (!logged)
    refuse_log(fmt::format("{}:{}: this is not a line of a log of exec.run", path_.string(), number),
               "take the line away; its job then runs again");
  const bool well = logged->code && std::find(ok_.begin(), ok_.end(), *logged->code) != ok_.end();
  if (well || resume_ == Resume::rest)
    done_.insert(digest_of(logged->job));
  else
    done_.erase(digest_of(logged->job));
}

// What is behind that is taken away.
void JobLog::end_at(std::uint64_t size) const {
  if (::ftruncate(file_.number(), static_cast<off_t>(size)) != 0) fail_output(path_, errno);
}

void JobLog::add(double seconds, std::string_view exit, std::string_view job) {
  using std::chrono::system_clock;
  const auto took = std::chrono::duration_cast<system_clock::duration>(std::chrono::duration<double>(seconds));
  const std::string line = job_line(system_clock::now() - took, seconds, exit, job);
  const std::lock_guard guard(mutex_);
  write(line);
}

// In one call, unless the system takes only a part.
void JobLog::write(std::string_view text) {
  const auto fail = [this](const std::string& why) { throw FatalError(fmt::format("cannot write '{}': {}", path_.string(), why)); };
  if (std::exchange(broken_, true)) fail("an earlier write failed");
  while (!text.empty()) {
    const ssize_t written = ::write(file_.number(), text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) fail(text_of(written < 0 ? errno : ENOSPC));
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  broken_ = false;
}

}  // namespace weir::stages
