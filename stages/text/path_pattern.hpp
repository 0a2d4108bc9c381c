#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace weir::stages {

/// As a segment by itself it matches any number of segments of a path, also none.
inline constexpr std::string_view kAnyDepth = "**";

/// Whether a text holds `*`, `?` or `[`, and so may be a pattern.
[[nodiscard]] bool may_be_pattern(std::string_view text) noexcept;

/// The parts of a path between its slashes, without those that are empty or `.`.
[[nodiscard]] std::vector<std::string> segments_of(std::string_view path);

/// Whether a segment of a pattern matches a name, as with fnmatch(3): `*`, `?`, `[…]` and `\` for the character itself. Characters
/// are those of UTF-8, or bytes in a name that is not UTF-8, in the order of their numbers, whatever the locale of the process.
/// Any number of threads.
[[nodiscard]] bool matches_name(const std::string& segment, const std::string& name) noexcept;
/// The same, except that only a dot matches a dot at the front of the name.
[[nodiscard]] bool matches_shown_name(const std::string& segment, const std::string& name) noexcept;

/// The patterns of `exclude`. A pattern matches the end of a path, segment by segment: `*.gz` and `old/*.txt` match at any depth. One that
/// begins with `/` matches whole paths; one that ends with `/` matches directories only. Any number of threads.
class Exclusion {
 public:
  explicit Exclusion(const std::vector<std::string>& patterns);

  [[nodiscard]] bool matches(std::string_view path, bool is_directory) const;

 private:
  struct Pattern {
    std::vector<std::string> segments;
    bool absolute;
    bool directories_only;
  };

  std::vector<Pattern> patterns_;
};

}  // namespace weir::stages
