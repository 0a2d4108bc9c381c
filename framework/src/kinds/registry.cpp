#include <weir/registry.hpp>

#include <fmt/format.h>

#include <weir/error.hpp>

#include "diagnostics/nearest_name.hpp"
#include "diagnostics/shown.hpp"
#include "kinds/kind_name.hpp"

namespace weir {

using diagnostics::did_you_mean;
using diagnostics::shown;
using kinds::is_kind_name;

std::vector<NamedOutput> Kind::outputs_of(const Value& params) const {
  std::vector<NamedOutput> outputs;
  if (output_names) {
    for (const PlacedText& output : output_names(params).value_or(std::vector<PlacedText>())) outputs.push_back({output.text, out});
  }
  outputs.insert(outputs.end(), named_outputs.begin(), named_outputs.end());
  return outputs;
}

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
  throw Error(Problem(fmt::format("there is no kind '{}'", shown(name)), did_you_mean(name, names)).text());
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
