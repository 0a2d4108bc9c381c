#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "suite.hpp"

namespace weir::bench {

/// A folder for the files of the processes, in the temporary folder. Removed when destroyed.
class ScratchFolder {
 public:
  ScratchFolder();
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  ~ScratchFolder();

  [[nodiscard]] std::string file(const std::string& name) const { return (path_ / name).string(); }
  /// Writes a file and returns its path. Throws `std::runtime_error`.
  [[nodiscard]] std::string file(const std::string& name, const std::string& content) const;

 private:
  std::filesystem::path path_;
};

/// A whole program that does a case's work. Its standard output goes to the file `output`, from which `answer` reads the answer; it must be
/// the same for all contenders.
struct Process {
  std::string name;
  std::vector<std::string> command;
  std::string output;
  std::function<std::string(const std::string& output)> answer;
  std::optional<double> goal{};
};

/// Registers a benchmark for weir's command, which comes first, and for each rival: the time from start to end, and the peak memory.
/// `memory_goal`: the most bytes that weir should use.
void compare_processes(const Case& what, const std::vector<Process>& processes, std::optional<double> memory_goal = {});

/// The cases that measure whole processes, one file each. `scratch` lives as long as the benchmarks run.
void add_start_processes(std::size_t workers, const ScratchFolder& scratch);
void add_workers_processes(std::size_t workers, const ScratchFolder& scratch);
void add_primes_processes(std::size_t workers, const ScratchFolder& scratch);
void add_words_processes(std::size_t workers, const ScratchFolder& scratch);
void add_product_processes(std::size_t workers, const ScratchFolder& scratch);
void add_rows_processes(std::size_t workers, const ScratchFolder& scratch);

}  // namespace weir::bench
