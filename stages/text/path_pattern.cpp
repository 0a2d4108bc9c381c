#include "text/path_pattern.hpp"

#include <fnmatch.h>
#include <locale.h>

#include <algorithm>

namespace weir::stages {

namespace {

using Segments = std::vector<std::string>;

// While it lives, the thread has a UTF-8 locale, or one whose characters are bytes where the system has none.
class LocaleOfNames {
 public:
  LocaleOfNames() noexcept : before_(::uselocale(of_names())) {}
  LocaleOfNames(const LocaleOfNames&) = delete;
  LocaleOfNames& operator=(const LocaleOfNames&) = delete;
  ~LocaleOfNames() { ::uselocale(before_); }

 private:
  static locale_t of_names() noexcept {
    static const locale_t kLocale = [] {
      constexpr int kWhat = LC_CTYPE_MASK | LC_COLLATE_MASK;
      const locale_t utf8 = ::newlocale(kWhat, "C.UTF-8", nullptr);
      return utf8 != nullptr ? utf8 : ::newlocale(kWhat, "C", nullptr);
    }();
    return kLocale;
  }

  locale_t before_;
};

bool matches(const std::string& segment, const std::string& name, int flags) noexcept {
  const LocaleOfNames locale;
  return ::fnmatch(segment.c_str(), name.c_str(), flags) == 0;
}

// Whether the patterns match all the names. After a `**` that did not fit, the last one takes one name more: no earlier one has to be tried
// again, so the time is at most the product of the lengths.
bool match_all(const Segments& patterns, const Segments& names) noexcept {
  std::size_t p = 0;
  std::size_t n = 0;
  std::size_t after_any = patterns.size() + 1;  // where to go on behind the last `**`; beyond the end when there was none
  std::size_t taken = 0;                        // names up to the end of what that one takes
  while (n < names.size()) {
    if (p < patterns.size() && patterns[p] == kAnyDepth) {
      after_any = ++p;
      taken = n;
    } else if (p < patterns.size() && matches_name(patterns[p], names[n])) {
      ++p;
      ++n;
    } else if (after_any <= patterns.size()) {
      p = after_any;
      n = ++taken;
    } else {
      return false;
    }
  }
  return std::all_of(patterns.begin() + static_cast<std::ptrdiff_t>(p), patterns.end(), [](const auto& rest) { return rest == kAnyDepth; });
}

}  // namespace

bool may_be_pattern(std::string_view text) noexcept {
  return text.find_first_of("*?[") != std::string_view::npos;
}

Segments segments_of(std::string_view path) {
  Segments segments;
  while (!path.empty()) {
    const std::size_t end = std::min(path.find('/'), path.size());
    const std::string_view segment = path.substr(0, end);
    if (!segment.empty() && segment != ".") segments.emplace_back(segment);
    path.remove_prefix(std::min(end + 1, path.size()));
  }
  return segments;
}

bool matches_name(const std::string& segment, const std::string& name) noexcept {
  return matches(segment, name, 0);
}

bool matches_shown_name(const std::string& segment, const std::string& name) noexcept {
  return matches(segment, name, FNM_PERIOD);
}

Exclusion::Exclusion(const std::vector<std::string>& patterns) {
  for (const std::string& text : patterns) {
    Pattern pattern{segments_of(text), text.starts_with('/'), text.ends_with('/')};
    if (!pattern.absolute) pattern.segments.insert(pattern.segments.begin(), std::string(kAnyDepth));
    patterns_.push_back(std::move(pattern));
  }
}

bool Exclusion::matches(std::string_view path, bool is_directory) const {
  if (patterns_.empty()) return false;
  const Segments names = segments_of(path);
  return std::any_of(patterns_.begin(), patterns_.end(), [&](const Pattern& pattern) {
    if (pattern.directories_only && !is_directory) return false;
    return (!pattern.absolute || path.starts_with('/')) && match_all(pattern.segments, names);
  });
}

}  // namespace weir::stages
