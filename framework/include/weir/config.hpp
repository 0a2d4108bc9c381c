#pragma once

// A pipeline as written: what `PipelineConfig` reads from YAML or a program fills in, and what is checked when a `Pipeline` is made from
// it. Plain values: any thread may use its own, none may change one that others read.

#include <concepts>
#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <weir/duration.hpp>
#include <weir/error.hpp>
#include <weir/on_error.hpp>
#include <weir/size.hpp>
#include <weir/variables.hpp>

#pragma GCC visibility push(default)
namespace weir {

struct Member;

/// A YAML value as it was written: what a scalar means (a number, a duration) is decided by the param that reads it.
struct Value {
  /// What a value looks like in YAML.
  enum class Form { null, scalar, list, map };

  Form form = Form::null;       ///< null when nothing was written
  Position position;            ///< where it stands
  std::string text;             ///< of a scalar; of a null, how it was written: `null`, `~`, or not at all
  bool quoted = false;          ///< a quoted scalar is a string, whatever it looks like
  bool verbatim = false;        ///< of a scalar: the file has its text byte by byte, on one line, behind a quote when it is quoted
  std::vector<Value> items;     ///< of a list
  std::vector<Member> members;  ///< of a map, in the order written; no key twice

  Value();
  /// A scalar written in code.
  explicit Value(std::string scalar);
  Value(const Value&);                 ///< deep
  Value(Value&&) noexcept;             ///< leaves a null
  Value& operator=(const Value&);      ///< deep
  Value& operator=(Value&&) noexcept;  ///< leaves a null
  ~Value();

  /// The value of `key`, or null when it is absent or this is not a map.
  [[nodiscard]] const Value* find(std::string_view key) const noexcept;
  /// The value of `key`, made when absent; turns a null into a map.
  Value& operator[](std::string_view key);
};

/// One `key: value` of a map.
struct Member {
  std::string key;        ///< as written
  Position key_position;  ///< where the key begins
  Value value;            ///< what stands after it
};

// Here, where `Member` is complete.
inline Value::Value() = default;
inline Value::Value(std::string scalar) : form(Form::scalar), text(std::move(scalar)) {}
inline Value::Value(const Value&) = default;
inline Value::Value(Value&&) noexcept = default;
inline Value& Value::operator=(const Value&) = default;
inline Value& Value::operator=(Value&&) noexcept = default;
inline Value::~Value() = default;

/// A number ≥ 1, or `auto`: weir chooses.
struct Count {
  std::optional<std::size_t> number;  ///< empty: auto

  Count() = default;
  /// A number, at least 1.
  Count(std::size_t n) : number(n) {}  // NOLINT(google-explicit-constructor): `stage.replicas = 4` reads as in the file
  friend bool operator==(const Count&, const Count&) = default;
};

template <class T>
struct Setting;
namespace detail {
/// What becomes a `T` and is not a setting itself.
template <class U, class T>
concept SetsTo = std::convertible_to<U, T> && !std::same_as<std::remove_cvref_t<U>, Setting<T>>;
}

/// A key of the file: its value when it was given, and where.
template <class T>
struct Setting {
  std::optional<T> value;  ///< nothing: the default holds
  Position position;       ///< where it stands

  Setting() = default;
  /// As code sets it: `stage.kind = "words.count"` reads as in the file.
  Setting(T v) : value(std::move(v)) {}  // NOLINT(google-explicit-constructor)
  /// The same of what becomes a `T`, such as a literal; `SetsTo` leaves copies and moves to their own constructors.
  template <detail::SetsTo<T> U>
  // NOLINTNEXTLINE(google-explicit-constructor, bugprone-forwarding-reference-overload)
  Setting(U&& v) : value(T(std::forward<U>(v))) {}
  Setting(T v, Position where) : value(std::move(v)), position(where) {}               ///< as a file set it
  [[nodiscard]] explicit operator bool() const noexcept { return value.has_value(); }  ///< whether it is set
  [[nodiscard]] const T& operator*() const { return *value; }                          ///< Requires: it is set
  [[nodiscard]] const T* operator->() const { return std::addressof(*value); }         ///< Requires: it is set
};

/// One entry of `stages`.
struct StageConfig {
  Setting<std::string> name;                          ///< unique in the pipeline; required
  Setting<std::string> kind;                          ///< a name in the registry; required
  Setting<bool> enabled;                              ///< false: the stage is left out
  Setting<std::vector<Setting<std::string>>> inputs;  ///< names of stages above; a source has none
  Setting<Count> replicas;                            ///< instances of the stage
  Setting<Count> batch_size;                          ///< most items of a call
  Setting<Count> queue_depth;                         ///< most batches that wait, for each input
  Setting<Size> memory;                               ///< bytes that may wait, for each input
  Setting<bool> ordered;                              ///< outputs leave in the order of the inputs
  Setting<OnError> on_error;                          ///< what becomes of an item that the stage cannot use
  Setting<MaxErrors> max_errors;                      ///< how many such items there may be
  Setting<Duration> batch_wait;                       ///< a batch that is not full is sent on this long after its first item
  Value params;                                       ///< a map, or null when none were given
  Position position;                                  ///< of the entry
};

/// A text that values came from: a file, a string, or one `--set`.
struct ConfigText {
  std::string name;  ///< as messages show it
  std::string text;  ///< all of it
};

/// A pipeline as written: a plain struct to read from YAML or to fill in code, and to edit before it is planned. What it names is checked
/// by the `Pipeline` made from it.
struct PipelineConfig {
  Setting<std::string> pipeline;                       ///< its name
  Setting<Count> workers;                              ///< threads
  Setting<Duration> timeout;                           ///< of the whole run
  Setting<Size> memory;                                ///< bytes that may wait in all queues together
  Setting<Count> default_batch_size;                   ///< of stages that set none
  Setting<Count> default_queue_depth;                  ///< of stages that set none
  Setting<std::vector<Setting<std::string>>> plugins;  ///< paths of shared libraries, loaded when the pipeline is planned
  std::vector<StageConfig> stages;                     ///< in the order of the file
  Value tests;                                         ///< what `weir test` reads, as it was written; null when there is none
  std::vector<ConfigText> texts;                       ///< what `Position::text` counts in
  std::vector<Diagnostic> diagnostics;                 ///< what is wrong with the text itself; reported with what the plan finds
  std::vector<UsedVariable> variables;                 ///< what `${NAME}` stood for, each once
  std::vector<Position> unresolved;                    ///< values with a `${NAME}` that has none: no more is said of them than that
  std::vector<std::string> secrets;                    ///< texts that no message shows: secrets of `variables`, and values with one in them

  /// Reads a file. `overrides` are `stage.key=value`, `stage.params.key=value` or `key=value`, applied after the file is read, each a small
  /// YAML text of its own. `variables` has the values of `${NAME}` in both: by default none has one, and those of the environment take no
  /// part unless a program says so, by `environment_variables()`. Never throws for what the file says: that is in `diagnostics`. Throws
  /// `Error` when the file cannot be read.
  static PipelineConfig from_file(const std::filesystem::path& path, std::span<const std::string> overrides = {},
                                  const Variables& variables = {});

  /// The same from several files, of which each goes over those before it: maps are merged by key, stages by name, and anything else takes
  /// the place of what was there. Requires: at least one.
  static PipelineConfig from_files(std::span<const std::filesystem::path> paths, std::span<const std::string> overrides = {},
                                   const Variables& variables = {});

  /// The same from several texts, whose names stand for files in messages. Requires: at least one.
  static PipelineConfig from_texts(std::span<const ConfigText> texts, std::span<const std::string> overrides = {},
                                   const Variables& variables = {});

  /// The same from one text; `name` stands for the file in messages.
  static PipelineConfig from_string(std::string_view yaml, std::string name = "config", std::span<const std::string> overrides = {},
                                    const Variables& variables = {});
};

/// `file:line:column: error: message`, the line and a caret, for each diagnostic, in the order of the text.
[[nodiscard]] std::string render(std::span<const Diagnostic> diagnostics, std::span<const ConfigText> texts);

}  // namespace weir
#pragma GCC visibility pop
