#pragma once

// What weir throws, and what is wrong with a config, in parts that a program can look at: where, in which stage and key, what, and how to
// mend it. Plain values, for any thread; an exception may be caught on another thread than the one that threw it.

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#pragma GCC visibility push(default)
namespace weir {

/// The base of every exception that weir itself throws.
class Error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A place in a text that weir was given. Lines and columns count from 1, columns in bytes; line 0 means "nowhere": a value that was set in
/// code.
struct Position {
  std::uint32_t text = 0;    ///< index into `PipelineConfig::texts`
  std::uint32_t line = 0;    ///< from 1
  std::uint32_t column = 0;  ///< from 1, in bytes

  [[nodiscard]] bool known() const noexcept { return line != 0; }  ///< false for what was set in code
  friend bool operator==(const Position&, const Position&) = default;
  friend auto operator<=>(const Position&, const Position&) = default;  // NOLINT(modernize-use-nullptr): sees a 0 in what is generated
};

/// What is wrong with something, and how to mend it.
struct Problem {
  std::string what;  ///< such as `'5' has no unit`
  std::string mend;  ///< such as `write 5ms`; may be empty

  Problem() = default;  ///< nothing is wrong
  /// Both parts, each without the other's punctuation.
  Problem(std::string what_is_wrong, std::string how_to_mend) : what(std::move(what_is_wrong)), mend(std::move(how_to_mend)) {}
  /// One that says no way to mend it, or says it all in one sentence.
  template <std::convertible_to<std::string> Text>
  Problem(Text&& text) : what(std::forward<Text>(text)) {}  // NOLINT: `return "must not be empty";` reads as what it is

  [[nodiscard]] std::string text() const;  ///< `'5' has no unit; write 5ms`
};

/// One thing that is wrong with a config: where, in what, and what.
struct Diagnostic {
  Position position;                 ///< where it begins
  std::optional<std::size_t> stage;  ///< the stage that it is about, if any: an index into `PipelineConfig::stages`
  std::string stage_name;            ///< that stage's name; empty when it has none
  std::string key;                   ///< path of the key that it is about: `workers`, `replicas` or `params.poll`; may be empty
  Problem problem;                   ///< what is wrong

  /// All but the position in one sentence: `stage 'text': param 'poll': '5' has no unit; write 5ms`.
  [[nodiscard]] std::string message() const;
};

struct ConfigText;

/// A config that cannot run. Holds everything that is wrong with it, in the order of the file. `what()` is the whole report as a person
/// reads it, as `render` makes it.
class ConfigError : public Error {
 public:
  /// What is wrong, in any order, and the texts that the positions are in. Requires: at least one diagnostic.
  ConfigError(std::vector<Diagnostic> diagnostics, std::span<const ConfigText> texts);

  [[nodiscard]] const std::vector<Diagnostic>& diagnostics() const noexcept { return diagnostics_; }  ///< never empty

 private:
  std::vector<Diagnostic> diagnostics_;
};

/// An exception that left a stage's own code. The original is nested: `std::rethrow_if_nested(error)` throws it again.
class StageError : public Error {
 public:
  StageError(std::string stage, std::size_t replica, std::exception_ptr cause);  ///< `cause` is not null

  [[nodiscard]] const std::string& stage() const noexcept { return stage_; }  ///< its name
  [[nodiscard]] std::size_t replica() const noexcept { return replica_; }     ///< from 0
  /// What the stage threw; never null.
  [[nodiscard]] const std::exception_ptr& cause() const noexcept { return cause_; }
  /// Throws what the stage threw.
  [[noreturn]] void rethrow_nested() const { std::rethrow_exception(cause_); }

 private:
  std::string stage_;
  std::size_t replica_;
  std::exception_ptr cause_;
};

/// What a stage may throw about an item that it cannot use, to say where that came from: `Rejected::origin`. Otherwise it is as any other
/// exception.
class ItemError : public Error {
 public:
  /// `reason`: one sentence, for people. `origin`: such as `orders.csv:17`; may be empty. `what()` says both.
  ItemError(const std::string& reason, std::string origin);

  [[nodiscard]] const std::string& reason() const noexcept { return reason_; }  ///< as it was given
  [[nodiscard]] const std::string& origin() const noexcept { return origin_; }  ///< as it was given

 private:
  std::string reason_;
  std::string origin_;
};

/// What a sink throws when nobody reads its output any more (`weir run … | head -3`). Not a fault of the run: the sink gets no more calls,
/// what comes for it is dropped, and the other sinks go on. When no other is left, the run stops, and this is the cause of its
/// `StageError`.
class OutputClosed : public Error {
 public:
  using Error::Error;
};

/// What a stage throws to break off a call because `stopping()` became true. Not a fault: in a stop the run ends as stopped, and in a drain
/// the source, or the item of the expander, ends.
class Stopped : public Error {
 public:
  Stopped() : Error("stopped") {}
};

/// A stage cannot go on, whichever the item: it ends the run, whatever the stage's `on_error`.
class FatalError : public Error {
 public:
  using Error::Error;
};

/// Memory ran out, thrown in place of a `std::bad_alloc` by who can say what for.
class MemoryError : public FatalError {
 public:
  using FatalError::FatalError;
};

/// A stage pushed `Rows` with other columns than its class says, or rejected some that it did not get: a fault of the stage's code, and of
/// no item. `what()` has both.
class ColumnsError : public FatalError {
 public:
  using FatalError::FatalError;
};

/// The run took longer than its `timeout`. `busy_stages` had a replica in the middle of a call when the time was up.
class TimeoutError : public Error {
 public:
  /// `message` says which stages were busy, too.
  TimeoutError(const std::string& message, std::vector<std::string> busy_stages) : Error(message), busy_stages_(std::move(busy_stages)) {}

  [[nodiscard]] const std::vector<std::string>& busy_stages() const noexcept { return busy_stages_; }  ///< their names

 private:
  std::vector<std::string> busy_stages_;
};

/// No work was left though a stage had not finished: a fault of weir's own, never of a stage. `what()` holds the state of every gate.
class StallError : public Error {
 public:
  using Error::Error;
};

/// At the end of a run some item was neither used nor rejected, dropped or left anywhere: a fault of weir's own, never of a stage. `what()`
/// says where; `RunReport::edges` has the numbers.
class BalanceError : public Error {
 public:
  using Error::Error;
};

}  // namespace weir
#pragma GCC visibility pop
