#pragma once

#include <pybind11/pybind11.h>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <vector>

namespace weir::python {

/// The numbers in the memory of an `array.array`, a NumPy array, `bytes` or another object that shows it: one dimension, machine order.
class NumberBuffer {
 public:
  enum class Type { i8, i16, i32, i64, u8, u16, u32, u64, f32, f64 };

  /// Nothing for an object of another kind.
  static std::optional<NumberBuffer> of(PyObject* items);

  NumberBuffer(NumberBuffer&& other) noexcept;
  NumberBuffer& operator=(NumberBuffer&&) = delete;
  ~NumberBuffer();

  [[nodiscard]] Type type() const noexcept { return type_; }
  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  /// All of them, in place; nothing where they are of another type or not neighbours in memory.
  template <class T>
  [[nodiscard]] std::optional<std::span<const T>> values(Type type) const {
    if (type_ != type || (stride_ != sizeof(T) && size_ > 1)) return std::nullopt;
    return std::span<const T>(static_cast<const T*>(view_.buf), size_);
  }
  [[nodiscard]] std::optional<std::span<const double>> doubles() const { return values<double>(Type::f64); }

  /// Calls `take` with each: a `std::int64_t`, a `std::uint64_t` or a `double`.
  template <class Take>
  void for_each(Take&& take) const {
    switch (type_) {
      case Type::i8:
        return each<std::int8_t, std::int64_t>(take);
      case Type::i16:
        return each<std::int16_t, std::int64_t>(take);
      case Type::i32:
        return each<std::int32_t, std::int64_t>(take);
      case Type::i64:
        return each<std::int64_t, std::int64_t>(take);
      case Type::u8:
        return each<std::uint8_t, std::int64_t>(take);
      case Type::u16:
        return each<std::uint16_t, std::int64_t>(take);
      case Type::u32:
        return each<std::uint32_t, std::int64_t>(take);
      case Type::u64:
        return each<std::uint64_t, std::uint64_t>(take);
      case Type::f32:
        return each<float, double>(take);
      case Type::f64:
        return each<double, double>(take);
    }
  }

 private:
  NumberBuffer(const Py_buffer& view, Type type)
      : view_(view), type_(type), size_(static_cast<std::size_t>(view.shape[0])), stride_(view.strides[0]) {}

  template <class T, class As, class Take>
  void each(Take& take) const {
    const auto* at = static_cast<const char*>(view_.buf);
    for (std::size_t i = 0; i < size_; ++i, at += stride_) {
      T value;
      std::memcpy(&value, at, sizeof value);
      take(static_cast<As>(value));
    }
  }

  Py_buffer view_;  // moved: `shape` and `strides` may point into what it was
  Type type_;
  std::size_t size_;
  Py_ssize_t stride_;
};

/// Calls `take` with each item of a list, a tuple or any iterable: a `std::int64_t` for an int in its range, a `double` for
/// a float, and a `PyObject*` for anything else. `take` may call Python code. Signals are looked after now and then.
template <class Take>
void for_each_item(PyObject* items, Take&& take) {
  constexpr Py_ssize_t kBetweenLooks = Py_ssize_t{1} << 18;
  const auto list = pybind11::reinterpret_steal<pybind11::object>(PySequence_Fast(items, "the items cannot be iterated over"));
  if (!list) throw pybind11::error_already_set();
  for (Py_ssize_t i = 0; i < PySequence_Fast_GET_SIZE(list.ptr()); ++i) {
    if (i % kBetweenLooks == kBetweenLooks - 1 && PyErr_CheckSignals() != 0) throw pybind11::error_already_set();
    PyObject* item = PySequence_Fast_GET_ITEM(list.ptr(), i);
    if (PyFloat_CheckExact(item)) {
      take(PyFloat_AS_DOUBLE(item));
      continue;
    }
    if (PyLong_CheckExact(item)) {
      int overflow = 0;
      const long long value = PyLong_AsLongLongAndOverflow(item, &overflow);
      if (overflow == 0) {
        take(static_cast<std::int64_t>(value));
        continue;
      }
    }
    const auto held = pybind11::reinterpret_borrow<pybind11::object>(item);  // Python code may remove it from the list
    take(item);
  }
}

/// Both: `take` is called with a `std::int64_t`, a `double` or a `PyObject*`.
template <class Take>
void for_each_number(PyObject* items, Take&& take) {
  const auto buffer = NumberBuffer::of(items);
  if (!buffer) return for_each_item(items, take);
  buffer->for_each([&](auto value) {
    if constexpr (std::same_as<decltype(value), std::uint64_t>) {
      if (value > static_cast<std::uint64_t>(INT64_MAX)) return take(pybind11::int_(value).ptr());
      take(static_cast<std::int64_t>(value));
    } else {
      take(value);
    }
  });
}

/// Room for as many as the items say there are.
template <class T>
void reserve(std::vector<T>& values, PyObject* items) {
  const Py_ssize_t size = PyObject_LengthHint(items, 0);
  if (size > 0) values.reserve(static_cast<std::size_t>(size));
  PyErr_Clear();  // whatever keeps an object from knowing shows when it is gone through
}

/// A Python int of any number that C++ adds up.
__extension__ using Int128 = __int128;
[[nodiscard]] pybind11::object to_int(Int128 number);

/// `make(i)` for each i below `size`, in a list; it returns a new reference, or null when an exception is raised.
template <class Make>
pybind11::list make_list(std::size_t size, Make&& make) {
  auto list = pybind11::reinterpret_steal<pybind11::list>(PyList_New(static_cast<Py_ssize_t>(size)));
  if (!list) throw pybind11::error_already_set();
  for (std::size_t i = 0; i < size; ++i) {
    PyObject* item = make(i);
    if (item == nullptr) throw pybind11::error_already_set();
    PyList_SET_ITEM(list.ptr(), static_cast<Py_ssize_t>(i), item);
  }
  return list;
}

}  // namespace weir::python
