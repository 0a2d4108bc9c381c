#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <weir/config.hpp>
#include <weir/detail/param_type.hpp>

namespace weir::config {

/// Reads the keys of one map into settings, each once, and reports the keys that nothing read.
class SettingReader {
 public:
  /// `owner` names the map in messages, as in `stage 'count': `; it may be empty.
  SettingReader(const Value& map, std::string owner, std::vector<Diagnostic>& diagnostics)
      : map_(&map), owner_(std::move(owner)), diagnostics_(&diagnostics) {}

  /// `read(value, target, errors)` says whether it could read the value.
  template <class T, class Read>
  void read(const std::string& key, Setting<T>& setting, const Read& read_value) {
    const Value* value = find(key);
    if (value == nullptr) return;
    setting.position = value->position;
    T target{};
    std::vector<Diagnostic> errors;
    if (read_value(*value, target, errors)) setting.value = std::move(target);
    report(key, errors);
  }

  /// The value of a key, or null. Marks the key as known.
  const Value* find(const std::string& key);
  /// Adds errors, each with the owner and the key before it.
  void report(const std::string& key, const std::vector<Diagnostic>& errors);
  /// Reports each key of the map that was never asked for.
  void refuse_the_rest();
  /// Where a key stands that was refused and probably meant to be `key`; not known if there is none. Requires `refuse_the_rest`.
  [[nodiscard]] Position misspelt(const std::string& key) const;

 private:
  const Value* map_;
  std::string owner_;
  std::vector<Diagnostic>* diagnostics_;
  std::vector<std::string> known_;
  std::map<std::string, Position> misspelt_;  // by the key that was meant
};

/// Reads a number or `auto`. The number may be too large for the setting, which the plan reports; a number beyond all is reported with the
/// setting's own largest.
struct CountReader {
  std::size_t most;  ///< the largest

  /// Says whether it could read the value.
  bool operator()(const Value& value, Count& target, std::vector<Diagnostic>& errors) const;
};
/// A duration of more than nothing; that it is not nothing, the plan checks.
bool read_timespan(const Value& value, std::chrono::nanoseconds& target, std::vector<Diagnostic>& errors);
/// A string that was written as one, or a word that could also be a number.
bool read_name(const Value& value, std::string& target, std::vector<Diagnostic>& errors);
/// A list of paths.
bool read_paths(const Value& value, std::vector<Setting<std::string>>& target, std::vector<Diagnostic>& errors);
/// A list of names.
bool read_names(const Value& value, std::vector<Setting<std::string>>& target, std::vector<Diagnostic>& errors);

}  // namespace weir::config
