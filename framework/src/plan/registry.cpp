#include <weir/registry.hpp>

#include <fmt/format.h>

#include <weir/error.hpp>

#include "config/found.hpp"
#include "config/nearest_name.hpp"

namespace weir {
namespace {

// Lower-case words of letters, digits and `_`, with dots between: `words.count`.
bool is_kind_name(std::string_view name) {
  char before = '.';
  for (const char c : name) {
    const bool letter = (c >= 'a' && c <= 'z');
    const bool inner = letter || (c >= '0' && c <= '9') || c == '_';
    if (before == '.' ? !letter : !(inner || c == '.')) return false;
    before = c;
  }
  return before != '.';
}

}  // namespace

void Registry::add(Kind kind) {
  if (!is_kind_name(kind.name))
    throw Error(fmt::format("'{}' cannot name a kind: use lower-case words with dots between, such as words.count", kind.name));
  if (kinds_.contains(kind.name)) throw Error(fmt::format("kind '{}' is registered twice", kind.name));
  std::string name = kind.name;
  kinds_.emplace(std::move(name), std::move(kind));
}

const Kind& Registry::at(std::string_view name) const {
  if (const Kind* kind = find(name)) return *kind;
  std::vector<std::string> names;
  for (const auto& entry : kinds_) names.push_back(entry.first);
  throw Error(fmt::format("there is no kind '{}'{}", shown(name), did_you_mean(name, names)));
}

const Kind* Registry::find(std::string_view name) const noexcept {
  const auto kind = kinds_.find(name);
  return kind == kinds_.end() ? nullptr : &kind->second;
}

std::vector<const Kind*> Registry::kinds() const {
  std::vector<const Kind*> kinds;
  for (const auto& entry : kinds_) kinds.push_back(&entry.second);
  return kinds;
}

}  // namespace weir
