#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace weir::stages {

/// Stands for any number of segments of a path, none among them, when it is a segment by itself.
inline constexpr std::string_view kAnyDepth = "**";

/// Whether a text holds `*`, `?` or `[`, and so may be a pattern.
[[nodiscard]] bool may_be_pattern(std::string_view text) noexcept;

/// What stands between the slashes of a path. Segments that are empty or `.` say nothing and are left out.
[[nodiscard]] std::vector<std::string> segments_of(std::string_view path);

/// Whether a segment of a pattern matches a name, as fnmatch(3) has it: `*`, `?`, `[…]` and `\` for the character itself. A character is
/// one of UTF-8, in a name that is not UTF-8 a byte, and has no other order than that of its number, whatever the locale of the process.
/// Any number of threads.
[[nodiscard]] bool matches_name(const std::string& segment, const std::string& name) noexcept;
/// The same, except that a dot at the front of the name is matched only by a dot.
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
