#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include <weir/choices.hpp>
#include <weir/columns.hpp>
#include <weir/description.hpp>
#include <weir/error_scope.hpp>
#include <weir/placed_text.hpp>
#include <weir/rows.hpp>
#include <weir/size.hpp>
#include <weir/stage.hpp>
#include <weir/waits.hpp>

#include "exec/child_maker.hpp"
#include "exec/command_pattern.hpp"
#include "exec/job_log.hpp"
#include "exec/program_result.hpp"
#include "exec/ready_set.hpp"
#include "exec/running_program.hpp"
#include "table/row_cells.hpp"

namespace weir::stages {

/// What becomes of a row whose program failed.
enum class OnFailure {
  reject,  ///< it is rejected
  keep,    ///< it is a row like the others, which says how the program ended
};
inline Choices<OnFailure> choices(OnFailure) {
  return {{"reject", OnFailure::reject}, {"keep", OnFailure::keep}};
}

/// `exec.run`: a program for each row, several at a time; rows leave in the order in which they came. It waits for them without a worker.
class ExecRun final : public Expander<Rows, Rows>, public Waits {
 public:
  struct Params {
    std::vector<PlacedText> command;
    std::optional<PlacedText> stdin_column = {};
    std::vector<std::pair<std::string, PlacedText>> env = {};
    PlacedText cwd = {};
    std::optional<std::uint32_t> jobs = {};
    std::optional<std::chrono::milliseconds> timeout = {};
    std::uint32_t retries = 0;
    std::vector<int> ok = {0};
    OnFailure on_failure = OnFailure::reject;
    Size stdout_size{std::uint64_t{1} << 20U};
    Size stderr_size{std::uint64_t{64} << 10U};
    std::optional<std::filesystem::path> log = {};
    Resume resume = Resume::never;
  };
  static void describe(Description<Params>& d);
  static std::optional<Columns> columns(const Params& params, const Columns& in, const ErrorScope& errors);

  /// What is the same for all replicas.
  struct Shared {
    Shared(const Params& its_params, const Columns& in, const Columns& out);

    const Params params;
    const Columns columns_in;
    const Columns columns_out;
    const CommandPattern command;
    const std::optional<std::size_t> input;  // the column that programs read
    const std::size_t jobs;
    const std::unique_ptr<JobLog> log;  // null: none is asked for
    ChildMaker maker;
  };
  explicit ExecRun(std::shared_ptr<Shared> shared);
  ~ExecRun() override;

  void open(Rows&& slice) override;
  Next produce(Output<Rows>& out) override;
  void counters(Counters& counters) const override;

 private:
  using Clock = RunningProgram::Clock;

  // So many rows wait for one that takes longer.
  static constexpr std::size_t kRowsHeldPerJob = 4;

  // A row whose program has begun and which has not left.
  struct Job {
    std::uint32_t row = 0;
    std::uint64_t name = 0;  // of its program in the set
    std::uint32_t tries = 0;
    Command command = {};
    std::string text = {};  // for the log
    Clock::time_point began = {};
    bool timed_out = false;
    std::optional<RunningProgram> program = {};  // while it is under way
    bool finished = false;
    std::string refused = {};  // why the row is rejected; empty: it is not
    ProgramResult result = {};
  };

  void take_events();
  void begin_rows();
  void fill(Job& job);
  [[nodiscard]] std::optional<std::string_view> input_of(const Job& job) const;
  void start(Job& job);
  void settle(Job& job);
  void look_at_clock(Clock::time_point now);
  [[nodiscard]] bool is_well(const Job& job) const;
  [[nodiscard]] std::string what_failed(const Job& job) const;
  void log(const Job& job, std::string_view exit);
  [[nodiscard]] bool is_due(Clock::time_point now);
  void push_finished(Output<Rows>& out);
  [[nodiscard]] Next wait_for_more();
  void end_all() noexcept;

  std::shared_ptr<Shared> shared_;
  ReadySet set_;
  RowCells row_cells_;
  Rows slice_;
  std::uint32_t next_row_ = 0;                       // of the slice, to begin with
  std::deque<Job> window_;                           // rows that have begun, in order, up to the next
  std::unordered_map<std::uint64_t, Job*> running_;  // by name
  std::uint64_t last_name_ = 0;
  std::optional<Clock::time_point> held_since_;  // the first row of the window could leave
  std::uint64_t already_run_ = 0;
  std::uint64_t retried_ = 0;
  std::uint64_t timed_out_ = 0;
  std::uint64_t stdout_cut_ = 0;
  std::uint64_t stderr_cut_ = 0;
};

}  // namespace weir::stages
