#include "register.hpp"

#include "table/table_write.hpp"

namespace weir::stages {

void register_table(Registry& registry) {
  registry.add<TableWrite>("table.write");
}

}  // namespace weir::stages
