#include <algorithm>
#include <array>
#include <set>
#include <string_view>

#include <fmt/format.h>

#include <weir/columns.hpp>
#include <weir/error_scope.hpp>

#include "config/setting_reader.hpp"
#include "diagnostics/found.hpp"
#include "diagnostics/shown.hpp"
#include "test/test_case.hpp"

namespace weir::cli {

using config::SettingReader;
using diagnostics::shown;
using diagnostics::unexpected;

namespace {

using ValueForm = Value::Form;

bool is_read(const Value& value, ValueForm form, const char* expected, const ErrorScope& errors) {
  if (value.form == form) return true;
  errors.add(value.position, unexpected(expected, value));
  return false;
}

bool is_row(const Value& row, const ErrorScope& errors) {
  if (!is_read(row, ValueForm::map, "a row, such as {id: 1, name: Ann}", errors)) return false;
  const std::size_t before = errors.list().size();
  for (const Member& cell : row.members) {
    if (detail::is_left_out(cell.value))
      errors.key(cell.key).add(cell.key_position, {"nothing stands behind the column", "write null, or '' for an empty text"});
    else if (cell.value.form == ValueForm::list || cell.value.form == ValueForm::map)
      errors.key(cell.key).add(cell.value.position, unexpected("one value", cell.value));
  }
  return errors.list().size() == before;
}

std::vector<Value> rows_in(const Value& list, const ErrorScope& errors) {
  std::vector<Value> rows;
  if (!is_read(list, ValueForm::list, "a list of rows", errors)) return rows;
  for (const Value& row : list.items) {
    if (is_row(row, errors)) rows.push_back(row);
  }
  return rows;
}

void check_column_types(const Value& columns, const ErrorScope& errors) {
  if (!is_read(columns, ValueForm::map, "a map such as {id: int, at: time}", errors)) return;
  std::vector<std::string> types;
  for (const auto& choice : choices(ColumnType())) types.push_back(choice.first);
  for (const Member& column : columns.members) {
    if (column.value.form != ValueForm::scalar || std::find(types.begin(), types.end(), column.value.text) == types.end())
      detail::report_choice(column.value, types, errors.key(column.key));
  }
}

// `rows`, `text` or `params`, and `columns`.
void read_given_map(const Value& map, GivenItems& given, const ErrorScope& errors) {
  SettingReader reader(map, errors);
  const std::array forms{std::pair("rows", GivenItems::Form::rows), std::pair("text", GivenItems::Form::text),
                         std::pair("params", GivenItems::Form::params)};
  std::size_t said = 0;
  for (const auto& [key, form] : forms) {
    const Value* const value = reader.find(key);
    if (value == nullptr) continue;
    ++said;
    given.form = form;
    given.value = *value;
  }
  if (const Value* const columns = reader.find("columns")) {
    check_column_types(*columns, errors.key("columns"));
    given.columns = *columns;
  }
  reader.refuse_unknown_keys();
  if (said != 1) return errors.add(map.position, "one of rows, text and params says what is given");
  if (given.form == GivenItems::Form::params && given.columns.form == ValueForm::map)
    errors.key("columns").add(given.columns.position, {"columns are of rows, or of text", "write it among the params"});
  if (given.form == GivenItems::Form::rows) given.value.items = rows_in(given.value, errors.key("rows"));
  if (given.form == GivenItems::Form::text) is_read(given.value, ValueForm::scalar, "a text", errors.key("text"));
  if (given.form == GivenItems::Form::params) is_read(given.value, ValueForm::map, "a map of params", errors.key("params"));
}

GivenItems read_given(const Member& member, const ErrorScope& errors) {
  GivenItems given{.stage = member.key, .position = member.key_position, .value = member.value, .columns = {}};
  if (member.value.form == ValueForm::map) {
    read_given_map(member.value, given, errors);
  } else if (member.value.form == ValueForm::scalar) {
    given.form = GivenItems::Form::text;
  } else {
    given.value.items = rows_in(member.value, errors);
  }
  return given;
}

// All rows say the same columns, in any order.
void check_keys(const std::vector<Value>& rows, const ErrorScope& errors) {
  for (const Value& row : rows) {
    for (const Member& cell : rows.front().members) {
      if (row.find(cell.key) == nullptr)
        errors.add(row.position, {fmt::format("the row has no '{}', which the first one has", shown(cell.key)),
                                  "all rows that are expected name the same columns; a null is null"});
    }
    for (const Member& cell : row.members) {
      if (rows.front().find(cell.key) == nullptr)
        errors.add(cell.key_position, {fmt::format("the first row has no '{}'", shown(cell.key)),
                                       "all rows that are expected name the same columns; a null is null"});
    }
  }
}

ExpectedRows read_expected(const Member& member, const ErrorScope& errors) {
  ExpectedRows expected{member.key, member.key_position, {}};
  if (member.value.form == ValueForm::map) {
    SettingReader reader(member.value, errors);
    Setting<bool> any_order;
    reader.read("any_order", any_order, detail::read_bool);
    expected.any_order = any_order.value.value_or(false);
    const Value* const rows = reader.find("rows");
    reader.refuse_unknown_keys();
    if (rows != nullptr)
      expected.rows = rows_in(*rows, errors.key("rows"));
    else
      errors.key("rows").add(member.value.position, "missing: the rows that are expected, [] for none");
  } else {
    expected.rows = rows_in(member.value, errors);
  }
  check_keys(expected.rows, errors);
  return expected;
}

TestCase read_case(const Value& entry, const ErrorScope& errors) {
  TestCase test;
  SettingReader reader(entry, errors);
  Setting<std::string> name;
  reader.read("name", name, config::read_name);
  const Value* const given = reader.find("given");
  const Value* const expected = reader.find("expect");
  reader.refuse_unknown_keys();
  test.name = name.value.value_or("");
  test.position = name.position;
  if (!name.position.known() && !reader.misspelt("name").known())
    errors.key("name").add(entry.position, "missing: what the case is called");
  if (given != nullptr && is_read(*given, ValueForm::map, "a map of what stages are given", errors.key("given"))) {
    for (const Member& member : given->members) test.given.push_back(read_given(member, errors.key("given").key(member.key)));
  }
  if (expected == nullptr && !reader.misspelt("expect").known())
    errors.key("expect").add(entry.position, "missing: a map of the rows that come out of stages");
  if (expected != nullptr && is_read(*expected, ValueForm::map, "a map of the rows that come out of stages", errors.key("expect"))) {
    if (expected->members.empty()) errors.key("expect").add(expected->position, "a case that expects nothing cannot fail");
    for (const Member& member : expected->members) test.expected.push_back(read_expected(member, errors.key("expect").key(member.key)));
  }
  return test;
}

}  // namespace

std::vector<TestCase> read_cases(const Value& tests, std::vector<Diagnostic>& diagnostics) {
  std::vector<TestCase> cases;
  if (tests.form == ValueForm::null && !tests.position.known()) return cases;
  const ErrorScope errors = ErrorScope(diagnostics).key("tests");
  if (!is_read(tests, ValueForm::list, "a list of cases", errors)) return cases;
  std::set<std::string> names;
  for (const Value& entry : tests.items) {
    if (!is_read(entry, ValueForm::map, "a map with name, given and expect", errors)) continue;
    cases.push_back(read_case(entry, errors));
    const TestCase& test = cases.back();
    if (!test.name.empty() && !names.insert(test.name).second) errors.key("name").add(test.position, {"the name is taken", "take another"});
  }
  return cases;
}

}  // namespace weir::cli
