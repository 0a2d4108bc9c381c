// Links the expressions and not the built-in stages: a filter box.

#include <weir/expression.hpp>

#include <iostream>

int main() {
  const weir::Columns columns{{"name", weir::ColumnType::text}, {"age", weir::ColumnType::integer}};
  const weir::Rows people = weir::RowsBuilder(columns).add("Ann", 36).add("Bob", 17).build();
  weir::Evaluator adult(weir::Expression::compile("age >= 18 and name regexp '^A'", columns));
  for (const weir::Row row : people.filter(adult.select(people).rows)) std::cout << *row.get<std::string_view>("name") << '\n';
}
