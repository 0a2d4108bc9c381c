#include "register.hpp"

#include "sqlite/sqlite_read.hpp"
#include "sqlite/sqlite_write.hpp"

namespace weir::stages {

void register_sqlite(Registry& registry) {
  registry.add<SqliteRead>("sqlite.read");
  registry.add<SqliteWrite>("sqlite.write");
}

}  // namespace weir::stages
