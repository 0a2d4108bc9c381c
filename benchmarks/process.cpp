#include "process.hpp"

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <random>

#include "results.hpp"

namespace weir::bench {

namespace {

struct Spent {
  double seconds = 0;
  double peak_bytes = 0;
};

// Quotes a word for the shell.
std::string quoted(const std::string& text) {
  std::string quoted = "'";
  for (const char c : text) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

Spent run(const Process& process) {
  std::string line = fmt::format("{} {}", quoted(WEIR_PROCESS_TIMER), quoted(process.output));
  for (const std::string& word : process.command) line += " " + quoted(word);
  std::FILE* told = ::popen(line.c_str(), "r");
  if (told == nullptr) throw std::runtime_error("no shell to run this in: " + line);
  Spent spent;
  const int read = std::fscanf(told, "%lf %lf", &spent.seconds, &spent.peak_bytes);
  if (::pclose(told) != 0 || read != 2) throw std::runtime_error("this failed: " + line);
  return spent;
}

}  // namespace

ScratchFolder::ScratchFolder() : path_(std::filesystem::temp_directory_path() / fmt::format("weir_bench_{:08x}", std::random_device{}())) {
  std::filesystem::create_directory(path_);
}

ScratchFolder::~ScratchFolder() {
  std::error_code ignored;  // leftovers in the temporary folder harm nobody
  std::filesystem::remove_all(path_, ignored);
}

std::string ScratchFolder::file(const std::string& name, const std::string& content) const {
  std::ofstream out(path_ / name, std::ios::binary);
  out << content;
  if (!out.flush()) throw std::runtime_error("cannot write " + file(name));
  return file(name);
}

void compare_processes(const Case& what, const std::vector<Process>& processes, std::optional<double> memory_goal) {
  const auto expected = std::make_shared<std::optional<std::string>>();
  for (const Process& process : processes) {
    const std::string name = Label{what, process.name, process.goal}.text();
    const auto measure = [=](benchmark::State& state) {
      double peak = 0;
      for (auto _ : state) {
        const Spent spent = run(process);
        state.SetIterationTime(spent.seconds);
        peak = std::max(peak, spent.peak_bytes);
        const std::string answer = process.answer(process.output);
        if (!*expected) *expected = answer;  // weir is the first
        if (answer != **expected) throw std::runtime_error(fmt::format("wrong answer: {}: '{}', not '{}'", name, answer, **expected));
      }
      state.counters[kPeakMemory] = peak;
      if (memory_goal) state.counters[kPeakMemoryGoal] = *memory_goal;
    };
    benchmark::RegisterBenchmark(name.c_str(), measure)->UseManualTime()->MinTime(0.02);
  }
}

}  // namespace weir::bench
