#pragma once

#include <string>

#include <weir/description.hpp>

#include "rows/field_rows.hpp"

namespace weir::stages {

/// What becomes of fields, for the details of a kind.
inline constexpr const char* kFieldsText =
    "The new columns come after the others, and take the place of the column that they are made of, unless keep is true. Types are those "
    "of "
    "csv.read, without blanks around a value. A time is as there (2024-01-31T12:30:05Z), as web servers write it (31/Jan/2024:12:30:05 "
    "+0100), or as a syslog has it (Jan 31 12:30:05): that is in UTC, and in the year that year says, or else in the latest in which it is "
    "not more than a day ahead.\n\n"
    "A row that does not fit is rejected, alone, with the reason; so is one with a value that is not of its column's type, unless "
    "bad_values "
    "is null. Of a null, all new columns are null.";

/// Declares the params `keep`, `nulls`, `bad_values` and `year`, which `Params` has as members.
template <class Params>
void describe_fields(Description<Params>& d) {
  d.param("keep", &Params::keep, "whether the column stays in the rows");
  d.param("bad_values", &Params::bad_values, "what is made of a value that is not of its column's type");
  d.param("year", &Params::year, "the year of times that have none, as in a syslog").range(1, 9999);
}

}  // namespace weir::stages
