#include <weir/error_scope.hpp>

#include <utility>

namespace weir {

ErrorScope ErrorScope::stage(std::size_t index, std::string name, Position position) const {
  ErrorScope inner = *this;
  inner.about_.stage = index;
  inner.about_.stage_name = std::move(name);
  inner.about_.position = position;
  return inner;
}

ErrorScope ErrorScope::key(std::string_view name) const {
  ErrorScope inner = *this;
  if (!inner.about_.key.empty()) inner.about_.key += '.';
  inner.about_.key += name;
  return inner;
}

void ErrorScope::add(Position where, Problem problem) const {
  Diagnostic& added = list_->emplace_back(about_);
  if (where.known()) added.position = where;
  added.problem = std::move(problem);
}

}  // namespace weir
