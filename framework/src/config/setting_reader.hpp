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
#include <weir/error_scope.hpp>

namespace weir::config {

/// Reads the keys of one map into settings, each once, and reports the keys that nothing read.
class SettingReader {
 public:
  /// `errors` is the scope of the map.
  SettingReader(const Value& map, ErrorScope errors) : map_(&map), errors_(std::move(errors)) {}

  /// `read_value(value, target, errors)` says whether it could read the value.
  template <class T, class Read>
  void read(const std::string& key, Setting<T>& setting, const Read& read_value) {
    const Value* value = find(key);
    if (value == nullptr) return;
    setting.position = value->position;
    T target{};
    if (read_value(*value, target, errors_.key(key))) setting.value = std::move(target);
  }

  /// The value of a key, or null. Marks the key as known.
  const Value* find(const std::string& key);
  /// Reports each key of the map that was never asked for.
  void refuse_unknown_keys();
  /// Where a key stands that was refused and probably meant to be `key`; not known if there is none. Requires `refuse_unknown_keys`.
  [[nodiscard]] Position misspelt(const std::string& key) const;

 private:
  const Value* map_;
  ErrorScope errors_;
  std::vector<std::string> known_;
  std::map<std::string, Position> misspelt_;  // by the key that was meant
};

/// Reads a number or `auto`. The plan reports a number that is out of the setting's range; one that no number can hold is reported here,
/// with the setting's own limits.
struct CountReader {
  std::size_t most;  ///< the largest

  /// Says whether it could read the value.
  bool operator()(const Value& value, Count& target, const ErrorScope& errors) const;
};
/// A duration of more than nothing; that it is not nothing, the plan checks.
bool read_timespan(const Value& value, std::chrono::nanoseconds& target, const ErrorScope& errors);
/// An amount of memory; that it is not nothing, the plan checks.
bool read_memory(const Value& value, Size& target, const ErrorScope& errors);
/// A string that was written as one, or a word that could also be a number.
bool read_name(const Value& value, std::string& target, const ErrorScope& errors);
/// A list of paths.
bool read_paths(const Value& value, std::vector<Setting<std::string>>& target, const ErrorScope& errors);
/// A list of names.
bool read_names(const Value& value, std::vector<Setting<std::string>>& target, const ErrorScope& errors);

}  // namespace weir::config
