// The log of programs that have ended.

#include <sys/resource.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include <weir/error.hpp>

#include "catch.hpp"
#include "exec/job_log.hpp"
#include "system/file_helpers.hpp"
#include "system/temporary_folder.hpp"
#include "system/without_privileges.hpp"

namespace fs = std::filesystem;
using weir::stages::JobLog;
using weir::stages::Resume;

namespace {

const std::string kHeader = "start\tseconds\texit\tstdin\tcommand\n";

std::string line(const std::string& exit, const std::string& job) {
  return "2026-01-01T00:00:00.000Z\t0.001\t" + exit + "\t" + job + "\n";
}

std::string why_refused(const fs::path& path, Resume resume) {
  try {
    const JobLog log(path, resume, {0});
  } catch (const weir::Error& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("What a log has is not run again, or only what succeeded is not") {
  const TemporaryFolder folder;
  const fs::path path = folder / "jobs.tsv";
  {
    JobLog log(path, Resume::never, {0});
    CHECK_FALSE(log.has("\tgood"));
    log.add(0.5, "0", "\tgood");
    log.add(0.5, "2", "\tbad");
    log.add(0.5, "timeout", "\tlate");
    CHECK_FALSE(log.has("\tgood"));  // what this run has done itself may come again
  }
  {
    const JobLog rest(path, Resume::rest, {0});
    for (const char* job : {"\tgood", "\tbad", "\tlate"}) CHECK(rest.has(job));
    CHECK_FALSE(rest.has("\tother"));
  }
  {
    const JobLog failed(path, Resume::failed, {0});
    CHECK(failed.has("\tgood"));
    CHECK_FALSE(failed.has("\tbad"));
    CHECK_FALSE(failed.has("\tlate"));
  }
  CHECK(JobLog(path, Resume::failed, {0, 2}).has("\tbad"));
}

TEST_CASE("The last line of a job decides") {
  const TemporaryFolder folder;
  write_file(folder / "jobs.tsv", kHeader + line("1", "\ta") + line("0", "\tb") + line("0", "\ta") + line("SIGKILL", "\tb"));
  const JobLog log(folder / "jobs.tsv", Resume::failed, {0});
  CHECK(log.has("\ta"));
  CHECK_FALSE(log.has("\tb"));
}

TEST_CASE("Wherever a log is cut short, it goes on after its last whole line") {
  const TemporaryFolder folder;
  const fs::path path = folder / "jobs.tsv";
  const std::string whole = kHeader + line("0", "\tearly") + line("0", "\tlater");
  for (std::size_t size = 0; size <= whole.size(); ++size) {
    CAPTURE(size);
    write_file(path, whole.substr(0, size));
    const std::size_t end = whole.substr(0, size).rfind('\n');
    const std::string kept = end == std::string::npos ? kHeader : whole.substr(0, end + 1);
    {
      JobLog log(path, Resume::rest, {0});
      CHECK(log.has("\tearly") == (kept.find("early") != std::string::npos));
      CHECK(log.has("\tlater") == (kept.find("later") != std::string::npos));
      log.add(0, "0", "\tthird");
    }
    const std::string now = content(path);
    REQUIRE(now.starts_with(kept));
    CHECK(now.substr(kept.size()).find('\n') == now.size() - kept.size() - 1);
    CHECK(now.ends_with("\t0.000\t0\t\tthird\n"));
  }
}

TEST_CASE("A log longer than what is read at a time is read whole") {
  const TemporaryFolder folder;
  std::string text = kHeader;
  for (int i = 0; i < 5000; ++i) text += line("0", "\techo " + std::to_string(i));
  text += line("0", "\techo " + std::string(200'000, 'x'));
  write_file(folder / "jobs.tsv", text);
  const JobLog log(folder / "jobs.tsv", Resume::rest, {0});
  for (int i = 0; i < 5000; ++i) REQUIRE(log.has("\techo " + std::to_string(i)));
  CHECK(log.has("\techo " + std::string(200'000, 'x')));
  CHECK_FALSE(log.has("\techo 5000"));
}

TEST_CASE("A log that has jobs is refused unless the run resumes, and stays as it is") {
  const TemporaryFolder folder;
  const fs::path path = folder / "jobs.tsv";
  for (const std::string& text : {kHeader + line("0", "\ta"), kHeader + "2026"}) {
    write_file(path, text);
    CHECK(why_refused(path, Resume::never) == "'" + path.string() +
                                                  "' is the log of an earlier run; go on with weir run --resume, or --resume-failed, which "
                                                  "runs what failed again; or take the file away");
    CHECK(content(path) == text);
  }
  write_file(path, kHeader);
  CHECK(why_refused(path, Resume::never).empty());
}

TEST_CASE("What is not a log is refused with its place, and stays as it is") {
  const TemporaryFolder folder;
  const fs::path path = folder / "jobs.tsv";
  for (const std::string& text : {std::string("a,b\n1,2\n"), std::string("no line end"), std::string("start\tseconds\n")}) {
    write_file(path, text);
    CHECK(why_refused(path, Resume::rest) == "'" + path.string() + "' is not a log of exec.run; name another file");
    CHECK(content(path) == text);
  }
  const std::string damaged = kHeader + line("0", "\ta") + "nonsense\n" + line("0", "\tb");
  write_file(path, damaged);
  CHECK(why_refused(path, Resume::failed) ==
        path.string() + ":3: this is not a line of a log of exec.run; take the line away; its job then runs again");
  CHECK(content(path) == damaged);
}

TEST_CASE("A log that cannot be written is refused") {
  const TemporaryFolder folder;
  CHECK(why_refused(folder.path(), Resume::never) == "cannot write '" + folder.path().string() + "': Is a directory");
  CHECK(why_refused(folder / "no" / "jobs.tsv", Resume::never) ==
        "cannot write '" + (folder / "no" / "jobs.tsv").string() + "': No such file or directory");
  CHECK(why_refused("/dev/full", Resume::never).starts_with("'/dev/full' is not a regular file"));
  const JobLog other(folder / "jobs.tsv", Resume::rest, {0});
  CHECK(why_refused(folder / "jobs.tsv", Resume::rest) ==
        "another run writes to '" + (folder / "jobs.tsv").string() + "'; wait until that has ended, or name another file");
}

TEST_CASE("Nothing is added behind a line that could not be written as a whole") {
  const TemporaryFolder folder;
  const fs::path path = folder / "jobs.tsv";
  std::vector<std::string> errors;
  {
    JobLog log(path, Resume::never, {0});
    rlimit before{};
    ::getrlimit(RLIMIT_FSIZE, &before);
    const auto signal_before = std::signal(SIGXFSZ, SIG_IGN);
    const rlimit small{kHeader.size() + 10, before.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &small);
    for (int i = 0; i < 2; ++i) {
      try {
        log.add(0, "0", "\ta");
      } catch (const weir::FatalError& error) {
        errors.emplace_back(error.what());
      }
      ::setrlimit(RLIMIT_FSIZE, &before);
    }
    std::signal(SIGXFSZ, signal_before);
  }
  const std::string cannot = "cannot write '" + path.string() + "': ";
  CHECK(errors == std::vector<std::string>{cannot + "File too large", cannot + "an earlier write failed"});
  CHECK(fs::file_size(path) == kHeader.size() + 10);
  CHECK_FALSE(JobLog(path, Resume::rest, {0}).has("\ta"));
  CHECK(content(path) == kHeader);
}

TEST_CASE("Lines of several threads are whole") {
  const TemporaryFolder folder;
  const fs::path path = folder / "jobs.tsv";
  {
    JobLog log(path, Resume::never, {0});
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t)
      threads.emplace_back([&log, t] {
        for (int i = 0; i < 500; ++i) log.add(0.25, "0", "\techo " + std::to_string(t) + " " + std::to_string(i));
      });
    for (std::thread& thread : threads) thread.join();
  }
  const JobLog log(path, Resume::rest, {0});
  for (int t = 0; t < 4; ++t) {
    for (int i = 0; i < 500; ++i) REQUIRE(log.has("\techo " + std::to_string(t) + " " + std::to_string(i)));
  }
}
