#include "register.hpp"

#include "rows/csv_read.hpp"
#include "rows/jsonl_read.hpp"
#include "rows/lines_read.hpp"
#include "rows/rows_distinct.hpp"
#include "rows/rows_drop.hpp"
#include "rows/rows_group.hpp"
#include "rows/rows_limit.hpp"
#include "rows/rows_lookup.hpp"
#include "rows/rows_match.hpp"
#include "rows/rows_rename.hpp"
#include "rows/rows_route.hpp"
#include "rows/rows_sample.hpp"
#include "rows/rows_select.hpp"
#include "rows/rows_set.hpp"
#include "rows/rows_sort.hpp"
#include "rows/rows_split.hpp"
#include "rows/rows_where.hpp"

namespace weir::stages {

void register_rows(Registry& registry) {
  registry.add<CsvRead>("csv.read");
  registry.add<JsonlRead>("jsonl.read");
  registry.add<LinesRead>("lines.read");
  registry.add<RowsDistinct>("rows.distinct");
  registry.add<RowsDrop>("rows.drop");
  registry.add<RowsGroup>("rows.group");
  registry.add<RowsLimit>("rows.limit");
  registry.add<RowsLookup>("rows.lookup");
  registry.add<RowsMatch>("rows.match");
  registry.add<RowsRename>("rows.rename");
  registry.add<RowsRoute>("rows.route");
  registry.add<RowsSample>("rows.sample");
  registry.add<RowsSelect>("rows.select");
  registry.add<RowsSet>("rows.set");
  registry.add<RowsSort>("rows.sort");
  registry.add<RowsSplit>("rows.split");
  registry.add<RowsWhere>("rows.where");
}

}  // namespace weir::stages
