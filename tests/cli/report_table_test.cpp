#include "run/report_table.hpp"

#include <chrono>

#include "catch.hpp"

using namespace std::chrono_literals;
using weir::Plan;
using weir::Role;
using weir::RunReport;
using weir::StageReport;
using weir::cli::report_table;

namespace {

Plan plan_of(std::initializer_list<Role> roles) {
  Plan plan;
  for (const Role role : roles) plan.stages.emplace_back().role = role;
  return plan;
}

RunReport two_seconds() {
  RunReport report;
  report.workers = 4;
  report.wall = 2s;
  report.cpu = 6s;
  report.overhead = 40ms;
  report.peak_memory = 45ULL << 20;
  report.items = 20'000;
  StageReport source;
  source.name = "numbers";
  source.items_out = 1'200'000;
  source.batches_out = 4'800;
  source.busy = 700ms;
  source.waiting_room = 1200ms;
  StageReport work;
  work.name = "work";
  work.replicas = 3;
  work.items_in = 1'200'000;
  work.batches_in = 4'800;
  work.items_out = 20'000;
  work.batches_out = 80;
  work.busy = 5'400ms;
  work.waiting_input = 300ms;
  work.peak_queue = 8;
  work.queue_depth = 8;
  work.counters = {{"numbers out of range", 12}, {"numbers twice", 0}};
  StageReport out;
  out.name = "out";
  out.items_in = 20'000;
  out.batches_in = 80;
  out.busy = 4ms;
  out.waiting_input = 1990ms;
  out.peak_queue = 1;
  out.queue_depth = 4;
  report.stages = {source, work, out};
  return report;
}

}  // namespace

TEST_CASE("The table has a row a stage in shares of replicas times wall time, then the run's totals, then what was counted") {
  CHECK(report_table(two_seconds(), plan_of({Role::source, Role::transform, Role::sink})) ==
        R"(stage    replicas  items in  items out  batches  busy  waits for input  waits for room  peak queue
numbers         1         -     1.20 M     4800  35 %                -            60 %           -
work            3    1.20 M     20.0 k     4800  90 %              5 %             0 %      8 of 8
out             1    20.0 k          -       80  <1 %            100 %               -      1 of 4

wall time      2.00 s
items/s        600 k from the sources (1.20 M items), 10.0 k into the sinks (20.0 k items)
CPU            75 % of 4 workers (6.00 s)
peak memory    45.0 MiB
overhead       <1 % of worker time (40.0 ms)
busiest stage  work, busy 90 % of the time in 3 replicas

work: 12 numbers out of range
)");
}

TEST_CASE("Where items are rows of a table, the rows are beside them in the columns, the rates and the balance") {
  RunReport report = two_seconds();
  report.counts_rows = true;
  report.stages[0].rows_out = 2'400'000;
  report.stages[1].rows_in = 2'400'000;
  report.stages[1].rows_out = 30'000;
  report.stages[1].named_outputs = {{"rejected", 13, 13}, {"late", 2, 500}};
  report.stages[1].counters.clear();
  report.stages[2].rows_in = 30'000;
  report.rows = 30'000;
  report.balance.read = 20'015;
  report.balance.written = 20'000;
  report.balance.rejected = 13;
  report.balance.left = 2;
  report.stages[2].items_left = 2;
  report.balance.rows = {.read = 30'513, .written = 30'000, .rejected = 13, .left = 500};
  report.stages[2].rows_left = 500;
  CHECK(report_table(report, plan_of({Role::source, Role::transform, Role::sink})) ==
        R"(stage    replicas  items in  items out  rows in  rows out  batches  busy  waits for input  waits for room  peak queue
numbers         1         -     1.20 M        -    2.40 M     4800  35 %                -            60 %           -
work            3    1.20 M     20.0 k   2.40 M    30.0 k     4800  90 %              5 %             0 %      8 of 8
out             1    20.0 k          -   30.0 k         -       80  <1 %            100 %               -      1 of 4

wall time      2.00 s
items/s        600 k from the sources (1.20 M items), 10.0 k into the sinks (20.0 k items)
rows/s         1.20 M from the sources (2.40 M rows), 15.0 k into the sinks (30.0 k rows)
CPU            75 % of 4 workers (6.00 s)
peak memory    45.0 MiB
overhead       <1 % of worker time (40.0 ms)
busiest stage  work, busy 90 % of the time in 3 replicas
balance        20,015 read = 20,000 written + 13 rejected + 2 left (2 at 'out'); in rows 30,513 read = 30,000 written + 13 rejected + 500 left (500 at 'out')

work.rejected: 13 items
work.late: 2 items of 500 rows
)");
}

TEST_CASE("A balance that does not add up is shown, also where nothing was read") {
  RunReport report = two_seconds();
  report.balance.wrong = "stage 'out': 3 items put, 2 items taken, 0 items left in its queue";
  const auto table = [&report] { return report_table(report, plan_of({Role::source, Role::transform, Role::sink})); };
  CHECK(table().find("\nbalance        0 read = 0 written; it does not add up: stage 'out': 3 items put, 2 items taken, ") !=
        std::string::npos);
  report.balance.read = 3;
  report.balance.written = 2;
  CHECK(table().find("\nbalance        3 read, 2 written; it does not add up: stage 'out': ") != std::string::npos);
}

TEST_CASE("A counter is shown in the unit that its name ends with") {
  RunReport report = two_seconds();
  report.stages[1].counters = {{"_ns", 5},     {"asked_ns", 6'020'000'000},      {"beyond_ns", 18'446'744'073'709'551'615ULL},
                               {"columns", 3}, {"lines passed over", 1'234'567}, {"read_bytes", 3ULL << 20}};
  const std::string table = report_table(report, plan_of({Role::source, Role::transform, Role::sink}));
  CHECK(table.substr(table.find("\n\nwork: ")) ==
        "\n\nwork: 5 _ns\n"
        "work: 6.02 s asked\n"
        "work: 18,446,744,073,709,551,615 beyond_ns\n"
        "work: 3 columns\n"
        "work: 1,234,567 lines passed over\n"
        "work: 3.00 MiB read\n");
}

TEST_CASE("Where stages wait for room before a queue that was never full, the table says that the rest of it was promised") {
  RunReport report = two_seconds();
  report.stages[1].peak_queue = 3;
  report.stages[1].peak_promised = 8;
  report.stages[2].peak_promised = 4;
  Plan plan = plan_of({Role::source, Role::transform, Role::sink});
  plan.edges = {{0, 1}, {1, 2}};
  plan.stages[1].in_edges = {0};
  plan.stages[2].in_edges = {1};
  const auto row = [&](const std::string& name) {
    const std::string table = report_table(report, plan);
    const std::size_t start = table.find("\n" + name + " ") + 1;
    return table.substr(start, table.find('\n', start) - start);
  };
  CHECK(row("work") == "work            3    1.20 M     20.0 k     4800  90 %              5 %             0 %  3 of 8, rest promised");
  CHECK(row("out") == "out             1    20.0 k          -       80  <1 %            100 %               -                 1 of 4");
  report.stages[1].peak_promised = 7;
  CHECK(row("work") == "work            3    1.20 M     20.0 k     4800  90 %              5 %             0 %      3 of 8");
}

TEST_CASE("A transform that let nothing through shows none, which is not the same as having no way out") {
  RunReport report = two_seconds();
  report.stages[1].items_out = 0;
  report.stages[1].batches_out = 0;
  const std::string table = report_table(report, plan_of({Role::source, Role::transform, Role::sink}));
  CHECK(table.find("work            3    1.20 M          0     4800") != std::string::npos);
}

TEST_CASE("A run in which nothing happened has a table as well") {
  const std::string table = report_table(RunReport{}, Plan{});
  CHECK(table.find("busiest stage  -\n") != std::string::npos);
  CHECK(table.find("wall time      0 ns\n") != std::string::npos);
}

TEST_CASE("When busy is far above what the processors did, the table says so") {
  RunReport report = two_seconds();
  report.cpu = 5s;
  const Plan plan = plan_of({Role::source, Role::transform, Role::sink});
  CHECK(report_table(report, plan).find("busy is") == std::string::npos);
  report.cpu = 10ms;
  CHECK(report_table(report, plan).find(R"(
busiest stage  work, busy 90 % of the time in 3 replicas

busy is 6.10 s in all, but the process used 10.0 ms of CPU: stages wait inside their calls, or the machine is loaded

work: 12 numbers out of range
)") != std::string::npos);
}

TEST_CASE("A run that was short has no remark: threads that begin take time as well") {
  RunReport report = two_seconds();
  for (StageReport& stage : report.stages) stage.busy = 20ms;
  report.cpu = 1ms;
  CHECK(report_table(report, plan_of({Role::source, Role::transform, Role::sink})).find("busy is") == std::string::npos);
}
