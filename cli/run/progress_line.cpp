#include "run/progress_line.hpp"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>

#include "format/quantity.hpp"
#include "run/run_figures.hpp"
#include "terminal/say.hpp"
#include "text/display_width.hpp"

namespace weir::cli {
namespace {

using std::chrono::milliseconds;

// A shorter run needs no line.
constexpr milliseconds kFirst{200};
constexpr milliseconds kRedraw{125};
constexpr milliseconds kNextLine{1000};

std::size_t terminal_width() {
  constexpr std::size_t kUsual = 80;
  winsize size{};
  const bool known = ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
  return known ? size.ws_col : kUsual;
}

double fill(const StageReport& stage) {
  return static_cast<double>(stage.queued) / static_cast<double>(stage.queue_depth);
}

// A bottleneck lets all queues before it fill, so it is behind the last full one. A few batches may just have been taken from a queue, so
// three quarters count as full.
const StageReport* telling_queue(const RunReport& report) {
  constexpr double kFull = 0.75;
  const StageReport* telling = nullptr;
  for (const StageReport& stage : report.stages) {
    if (stage.queue_depth == 0) continue;  // a source
    if (telling == nullptr || fill(stage) >= kFull || fill(stage) > fill(*telling)) telling = &stage;
  }
  return telling;
}

// Most pipelines run at an even pace, so the time left follows from the share done so far.
std::string how_far(double done, std::chrono::nanoseconds elapsed) {
  std::string text = "  " + format_percent(done);
  constexpr double kEnoughToTell = 0.01;
  constexpr double kNearlyDone = 0.99;
  if (done < kEnoughToTell || done >= kNearlyDone) return text;
  const std::chrono::duration<double, std::nano> left = elapsed * ((1 - done) / done);
  return text + "  ETA " + format_duration(std::chrono::duration_cast<std::chrono::nanoseconds>(left));
}

}  // namespace

std::string progress_text(const RunReport& report, std::optional<double> done) {
  std::string text = format_duration(report.wall);
  if (done) text += how_far(*done, report.wall);
  const bool rows = report.counts_rows;
  const std::uint64_t made = rows ? source_rows(report) : source_items(report);
  const std::uint64_t used = rows ? report.rows : report.items;
  text += fmt::format("  {} {}{} from sources, {}/s", format_count(made), rows ? "row" : "item", made == 1 ? "" : "s",
                      format_rate(per_second(made, report)));
  text += fmt::format("  {} into sinks, {}/s", format_count(used), format_rate(per_second(used, report)));
  for (const StageReport& stage : report.stages) {
    if (stage.waits_outside > 0) text += fmt::format("  waiting outside: {} {}/{}", stage.name, stage.waits_outside, stage.replicas);
  }
  if (const auto* stage = telling_queue(report)) {
    text += fmt::format("  fullest queue: {} {}/{}", stage->name, stage->queued, stage->queue_depth);
  }
  return text;
}

ProgressLine::ProgressLine(ProgressMode mode)
    : terminal_(isatty(STDERR_FILENO) != 0), next_(Clock::now() + (terminal_ ? kFirst : kNextLine)) {
  shown_ = mode == ProgressMode::always || (mode == ProgressMode::automatic && terminal_);
}

ProgressLine::~ProgressLine() {
  clear();
}

bool ProgressLine::due() const {
  return shown_ && Clock::now() >= next_;
}

void ProgressLine::show(const RunReport& report) {
  if (report.progress) done_ = std::max(done_.value_or(0), *report.progress);
  const std::string text = progress_text(report, tells_how_far_ ? done_ : std::nullopt);
  if (terminal_) {
    // The last column stays free, since some terminals wrap when it is filled. The cursor goes back to the start of the line, so that what
    // a stage prints on the same terminal begins there.
    say_at_once(fmt::format("\r{}\x1b[K\r", stages::fit_width(text, terminal_width() - 1)));
    drawn_ = true;
  } else {
    say_at_once(text + '\n');
  }
  next_ = Clock::now() + (terminal_ ? kRedraw : kNextLine);
}

void ProgressLine::clear() {
  if (!drawn_) return;
  say_at_once("\r\x1b[K");
  drawn_ = false;
}

}  // namespace weir::cli
