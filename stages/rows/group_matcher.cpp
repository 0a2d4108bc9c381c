#include "rows/group_matcher.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <re2/re2.h>

#include "diagnostics/shown.hpp"

namespace weir::stages {
namespace {

std::unique_ptr<const re2::RE2> compiled(std::string_view pattern) {
  re2::RE2::Options options;
  options.set_log_errors(false);
  return std::make_unique<const re2::RE2>(re2::StringPiece(pattern.data(), pattern.size()), options);
}

// At the part of the pattern that RE2 names.
PatternFault fault_of(std::string_view pattern, const re2::RE2& wrong) {
  const std::size_t at = wrong.error_arg().empty() ? std::string_view::npos : pattern.find(wrong.error_arg());
  const bool perl_name = wrong.error_code() == re2::RE2::ErrorBadPerlOp && wrong.error_arg().starts_with("(?<");
  return {at == std::string_view::npos ? 0 : at,
          {fmt::format("the pattern is wrong: {}", diagnostics::shown(wrong.error())),
           perl_name ? "write (?P<name>...); there is no look-behind" : "https://github.com/google/re2/wiki/Syntax has what there is"}};
}

// Behind a set of characters that begins there.
std::size_t set_end(std::string_view pattern, std::size_t at) noexcept {
  at += pattern.substr(at).starts_with("[^") ? 2 : 1;
  for (std::size_t first = at; at < pattern.size(); ++at) {
    if (pattern[at] == '\\')
      ++at;
    else if (pattern.substr(at).starts_with("[:"))
      at = std::min(pattern.find(":]", at), pattern.size() - 2) + 1;
    else if (pattern[at] == ']' && at != first)
      return at + 1;
  }
  return pattern.size();
}

// How many characters from there on belong together and begin no group; 0 for a group without a name.
std::size_t taken_whole(std::string_view pattern, std::size_t at) noexcept {
  const std::string_view rest = pattern.substr(at);
  if (rest.starts_with("\\Q")) return std::min(rest.find("\\E", 2), rest.size() - 2) + 2;
  if (rest.front() == '\\') return std::min<std::size_t>(2, rest.size());
  if (rest.front() == '[') return set_end(pattern, at) - at;
  return rest.front() == '(' && !rest.starts_with("(?") ? 0 : 1;
}

}  // namespace

std::string without_unnamed_groups(std::string_view pattern) {
  std::string text;
  for (std::size_t at = 0; at < pattern.size();) {
    const std::size_t whole = taken_whole(pattern, at);
    text += whole == 0 ? "(?:" : pattern.substr(at, whole);
    at += std::max<std::size_t>(whole, 1);
  }
  return text;
}

struct GroupMatcher::Groups {
  std::vector<int> numbers;               // of the named ones
  std::vector<re2::StringPiece> matched;  // what each group has matched, up to the last named one
};

GroupMatcher::GroupMatcher(std::unique_ptr<const re2::RE2> pattern, std::vector<Field> fields, std::vector<int> numbers)
    : pattern_(std::move(pattern)), fields_(std::move(fields)), groups_(std::make_unique<Groups>()) {
  groups_->matched.resize(static_cast<std::size_t>(numbers.back()) + 1);
  groups_->numbers = std::move(numbers);
}

GroupMatcher::GroupMatcher(GroupMatcher&&) noexcept = default;
GroupMatcher& GroupMatcher::operator=(GroupMatcher&&) noexcept = default;
GroupMatcher::~GroupMatcher() = default;

std::optional<GroupMatcher> GroupMatcher::compile(std::string_view pattern, std::vector<PatternFault>& faults) {
  auto written = compiled(pattern);
  if (!written->ok()) {
    faults.push_back(fault_of(pattern, *written));
    return std::nullopt;
  }
  if (written->NamedCapturingGroups().empty()) {
    faults.push_back({0, {"there is no named group in it", "write (?P<name>...) around what is to be a column"}});
    return std::nullopt;
  }
  auto lean = compiled(without_unnamed_groups(pattern));
  const bool as_good = lean->ok() && lean->NamedCapturingGroups().size() == written->NamedCapturingGroups().size();
  const auto& used = as_good ? lean : written;
  std::vector<Field> fields;
  std::vector<int> numbers;
  for (const auto& [number, name] : used->CapturingGroupNames()) {
    const std::size_t at = pattern.find("(?P<" + name + ">");
    fields.push_back({.name = name, .offset = at == std::string_view::npos ? 0 : at + 4});
    numbers.push_back(number);
  }
  return GroupMatcher(std::move(as_good ? lean : written), std::move(fields), std::move(numbers));
}

GroupMatcher GroupMatcher::compile(std::string_view pattern) {
  std::vector<PatternFault> none;
  return std::move(compile(pattern, none).value());
}

bool GroupMatcher::split(std::string_view text, std::string_view* fields) const {
  auto& matched = groups_->matched;
  if (!pattern_->Match({text.data(), text.size()}, 0, text.size(), re2::RE2::UNANCHORED, matched.data(), static_cast<int>(matched.size())))
    return false;
  for (const int number : groups_->numbers) {
    const re2::StringPiece& group = matched[static_cast<std::size_t>(number)];
    *fields++ = {group.data(), group.size()};
  }
  return true;
}

std::string GroupMatcher::why_not(std::string_view) const {
  return "does not match the pattern";
}

}  // namespace weir::stages
