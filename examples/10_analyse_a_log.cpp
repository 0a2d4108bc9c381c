// A real one: how often does each page of a web server fail? Parse its log, keep the errors, count them by page, report.
//
// It uses what the others show: a source of lines, a class that parses and counts what it cannot read (`counters`, which the run's report
// has summed over the replicas), a filter, and partial counts that a next stage merges. Notice what is missing: locks, threads, and code
// for the order in which things come. The result is the same at any number of workers and replicas.

#include <weir/weir.hpp>

#include <iostream>
#include <map>
#include <optional>
#include <sstream>
#include <string>

struct Hits {
  std::string page;
  int status = 0;
  std::size_t count = 1;
};

/// Reads lines such as `192.0.2.7 GET /cart 503`.
class Parse final : public weir::Transform<std::string, Hits> {
 public:
  void process(std::span<std::string> lines, weir::Output<Hits>& out) override {
    for (const std::string& line : lines) {
      std::istringstream words(line);
      std::string address, method, page;
      int status = 0;
      if (words >> address >> method >> page >> status)
        out.push({page, status});
      else
        ++malformed_;
    }
  }
  void counters(weir::Counters& counters) const override { counters.add("malformed lines", malformed_); }

 private:
  std::uint64_t malformed_ = 0;
};

/// Adds up the hits of each page.
class CountByPage final : public weir::Transform<Hits, Hits> {
 public:
  void process(std::span<Hits> items, weir::Output<Hits>&) override {
    for (const Hits& hits : items) totals_[hits.page] += hits.count;
  }
  void finish(weir::Output<Hits>& out) override {
    for (const auto& [page, count] : totals_) out.push({page, 0, count});
  }

 private:
  std::map<std::string, std::size_t> totals_;
};

std::stringstream make_log() {
  std::stringstream log;
  const char* const pages[] = {"/", "/cart", "/search", "/login"};
  for (int i = 0; i < 50'000; ++i) {
    if (i % 1000 == 999) log << "-- log rotated --\n";
    log << "192.0.2." << i % 250 << " GET " << pages[i % 4] << ' ' << (i % (11 + 2 * (i % 4)) == 0 ? 503 : 200) << '\n';
  }
  return log;
}

int main() {
  std::stringstream log = make_log();
  weir::Pipeline pipeline("failing_pages");
  const auto lines = pipeline.source(
      "lines", [&log, line = std::string()]() mutable { return std::getline(log, line) ? std::optional(line) : std::nullopt; });
  const auto hits = pipeline.transform(lines, "parse", [] { return Parse(); }, {.replicas = 4});
  const auto errors = pipeline.filter(hits, "errors", [](const Hits& hit) { return hit.status >= 500; });
  const auto partial = pipeline.transform(errors, "count", [] { return CountByPage(); }, {.replicas = 2});
  const auto totals = pipeline.transform(partial, "merge", [] { return CountByPage(); });
  pipeline.sink(totals, "report", [](const Hits& page) { std::cout << page.page << ": " << page.count << " errors\n"; });
  const weir::RunReport report = pipeline.run();
  for (const auto& [name, count] : report.stages[1].counters) std::cout << count << ' ' << name << '\n';
}
