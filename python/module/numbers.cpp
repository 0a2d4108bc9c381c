#include "numbers.hpp"

#include <string_view>
#include <utility>

namespace weir::python {

namespace py = pybind11;

namespace {

using Type = NumberBuffer::Type;

std::optional<Type> integer_type(bool is_signed, Py_ssize_t size) {
  switch (size) {
    case 1:
      return is_signed ? Type::i8 : Type::u8;
    case 2:
      return is_signed ? Type::i16 : Type::u16;
    case 4:
      return is_signed ? Type::i32 : Type::u32;
    case 8:
      return is_signed ? Type::i64 : Type::u64;
    default:
      return std::nullopt;
  }
}

// By the letters of the module struct. A NumPy array of booleans is not one of numbers: its items are bools.
std::optional<Type> type_of(const Py_buffer& view) {
  const std::string_view format = view.format == nullptr ? "B" : view.format;
  if (format.size() != 1) return std::nullopt;
  const char letter = format.front();
  if (letter == 'f') return Type::f32;
  if (letter == 'd') return Type::f64;
  if (std::string_view("bhilqn").find(letter) != std::string_view::npos) return integer_type(true, view.itemsize);
  if (std::string_view("BHILQN").find(letter) != std::string_view::npos) return integer_type(false, view.itemsize);
  return std::nullopt;
}

}  // namespace

std::optional<NumberBuffer> NumberBuffer::of(PyObject* items) {
  if (PyObject_CheckBuffer(items) == 0) return std::nullopt;
  Py_buffer view;
  if (PyObject_GetBuffer(items, &view, PyBUF_STRIDED_RO | PyBUF_FORMAT) != 0) {
    PyErr_Clear();  // its items can still be read one by one
    return std::nullopt;
  }
  const auto type = view.ndim == 1 ? type_of(view) : std::nullopt;
  if (!type) {
    PyBuffer_Release(&view);
    return std::nullopt;
  }
  return NumberBuffer(view, *type);
}

NumberBuffer::NumberBuffer(NumberBuffer&& other) noexcept
    : view_(other.view_), type_(other.type_), size_(other.size_), stride_(other.stride_) {
  other.view_.obj = nullptr;
}

NumberBuffer::~NumberBuffer() {
  if (view_.obj != nullptr) PyBuffer_Release(&view_);
}

py::object to_int(Int128 number) {
  if (number >= INT64_MIN && number <= INT64_MAX) return py::int_(static_cast<std::int64_t>(number));
  const py::int_ high(static_cast<std::int64_t>(number >> 64U));
  const py::int_ low(static_cast<std::uint64_t>(number));
  return (high << py::int_(64)) + low;
}

}  // namespace weir::python
