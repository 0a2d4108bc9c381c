#include <string>
#include <vector>

#include <weir/rows.hpp>

#include "catch.hpp"
#include "rows/csv_parser.hpp"

using namespace weir;
using namespace weir::stages;
