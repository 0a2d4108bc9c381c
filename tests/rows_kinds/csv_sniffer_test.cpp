#include <weir/error.hpp>

#include "catch.hpp"
#include "rows/csv_sniffer.hpp"
