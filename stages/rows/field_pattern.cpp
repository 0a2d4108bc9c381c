#include "rows/field_pattern.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "diagnostics/nearest_name.hpp"
#include "diagnostics/shown.hpp"
#include "rows/cell_values.hpp"

namespace weir::stages {
namespace {

// Reads a pattern from its front.
class PatternReader {
 public:
  PatternReader(std::string_view pattern, std::vector<PatternFault>& faults) : pattern_(pattern), faults_(faults) {}

  FieldPattern read() {
    while (at_ < pattern_.size()) {
      const char c = pattern_[at_];
      if (c != '{' && c != '}')
        literal(1);
      else if (pattern_.substr(at_, 2) == std::string(2, c))
        literal(2);
      else if (c == '{')
        field();
      else
        stray_brace();
    }
    const auto named = std::count_if(read_.fields.begin(), read_.fields.end(), [](const Field& field) { return !field.name.empty(); });
    if (named == 0 && faults_.empty()) fault(0, {"there is no field in it", "write {name} where a column is"});
    return std::move(read_);
  }

 private:
  void fault(std::size_t offset, Problem problem) { faults_.push_back({offset, std::move(problem)}); }

  // One character, which is written with so many.
  void literal(std::size_t written) {
    std::string& before = read_.fields.empty() ? read_.begin : read_.fields.back().separator;
    before += pattern_[at_];
    at_ += written;
  }

  void stray_brace() {
    fault(at_, {"'}' closes nothing", "write }} for a brace"});
    ++at_;
  }

  void field() {
    const std::size_t open = at_;
    const std::size_t close = pattern_.find_first_of("{}", open + 1);
    if (close == std::string_view::npos || pattern_[close] == '{') {
      fault(open, {"'{' is not closed", "write {name}, or {{ for a brace"});
      at_ = std::min(close, pattern_.size());
      return;
    }
    if (!read_.fields.empty() && read_.fields.back().separator.empty())
      fault(open, {"nothing separates this field from the one before", "write what stands between them in the text"});
    read_.fields.push_back(declared(open + 1, pattern_.substr(open + 1, close - open - 1)));
    at_ = close + 1;
  }

  // What stands between the braces.
  Field declared(std::size_t offset, std::string_view text) {
    const std::size_t colon = text.rfind(':');
    const std::string_view name = trim_blanks(text.substr(0, colon));
    Field field{.name = std::string(name), .offset = name.empty() ? offset : offset + static_cast<std::size_t>(name.data() - text.data())};
    const auto same = [&](const Field& other) { return !name.empty() && other.name == name; };
    if (std::any_of(read_.fields.begin(), read_.fields.end(), same))
      fault(field.offset,
            {fmt::format("there are two fields '{}'", diagnostics::shown(name)), "give one of them another name, or none: {}"});
    if (colon == std::string_view::npos) return field;
    const std::string_view type = trim_blanks(text.substr(colon + 1));
    const std::size_t type_offset = offset + (type.empty() ? colon : static_cast<std::size_t>(type.data() - text.data()));
    if (name.empty()) fault(offset, {"a field with a type needs a name", "write {name: int}, or {} for what is passed over"});
    for (const auto& [known, value] : choices(ColumnType{})) {
      if (known == type) {
        field.type = value;
        return field;
      }
    }
    fault(type_offset, unknown_type(type));
    return field;
  }

  static Problem unknown_type(std::string_view type) {
    std::vector<std::string> names;
    for (const auto& [name, value] : choices(ColumnType{})) names.push_back(name);
    std::string mend = diagnostics::did_you_mean(type, names);
    return {fmt::format("there is no type '{}'", diagnostics::shown(type)), mend.empty() ? "use bool, int, float, text or time" : mend};
  }

  std::string_view pattern_;
  std::vector<PatternFault>& faults_;
  std::size_t at_ = 0;
  FieldPattern read_;
};

}  // namespace

FieldPattern parse_field_pattern(std::string_view pattern, std::vector<PatternFault>& faults) {
  return PatternReader(pattern, faults).read();
}

}  // namespace weir::stages
