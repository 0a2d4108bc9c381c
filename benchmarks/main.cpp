// weir beside its rivals, in one run: `make bench`.

#include <tbb/global_control.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <string>

#include <weir/plan.hpp>

#include "machine.hpp"
#include "process.hpp"
#include "results.hpp"
#include "table.hpp"

namespace {

using namespace weir::bench;

struct Options {
  std::string filter = ".*";
  int rounds = 7;
  std::string json;
  std::string markdown;
};

void add_cases(const ScratchFolder& scratch) {
  const std::size_t workers = weir::available_cores();
  add_hop(workers);
  add_more_workers(workers);
  add_share(workers);
  add_start(workers);
  add_map(workers);
  add_filter();
  add_slowest_stage(workers);
  add_slow_waits();
  add_idle(workers);
  add_primes(workers);
  add_words(workers);
  add_product(workers);
  add_start_processes(workers, scratch);
  add_workers_processes(workers, scratch);
  add_primes_processes(workers, scratch);
  add_words_processes(workers, scratch);
  add_product_processes(workers, scratch);
  add_rows_processes(workers, scratch);
}

void print_load(const char* when) {
  double load = 0;
  if (::getloadavg(&load, 1) == 1) fmt::print(stderr, "{}: load average over the last minute: {:.1f}\n", when, load);
}

// Each round measures every benchmark once, in the order in which they were registered: weir, its rivals, the next case.
void measure(const Options& options, Results& results) {
  for (int round = 1; round <= options.rounds; ++round) {
    print_load(fmt::format("round {} of {}", round, options.rounds).c_str());
    if (benchmark::RunSpecifiedBenchmarks(&results, options.filter) == 0)
      throw std::runtime_error("--filter matches no case: " + options.filter);
  }
  print_load("at the end");
}

void write(const std::string& path, const std::string& text) {
  std::ofstream out(path, std::ios::binary);
  out << text;
  if (!out.flush()) throw std::runtime_error("cannot write " + path);
  fmt::print("written to {}\n", path);
}

int run(const Options& options) {
  using tbb::global_control;
  const global_control threads(global_control::max_allowed_parallelism, std::max(kMostWorkers, weir::available_cores()));
  const ScratchFolder scratch;
  add_cases(scratch);
  Results results;
  measure(options, results);
  fmt::print("\n{}\n\n{}\n", machine().text(), text_table(results.comparisons()));
  if (!options.json.empty()) write(options.json, json(results.comparisons()));
  if (!options.markdown.empty()) write(options.markdown, markdown_page(results.comparisons()));
  return results.complete() ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Measures weir beside its rivals.", "weir_bench");
  Options options;
  app.add_option("--filter", options.filter, "only the cases that this regular expression finds: hop, 'words|primes'");
  app.add_option("--rounds", options.rounds, "how often each is measured")->check(CLI::PositiveNumber)->capture_default_str();
  app.add_option("--json", options.json, "write all figures of all rounds there");
  app.add_option("--markdown", options.markdown, "write the table there, for a page");
  try {
    app.parse(argc, argv);
    return run(options);
  } catch (const CLI::ParseError& error) {
    return app.exit(error);
  } catch (const std::exception& error) {
    fmt::print(stderr, "weir_bench: {}\n", error.what());
    return 1;
  }
}
