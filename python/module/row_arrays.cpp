#include "row_arrays.hpp"

#include <pybind11/numpy.h>

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <concepts>
#include <vector>

namespace weir::python {

namespace py = pybind11;

namespace {

const char* dtype_of(ColumnType type) {
  switch (type) {
    case ColumnType::boolean:
      return "?";
    case ColumnType::integer:
      return "i8";
    case ColumnType::floating:
      return "f8";
    case ColumnType::time:
      return "M8[us]";
    case ColumnType::text:
      return "O";
  }
  return "O";
}

const void* memory_of(const ColumnValues& values) {
  switch (values.type()) {
    case ColumnType::boolean:
      return values.as<bool>().data();
    case ColumnType::integer:
      return values.as<std::int64_t>().data();
    case ColumnType::floating:
      return values.as<double>().data();
    default:
      return values.as<Time>().data();
  }
}

py::object texts_of(const ColumnValues& values) {
  const auto texts = values.as<std::string_view>();
  py::list list;
  for (std::size_t r = 0; r < texts.size(); ++r) {
    if (values.is_null(r)) {
      list.append(py::none());
      continue;
    }
    auto text = py::reinterpret_steal<py::object>(
        PyUnicode_DecodeUTF8(texts[r].data(), static_cast<Py_ssize_t>(texts[r].size()), "surrogateescape"));
    if (!text) throw py::error_already_set();
    list.append(text);
  }
  const py::module_ numpy = py::module_::import("numpy");
  py::object array = numpy.attr("empty")(texts.size(), "O");
  array[py::slice(py::none(), py::none(), py::none())] = list;
  return array;
}

// The array keeps the column alive.
py::object array_of(const ColumnValues& values) {
  if (values.type() == ColumnType::text) return texts_of(values);
  const py::dtype dtype(dtype_of(values.type()));
  if (values.size() == 0) return py::module_::import("numpy").attr("empty")(0, dtype);
  const py::capsule keeper(new ColumnValues(values), [](void* kept) { delete static_cast<ColumnValues*>(kept); });
  py::array array(dtype, {static_cast<py::ssize_t>(values.size())}, {}, memory_of(values), keeper);
  array.attr("setflags")(py::arg("write") = false);
  if (values.nulls().empty()) return array;
  py::array_t<bool> mask(static_cast<py::ssize_t>(values.size()));
  for (std::size_t r = 0; r < values.size(); ++r) mask.mutable_at(static_cast<py::ssize_t>(r)) = values.is_null(r);
  return py::module_::import("numpy.ma").attr("masked_array")(array, mask);
}

template <class T>
void append_values(ColumnBuilder& builder, const py::array& array, const py::object& mask) {
  using Memory = std::conditional_t<std::same_as<T, Time>, std::int64_t, T>;
  const auto values = array.unchecked<Memory, 1>();
  const auto nulls = mask.is_none() ? py::array_t<bool>() : py::array_t<bool, py::array::forcecast>(mask);
  for (py::ssize_t r = 0; r < values.shape(0); ++r) {
    if (!mask.is_none() && nulls.at(r))
      builder.append_null();
    else
      builder.append(std::bit_cast<T>(values(r)));
  }
}

// Whether the column's type has all values of the array's: NumPy itself would make 3 of "3" and of 3.5, and of a bool a number.
bool fits(const py::array& given, ColumnType type) {
  const char kind = given.dtype().kind();
  switch (type) {
    case ColumnType::boolean:
      return kind == 'b';
    case ColumnType::integer:
      return kind == 'i' || kind == 'u';
    case ColumnType::floating:
      return kind == 'f' || kind == 'i' || kind == 'u';
    default:
      return kind == 'M';
  }
}

py::array converted(const py::object& values, ColumnType type) {
  const py::module_ numpy = py::module_::import("numpy");
  const py::array given = numpy.attr("asarray")(values);
  if (given.ndim() != 1) throw py::value_error(fmt::format("it has {} dimensions, not one", given.ndim()));
  // An empty list has no type of its own.
  if (given.size() != 0 && !fits(given, type))
    throw py::type_error(fmt::format("{} does not fit a column of {}", std::string(py::str(given.dtype())), to_string(type)));
  if (type == ColumnType::integer && given.dtype().kind() == 'u' && given.size() != 0 &&
      given.attr("max")().cast<std::uint64_t>() > INT64_MAX)
    throw py::value_error("some ints are larger than 64 bits with a sign hold");
  return given.attr("astype")(py::dtype(dtype_of(type)));
}

struct Filled {
  py::object values;
  py::object mask;
};

// What stands in the place of a null.
py::object blank_of(ColumnType type) {
  if (type == ColumnType::boolean) return py::bool_(false);
  if (type == ColumnType::time) return py::module_::import("numpy").attr("datetime64")(0, "us");
  return py::int_(0);
}

// A list, in which None is a null, as an array with a mask.
Filled filled(const py::object& values, ColumnType type) {
  const py::module_ masked = py::module_::import("numpy.ma");
  if (py::isinstance(values, masked.attr("MaskedArray"))) return {values.attr("data"), masked.attr("getmaskarray")(values)};
  if (!py::isinstance<py::list>(values) && !py::isinstance<py::tuple>(values)) return {values, py::none()};
  py::list dense;
  py::list mask;
  bool has_nulls = false;
  const py::object blank = blank_of(type);
  for (const py::handle value : values) {
    mask.append(value.is_none());
    dense.append(value.is_none() ? blank : py::reinterpret_borrow<py::object>(value));
    has_nulls = has_nulls || value.is_none();
  }
  const py::object given =
      type == ColumnType::time ? py::object(py::module_::import("weir._rows").attr("times")(dense)) : py::object(dense);
  return {given, has_nulls ? py::object(mask) : py::object(py::none())};
}

void append_texts(ColumnBuilder& builder, const py::object& values) {
  for (const py::handle value : values) {
    if (value.is_none()) {
      builder.append_null();
      continue;
    }
    if (!py::isinstance<py::str>(value)) throw py::type_error(fmt::format("{} is no str", std::string(py::repr(value))));
    const py::bytes utf8 = value.attr("encode")("utf-8", "surrogateescape");
    builder.append(std::string_view(utf8));
  }
}

void append_column(ColumnBuilder& builder, const py::object& values, ColumnType type) {
  if (type == ColumnType::text) return append_texts(builder, values);
  const Filled given = filled(values, type);
  const py::array array = converted(given.values, type);
  switch (type) {
    case ColumnType::boolean:
      return append_values<bool>(builder, array, given.mask);
    case ColumnType::integer:
      return append_values<std::int64_t>(builder, array, given.mask);
    case ColumnType::floating:
      return append_values<double>(builder, array, given.mask);
    default:
      return append_values<Time>(builder, array.attr("view")("i8"), given.mask);
  }
}

}  // namespace

py::dict arrays_of(const Rows& rows) {
  py::dict arrays;
  for (std::size_t c = 0; c < rows.columns().size(); ++c) arrays[py::str(rows.columns()[c].name)] = array_of(rows.column(c));
  return arrays;
}

Rows rows_of(const py::object& arrays, const Columns& columns) {
  if (!py::isinstance<py::dict>(arrays)) throw py::type_error("rows are a dict with an array for each column");
  const py::dict dict = arrays;
  RowsBuilder builder(columns);
  for (std::size_t c = 0; c < columns.size(); ++c) {
    const py::str name(columns[c].name);
    if (!dict.contains(name)) throw py::value_error(fmt::format("there is no column '{}'", columns[c].name));
    try {
      append_column(builder.column(c), dict[name], columns[c].type);
    } catch (const py::value_error& error) {
      throw py::value_error(fmt::format("column '{}': {}", columns[c].name, error.what()));
    } catch (const py::type_error& error) {
      throw py::type_error(fmt::format("column '{}': {}", columns[c].name, error.what()));
    }
  }
  if (dict.size() != columns.size())
    throw py::value_error(fmt::format("there are {} columns; they are {}", dict.size(), to_string(columns)));
  return builder.build();
}

Columns columns_of(const py::dict& columns) {
  std::vector<Column> list;
  for (const auto& [name, type] : columns) {
    const std::string wanted = py::str(type);
    const auto known = choices(ColumnType());
    const auto found = std::find_if(known.begin(), known.end(), [&](const auto& choice) { return choice.first == wanted; });
    if (found == known.end())
      throw py::value_error(
          fmt::format("column '{}' is of '{}': write bool, int, float, text or time", std::string(py::str(name)), wanted));
    list.push_back({py::str(name), found->second});
  }
  return Columns(std::move(list));
}

}  // namespace weir::python
