#include "functions.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace weir::expressions {
namespace {

struct ByName {
  bool operator()(const Function& a, const Function& b) const { return a.name < b.name; }
  bool operator()(const Function& a, std::string_view b) const { return a.name < b; }
  bool operator()(std::string_view a, const Function& b) const { return a < b.name; }
};

// Operators are not, those of words included.
bool is_callable(std::string_view name) {
  constexpr std::array<std::string_view, 12> kWords{"and",    "or", "not",    "in",     "like",    "glob",
                                                    "regexp", "is", "is not", "isnull", "notnull", "case"};
  if (std::find(kWords.begin(), kWords.end(), name) != kWords.end()) return false;
  return std::all_of(name.begin(), name.end(), [](unsigned char c) { return std::isalnum(c) != 0 || c == '_'; });
}

}  // namespace

const Functions& Functions::all() {
  static const Functions& all = *new Functions();  // never destroyed: a run that is still going when `main` ends may use it
  return all;
}

Functions::Functions() {
  for (const auto add : {add_arithmetic, add_casts, add_choices, add_comparison, add_hashes, add_logic, add_math, add_membership,
                         add_patterns, add_texts, add_times})
    add(functions_);
  std::stable_sort(functions_.begin(), functions_.end(), ByName());
}

std::span<const Function> Functions::named(std::string_view name) const noexcept {
  const auto [first, last] = std::equal_range(functions_.begin(), functions_.end(), name, ByName());
  return {first, last};
}

std::vector<std::string> Functions::callable_names() const {
  std::vector<std::string> names;
  for (const Function& function : functions_) {
    if (is_callable(function.name) && (names.empty() || names.back() != function.name)) names.emplace_back(function.name);
  }
  return names;
}

}  // namespace weir::expressions
