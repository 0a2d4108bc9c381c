// Primes through the command, beside the command primesieve: counted, and written as text.

#include "process.hpp"
#include "process_answers.hpp"

namespace weir::bench {

namespace {

void add_count(std::size_t workers, const ScratchFolder& scratch, const char* name, const char* to, double goal) {
  const std::string out = scratch.file("primes_count.out");
  const std::string threads = std::to_string(workers);
  constexpr double kMemory = 16.0 * 1024 * 1024;
  compare_processes(
      {name, "process"},
      {{"weir",
        {WEIR_COMMAND, "run", "-q", "--workers", threads, WEIR_CONFIGS "/primes.yaml", "--set", std::string("segments.params.to=") + to},
        out,
        last_word},
       {"primesieve --count", {"primesieve", to, "--count", "--quiet", "--threads=" + threads}, out, last_word, goal}},
      kMemory);
}

// Ten to the eighth is 51 MB of text; the goal for it is 500 MB/s.
void add_text(std::size_t workers, const ScratchFolder& scratch) {
  constexpr const char* kTo = "100000000";
  constexpr double kBytes = 51'099'000;
  constexpr double kBytesASecond = 500e6;
  const std::string file = scratch.file("primes.txt");
  const auto written = [file](const std::string&) { return length_and_hash(file); };
  compare_processes({"weir run, primes to 10^8 as text", "process", 1, kBytes / kBytesASecond},
                    {{"weir",
                      {WEIR_COMMAND, "run", "-q", "--workers", std::to_string(workers), WEIR_PIPELINES "/primes_text.yaml", "--set",
                       std::string("segments.params.to=") + kTo, "--set", "out.params.path=" + file},
                      scratch.file("primes_text.out"),
                      written},
                     {"primesieve --print", {"primesieve", kTo, "--print", "--quiet"}, scratch.file("rival_primes.txt"), length_and_hash}});
}

}  // namespace

void add_primes_processes(std::size_t workers, const ScratchFolder& scratch) {
  add_count(workers, scratch, "weir run, primes to 10^9 counted", "1000000000", 1.2);
  add_count(workers, scratch, "weir run, primes to 10^10 counted", "10000000000", 1.3);
  add_text(workers, scratch);
}

}  // namespace weir::bench
