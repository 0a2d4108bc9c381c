#include <algorithm>
#include <cmath>
#include <vector>

#include "lock.hpp"
#include "numbers.hpp"
#include "python_calls.hpp"

namespace weir::python {

namespace py = pybind11;

namespace {

using stages::ElementType;
using stages::Matrix;

constexpr double kExact = 9007199254740992;                // 2^53: no float of a whole number up to it is rounded
constexpr double kWidest = 0x1p126;                        // up to which 128 bits hold sums of products
constexpr std::size_t kFewSteps = 1 << 15;                 // of a product that is not worth a pipeline
constexpr std::size_t kManySteps = std::size_t{1} << 30U;  // of one that somebody may want to interrupt

struct Factor {
  Matrix floats;         // of all elements
  std::size_t ints = 0;  // how many of them are ints
  std::int64_t least = 0;
  std::int64_t greatest = 0;

  [[nodiscard]] bool all_ints() const { return ints == floats.rows() * floats.cols(); }
  // The largest without its sign.
  [[nodiscard]] double most() const { return std::max(-static_cast<double>(least), static_cast<double>(greatest)); }
};

Py_ssize_t size_of(PyObject* sequence) {
  return PyList_Check(sequence) || PyTuple_Check(sequence) ? PySequence_Fast_GET_SIZE(sequence) : -1;
}

// Returns whether the element can be computed with.
bool add_element(PyObject* item, double& place, Factor& factor) {
  if (PyFloat_CheckExact(item)) {
    place = PyFloat_AS_DOUBLE(item);
    return true;
  }
  if (!PyLong_CheckExact(item)) return false;
  int overflow = 0;
  const std::int64_t value = PyLong_AsLongLongAndOverflow(item, &overflow);
  if (overflow != 0) return false;
  place = static_cast<double>(value);
  ++factor.ints;
  factor.least = std::min(factor.least, value);
  factor.greatest = std::max(factor.greatest, value);
  return true;
}

// Nothing where C++ has no answer. No Python code runs in it.
std::optional<Factor> factor_of(PyObject* rows) {
  const Py_ssize_t height = size_of(rows);
  const Py_ssize_t width = height > 0 ? size_of(PySequence_Fast_GET_ITEM(rows, 0)) : 0;
  if (width <= 0) return std::nullopt;
  Factor factor{Matrix(ElementType::f64, static_cast<std::size_t>(height), static_cast<std::size_t>(width))};
  double* place = factor.floats.elements<double>().data();
  for (Py_ssize_t r = 0; r < height; ++r) {
    PyObject* row = PySequence_Fast_GET_ITEM(rows, r);
    if (size_of(row) != width) return std::nullopt;
    for (Py_ssize_t c = 0; c < width; ++c) {
      if (!add_element(PySequence_Fast_GET_ITEM(row, c), *place++, factor)) return std::nullopt;
    }
  }
  // Of some ints among floats Python makes ints of some products: not here.
  if (factor.ints != 0 && !factor.all_ints()) return std::nullopt;
  return factor;
}

// All elements once more, exactly. Requires: they are ints of 64 bits.
std::vector<std::int64_t> ints_of(PyObject* rows) {
  std::vector<std::int64_t> ints;
  for (Py_ssize_t r = 0; r < size_of(rows); ++r) {
    PyObject* row = PySequence_Fast_GET_ITEM(rows, r);
    for (Py_ssize_t c = 0; c < size_of(row); ++c) ints.push_back(PyLong_AsLongLong(PySequence_Fast_GET_ITEM(row, c)));
  }
  return ints;
}

// Adds up in the order of a loop in Python.
template <class T, class Element>
std::vector<T> products(const Element* a, const Element* b, std::size_t rows, std::size_t inner, std::size_t cols) {
  std::vector<T> whole(rows * cols);
  for (std::size_t i = 0; i < rows; ++i) {
    T* row = whole.data() + i * cols;
    for (std::size_t k = 0; k < inner; ++k) {
      const T factor = a[i * inner + k];
      for (std::size_t j = 0; j < cols; ++j) row[j] += factor * b[k * cols + j];
    }
  }
  return whole;
}

template <class Make>
py::list nested_list(std::size_t rows, std::size_t cols, const Make& make) {
  return make_list(rows, [&](std::size_t r) { return make_list(cols, [&](std::size_t c) { return make(r * cols + c); }).release().ptr(); });
}

py::list product_of_floats(Pool& pool, const Matrix& a, const Matrix& b, bool of_ints) {
  const auto in_lists = [&](const double* whole) {
    if (!of_ints) return nested_list(a.rows(), b.cols(), [whole](std::size_t i) { return PyFloat_FromDouble(whole[i]); });
    return nested_list(a.rows(), b.cols(), [whole](std::size_t i) { return PyLong_FromLongLong(static_cast<long long>(whole[i])); });
  };
  const std::size_t steps = a.rows() * a.cols() * b.cols();
  if (steps <= kFewSteps)
    return in_lists(products<double>(a.elements<double>().data(), b.elements<double>().data(), a.rows(), a.cols(), b.cols()).data());
  const Matrix whole = pool.run(steps >= kManySteps, [&](Processor& processor) { return processor.multiply(a, b); });
  return in_lists(whole.elements<double>().data());
}

}  // namespace

py::object product_of_lists(Pool& pool, const py::object& a, const py::object& b) {
  const auto left = factor_of(a.ptr());
  const auto right = left ? factor_of(b.ptr()) : std::nullopt;
  if (!right || left->floats.cols() != right->floats.rows()) return py::none();
  const bool of_ints = left->all_ints() && right->all_ints();
  const double most = left->most() * right->most() * static_cast<double>(left->floats.cols());
  if (!of_ints || most <= kExact) return product_of_floats(pool, left->floats, right->floats, of_ints);
  if (most > kWidest) return py::none();
  const std::size_t rows = left->floats.rows();
  const std::size_t cols = right->floats.cols();
  const std::vector<std::int64_t> left_ints = ints_of(a.ptr());
  const std::vector<std::int64_t> right_ints = ints_of(b.ptr());
  std::vector<Int128> whole;
  {
    const Unlocked unlocked;
    whole = products<Int128>(left_ints.data(), right_ints.data(), rows, left->floats.cols(), cols);
  }
  return nested_list(rows, cols, [&](std::size_t i) { return to_int(whole[i]).release().ptr(); });
}

}  // namespace weir::python
