#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rows/field_pattern.hpp"

namespace re2 {
class RE2;
}

namespace weir::stages {

/// Matches a regular expression of RE2, and takes what its named groups match. One thread at a time.
class GroupMatcher {
 public:
  /// What is wrong with the pattern is added to `faults`, and then there is nothing.
  [[nodiscard]] static std::optional<GroupMatcher> compile(std::string_view pattern, std::vector<PatternFault>& faults);
  /// Requires: nothing is wrong with it.
  [[nodiscard]] static GroupMatcher compile(std::string_view pattern);

  GroupMatcher(GroupMatcher&&) noexcept;
  GroupMatcher& operator=(GroupMatcher&&) noexcept;
  ~GroupMatcher();

  /// The named groups, in the order of the pattern, as text.
  [[nodiscard]] const std::vector<Field>& fields() const noexcept { return fields_; }

  /// As `FieldSplitter` does. A group that has no part in the match is null: its data is a null pointer.
  [[nodiscard]] bool split(std::string_view text, std::string_view* fields) const;
  [[nodiscard]] std::string why_not(std::string_view text) const;

 private:
  struct Groups;
  GroupMatcher(std::unique_ptr<const re2::RE2> pattern, std::vector<Field> fields, std::vector<int> numbers);

  std::unique_ptr<const re2::RE2> pattern_;
  std::vector<Field> fields_;
  std::unique_ptr<Groups> groups_;  // of the text in hand
};

/// The pattern with `(?:` for each group that has no name, since each group that is captured makes matching slower. The same when there is
/// none.
[[nodiscard]] std::string without_unnamed_groups(std::string_view pattern);

}  // namespace weir::stages
