#pragma once

#include <map>
#include <string>
#include <vector>

#include <weir/registry.hpp>

namespace weir::cli {

/// The names of all kinds and of their families, sorted.
[[nodiscard]] std::vector<std::string> kind_and_family_names(const Registry& registry);

/// True when the type stands for items of any type.
[[nodiscard]] bool is_any_item(const ItemType& type) noexcept;

/// The types of the items that kinds take or make, by name.
[[nodiscard]] std::map<std::string, const ItemType*> item_types(const Registry& registry);

}  // namespace weir::cli
