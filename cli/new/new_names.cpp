#include "new/new_names.hpp"

namespace weir::cli {
namespace {

bool is_lower(char c) {
  return c >= 'a' && c <= 'z';
}
bool is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
char lower(char c) {
  return is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c;
}

}  // namespace

std::string mended_stage_name(std::string_view written) {
  std::string name;
  char before = 0;
  for (const char c : written) {
    const bool usable = is_lower(c) || is_upper(c) || is_digit(c);
    const bool new_word = !usable || (is_upper(c) && (is_lower(before) || is_digit(before)));
    if (new_word && !name.empty() && name.back() != '_') name += '_';
    if (usable && (!name.empty() || !is_digit(c))) name += lower(c);
    before = c;
  }
  if (name.ends_with('_')) name.pop_back();
  return name;
}

bool is_stage_name(std::string_view name) {
  return !name.empty() && mended_stage_name(name) == name;
}

std::string class_name(std::string_view stage_name) {
  std::string name;
  bool word_begins = true;
  for (const char c : stage_name) {
    if (c != '_') name += word_begins && is_lower(c) ? static_cast<char>(c - 'a' + 'A') : c;
    word_begins = c == '_';
  }
  return name;
}

}  // namespace weir::cli
