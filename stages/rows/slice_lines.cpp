#include "rows/slice_lines.hpp"

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <utility>
#include <vector>

#include <weir/footprint.hpp>

namespace weir::stages {

Columns SliceLines::columns(bool file, bool number) {
  std::vector<Column> columns{{"line", ColumnType::text}};
  if (file) columns.push_back({"file", ColumnType::text});
  if (number) columns.push_back({"number", ColumnType::integer});
  return Columns(std::move(columns));
}

Rows SliceLines::rows_of(const TextSlice& slice, const std::shared_ptr<const std::string>& name, std::uint64_t& line_number) {
  if (file_) names_.share({name, name->capacity()});
  const std::uint64_t first_line = line_number + 1;
  lines_.share({std::make_shared<const TextSlice>(slice), footprint(slice)});
  for (std::string_view rest = slice.text(); !rest.empty();) {
    const std::size_t end = rest.find('\n');
    std::string_view line = rest.substr(0, end);
    rest.remove_prefix(std::min(line.size() + 1, rest.size()));
    if (end != std::string_view::npos && line.ends_with('\r')) line.remove_suffix(1);
    lines_.append_shared(line);
    if (file_) names_.append_shared(*name);
    ++line_number;
    if (number_) numbers_.append(line_number);
  }
  std::vector<ColumnValues> values;
  values.push_back(lines_.build());
  if (file_) values.push_back(names_.build());
  if (number_) values.push_back(numbers_.build());
  return {columns(file_, number_), std::move(values), RowOrigin(name, first_line)};
}

}  // namespace weir::stages
