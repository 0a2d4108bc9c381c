#include "views/kind_names.hpp"

#include <set>

#include "kinds/kind_name.hpp"

namespace weir::cli {

std::vector<std::string> kind_and_family_names(const Registry& registry) {
  std::set<std::string> names;
  for (const Kind* kind : registry.kinds()) names.insert({kind->name, std::string(kinds::family_of(kind->name))});
  return {names.begin(), names.end()};
}

bool is_any_item(const ItemType& type) noexcept {
  return type.id == item_type<AnyItem>().id;
}

std::map<std::string, const ItemType*> item_types(const Registry& registry) {
  std::map<std::string, const ItemType*> types;
  const auto add = [&types](const ItemType* type) {
    if (type != nullptr && !is_any_item(*type)) types.emplace(type->name, type);
  };
  for (const Kind* kind : registry.kinds()) {
    add(kind->in);
    add(kind->out);
    for (const NamedOutput& output : kind->named_outputs) add(output.type);
  }
  return types;
}

}  // namespace weir::cli
