#include "progress_line.hpp"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>

#include "quantity.hpp"
#include "say.hpp"
#include "text_table.hpp"

namespace weir::cli {
namespace {

using std::chrono::milliseconds;

// A run that is over sooner needs no line.
constexpr milliseconds kFirst{200};
constexpr milliseconds kRedraw{125};
constexpr milliseconds kNextLine{1000};

std::size_t terminal_width() {
  constexpr std::size_t kUsual = 80;
  winsize size{};
  const bool known = ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
  return known ? size.ws_col : kUsual;
}

const StageReport* fullest_queue(const RunReport& report) {
  const auto fill = [](const StageReport& stage) {
    return stage.queue_depth == 0 ? -1.0 : static_cast<double>(stage.queued) / static_cast<double>(stage.queue_depth);
  };
  const auto fullest =
      std::max_element(report.stages.begin(), report.stages.end(), [&](const auto& a, const auto& b) { return fill(a) < fill(b); });
  return fullest == report.stages.end() || fullest->queue_depth == 0 ? nullptr : &*fullest;
}

// Sources produce at an even pace more often than not, so the time left is what the part done so far suggests.
std::string how_far(double done, std::chrono::nanoseconds elapsed) {
  std::string text = "  " + format_percent(done);
  constexpr double kEnoughToTell = 0.01;
  if (done < kEnoughToTell || done >= 1) return text;
  const std::chrono::duration<double, std::nano> left = elapsed * ((1 - done) / done);
  return text + "  ETA " + format_duration(std::chrono::duration_cast<std::chrono::nanoseconds>(left));
}

}  // namespace

std::string progress_text(const RunReport& report) {
  const double seconds = std::chrono::duration<double>(report.wall).count();
  const double rate = seconds > 0 ? static_cast<double>(report.items) / seconds : 0;
  std::string text = fmt::format("{}  {} items  {}/s", format_duration(report.wall), format_count(report.items), format_rate(rate));
  if (const auto* stage = fullest_queue(report)) {
    text += fmt::format("  fullest queue: {} {}/{}", stage->name, stage->queued, stage->queue_depth);
  }
  if (report.progress) text += how_far(*report.progress, report.wall);
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
  const std::string text = progress_text(report);
  if (terminal_) {
    // The last column stays free, or some terminals go on to the next line. The cursor goes back to the start of the line, so that what a
    // stage prints on the same terminal begins there.
    say(fmt::format("\r{}\x1b[K\r", fit_width(text, terminal_width() - 1)));
    drawn_ = true;
  } else {
    say(text + '\n');
  }
  next_ = Clock::now() + (terminal_ ? kRedraw : kNextLine);
}

void ProgressLine::clear() {
  if (!drawn_) return;
  say("\r\x1b[K");
  drawn_ = false;
}

}  // namespace weir::cli
