#include "exec/program_result.hpp"

namespace weir::stages {

std::string_view without_last_line_ends(std::string_view text) noexcept {
  while (text.ends_with('\n')) text.remove_suffix(1);
  return text;
}

const std::vector<Column>& ResultColumns::columns() {
  static const std::vector<Column> kAll{{"exit", ColumnType::integer},
                                        {"signal", ColumnType::text},
                                        {"seconds", ColumnType::floating},
                                        {"stdout", ColumnType::text},
                                        {"stderr", ColumnType::text}};
  return kAll;
}

void ResultColumns::add(const ProgramResult& result) {
  exit_.append(result.ending.code);
  if (result.ending.code)
    signal_.append_null();
  else
    signal_.append(signal_name(result.ending.signal));
  seconds_.append(result.seconds);
  out_.append(without_last_line_ends(result.out));
  err_.append(without_last_line_ends(result.err));
}

void ResultColumns::build_into(std::vector<ColumnValues>& values) {
  for (ColumnBuilder* builder : {&exit_, &signal_, &seconds_, &out_, &err_}) values.push_back(builder->build());
}

}  // namespace weir::stages
