// Tables through the command, beside what people would use instead.

#include <cstdlib>
#include <map>
#include <sstream>

#include "process.hpp"
#include "process_answers.hpp"
#include "rows_files.hpp"

namespace weir::bench {

namespace {

constexpr std::size_t kStations = 10'000'000;
constexpr std::size_t kRows = 2'000'000;
constexpr double kMemory = 64.0 * 1024 * 1024;

std::vector<std::string> weir_command(std::size_t workers, const std::string& pipeline, const std::string& stage, const std::string& path) {
  return {WEIR_COMMAND,
          "run",
          "-q",
          "--workers",
          std::to_string(workers),
          WEIR_PIPELINES "/" + pipeline,
          "--set",
          stage + ".params.paths=[" + path + "]"};
}

// Lines of cells, in the order of their bytes, with all numbers written in one way: contenders differ in that, and in the last digits of an
// average. A header, which has no number, is left out.
std::string cells(const std::string& path) {
  std::istringstream in(whole_text(path));
  std::multimap<std::string, int> lines;
  for (std::string line; std::getline(in, line);) {
    std::istringstream parts(line);
    std::string text;
    bool has_number = false;
    for (std::string cell; std::getline(parts, cell, ',');) {
      char* end = nullptr;
      const double number = std::strtod(cell.c_str(), &end);
      const bool is_number = !cell.empty() && *end == '\0';
      has_number = has_number || is_number;
      text += (is_number ? fmt::format("{:.9g}", number) : cell) + ",";
    }
    if (has_number) lines.emplace(text, 0);
  }
  std::string answer;
  for (const auto& [line, nothing] : lines) answer += line + "\n";
  return answer;
}

// The rivals that are there.
class Rivals {
 public:
  Rivals(std::vector<Process>& processes, std::string output) : processes_(processes), output_(std::move(output)) {}

  void duckdb([[maybe_unused]] const std::string& query, [[maybe_unused]] double goal) {
#ifdef WEIR_DUCKDB
    processes_.push_back({"DuckDB", {WEIR_DUCKDB, query}, output_, cells, goal});
#endif
  }
  void mawk([[maybe_unused]] const std::string& program, [[maybe_unused]] const std::string& path, [[maybe_unused]] double goal) {
#ifdef WEIR_MAWK
    processes_.push_back({"mawk, one thread", {WEIR_MAWK, program, path}, output_, cells, goal});
#endif
  }

 private:
  std::vector<Process>& processes_;
  std::string output_;
};

void add(const std::string& name, std::size_t parts, const ScratchFolder& scratch, std::vector<std::string> command,
         const std::function<void(Rivals&)>& add_rivals) {
  const std::string out = scratch.file("rows.out");
  std::vector<Process> processes = {{"weir", std::move(command), out, cells}};
  Rivals rivals(processes, out);
  add_rivals(rivals);
  compare_processes({name, "row", static_cast<double>(parts)}, processes, kMemory);
}

}  // namespace

void add_rows_processes(std::size_t workers, const ScratchFolder& scratch) {
  const std::string stations = scratch.file("stations.csv", stations_csv(kStations));
  add("weir run, 10^7 rows in groups of stations", kStations, scratch, weir_command(workers, "stations.yaml", "rows", stations),
      [&](Rivals& rivals) {
        rivals.duckdb("select station, min(temperature), avg(temperature), max(temperature), count(*) from read_csv('" + stations +
                          "', delim=';', header=true) group by station",
                      0.4);
        rivals.mawk(
            "BEGIN { FS = \";\" } NR > 1 { t = $2 + 0; if (!($1 in n) || t < lo[$1]) lo[$1] = t; if (!($1 in n) || t > hi[$1]) hi[$1] = t; "
            "n[$1]++; s[$1] += t } END { for (k in n) printf \"%s,%.1f,%.12g,%.1f,%d\\n\", k, lo[k], s[k] / n[k], hi[k], n[k] }",
            stations, 0.05);
      });
  const std::string orders = scratch.file("orders.csv", orders_csv(kRows));
  add("weir run, orders of 200 MB filtered", kRows, scratch, weir_command(workers, "large_orders.yaml", "orders", orders),
      [&](Rivals& rivals) {
        rivals.duckdb(
            "select *, count * price * (1 - discount) from read_csv('" + orders +
                "', header=true, types={'day': 'VARCHAR'}) where count * price > 5000 and country in ('NZ', 'AU') and state <> 'cancelled'",
            0.5);
      });
  const std::string events = scratch.file("events.jsonl", events_jsonl(kRows));
  add("weir run, lines of JSON in groups", kRows, scratch, weir_command(workers, "slow_events.yaml", "events", events),
      [&](Rivals& rivals) {
        rivals.duckdb("select kind, user.country, count(*), max(ms) from read_json('" + events +
                          "', format='newline_delimited') where ms > 1000 group by all",
                      0.5);
      });
  const std::string log = scratch.file("web.log", web_log(kRows));
  add("weir run, failing pages of a web log", kRows, scratch, weir_command(workers, "failing_pages.yaml", "lines", log),
      [&](Rivals& rivals) {
        rivals.duckdb("select split_part(split_part(line, '\"', 2), ' ', 2) p, count(*) c from read_csv('" + log +
                          "', columns={'line': 'VARCHAR'}, delim='\\0', quote='', escape='', header=false) where "
                          "cast(split_part(split_part(line, '\"', 3), ' ', 2) as int) >= 500 group by p order by c desc, p limit 10",
                      0.4);
      });
}

}  // namespace weir::bench
