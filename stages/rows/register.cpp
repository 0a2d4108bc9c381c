#include "register.hpp"

#include "rows/csv_read.hpp"
#include "rows/jsonl_read.hpp"
#include "rows/lines_read.hpp"
#include "rows/rows_limit.hpp"
#include "rows/rows_match.hpp"
#include "rows/rows_select.hpp"
#include "rows/rows_set.hpp"
#include "rows/rows_split.hpp"
#include "rows/rows_where.hpp"

namespace weir::stages {

void register_rows(Registry& registry) {
  registry.add<CsvRead>("csv.read");
  registry.add<JsonlRead>("jsonl.read");
  registry.add<LinesRead>("lines.read");
  registry.add<RowsLimit>("rows.limit");
  registry.add<RowsMatch>("rows.match");
  registry.add<RowsSelect>("rows.select");
  registry.add<RowsSet>("rows.set");
  registry.add<RowsSplit>("rows.split");
  registry.add<RowsWhere>("rows.where");
}

}  // namespace weir::stages
