#include <pybind11/numpy.h>
#include <pybind11/stl.h>

#include <algorithm>
#include <chrono>
#include <cmath>

#include "errors.hpp"
#include "lock.hpp"
#include "numbers.hpp"
#include "parts.hpp"
#include "python_calls.hpp"
#include "python_object.hpp"

namespace weir::python {

namespace py = pybind11;

namespace {

using stages::Matrix;

constexpr std::size_t kManyNumbers = 1 << 22;

std::size_t checked_workers(std::int64_t workers) {
  if (workers >= 1) return static_cast<std::size_t>(workers);
  throw py::value_error("workers is " + std::to_string(workers) + ": write a number from 1 to 1024, or leave it out");
}

std::function<void(std::string_view)> log_of(const py::object& log) {
  return [function = share(log)](std::string_view line) {
    const Locked locked;
    (*function)(line);
  };
}

std::unique_ptr<Pool> make_pool(std::optional<std::int64_t> workers, std::optional<double> timeout, const py::object& log) {
  ProcessorOptions options;
  if (workers) options.workers = checked_workers(*workers);
  if (timeout) {
    constexpr double kYear = 365.0 * 24 * 3600;
    const double time = std::isnan(*timeout) ? 0 : std::clamp(*timeout, 0.0, kYear);  // zero is refused, with a text
    options.timeout = std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::duration<double>(time));
  }
  if (!log.is_none()) {
    options.verbose = true;
    options.log = log_of(log);
  }
  return std::make_unique<Pool>(options);
}

py::object sum(Pool& pool, const py::object& items) {
  if (const auto buffer = NumberBuffer::of(items.ptr()); buffer && buffer->size() > 0) {
    const auto add_up = [&](auto values) -> py::object {
      return py::cast(pool.run(values.size() >= kManyNumbers, [&](Processor& processor) { return processor.sum(values); }));
    };
    if (const auto doubles = buffer->doubles()) return add_up(*doubles);
    if (const auto floats = buffer->values<float>(NumberBuffer::Type::f32)) return add_up(*floats);
  }
  py::object exact = sum_of_ints(items);
  if (!exact.is_none()) return exact;
  std::vector<double> values;
  bool others = false;
  for_each_number(items.ptr(), [&](auto item) {
    if constexpr (std::same_as<decltype(item), PyObject*>)
      others = true;
    else
      values.push_back(static_cast<double>(item));
  });
  if (others) return py::none();
  return py::cast(pool.run(values.size() >= kManyNumbers, [&](Processor& processor) { return processor.sum(values); }));
}

py::object statistics(Pool& pool, const py::object& items) {
  std::vector<double> values;
  reserve(values, items.ptr());
  for_each_number(items.ptr(), [&](auto item) {
    if constexpr (std::same_as<decltype(item), PyObject*>) {
      const double value = PyFloat_AsDouble(item);
      if (value == -1 && PyErr_Occurred() != nullptr) throw py::error_already_set();
      values.push_back(value);
    } else {
      values.push_back(static_cast<double>(item));
    }
  });
  const Statistics found = pool.run(values.size() >= kManyNumbers, [&](Processor& processor) { return processor.statistics(values); });
  py::dict result;
  result["mean"] = found.mean;
  result["variance"] = found.variance;
  result["median"] = found.median;
  return result;
}

// An array of what C++ made, which keeps it.
template <class Whole>
py::capsule keeper_of(Whole&& whole, Whole*& kept) {
  kept = new Whole(std::forward<Whole>(whole));
  return py::capsule(kept, [](void* memory) { delete static_cast<Whole*>(memory); });
}

py::array find_primes(Pool& pool, std::uint64_t limit) {
  auto primes = pool.run(limit >= 100'000'000, [&](Processor& processor) { return processor.find_primes(limit); });
  std::vector<std::uint64_t>* kept = nullptr;
  const py::capsule keeper = keeper_of(std::move(primes), kept);
  return py::array_t<std::uint64_t>(static_cast<py::ssize_t>(kept->size()), kept->data(), keeper);
}

// A matrix of the elements where they are. They may not be changed before it is destroyed: the array is kept, and the lock is released.
template <class T>
Matrix matrix_of(const py::array& array) {
  const std::shared_ptr<const void> elements(array.data(), [kept = new py::array(array)](const void*) {
    const Locked locked;
    delete kept;
  });
  return {elements, stages::element_type_of<T>(), static_cast<std::size_t>(array.shape(0)), static_cast<std::size_t>(array.shape(1))};
}

// Requires: both have two dimensions, elements of T, in C's order.
template <class T>
py::array multiply_arrays(Pool& pool, const py::array& a, const py::array& b) {
  const Matrix left = matrix_of<T>(a);
  const Matrix right = matrix_of<T>(b);
  const std::size_t steps = left.rows() * left.cols() * right.cols();
  Matrix whole = pool.run(steps >= std::size_t{1} << 30U, [&](Processor& processor) { return processor.multiply(left, right); });
  const std::vector<py::ssize_t> shape{static_cast<py::ssize_t>(whole.rows()), static_cast<py::ssize_t>(whole.cols())};
  Matrix* kept = nullptr;
  const py::capsule keeper = keeper_of(std::move(whole), kept);
  return py::array_t<T>(shape, kept->template elements<T>().data(), keeper);
}

py::dict count_words(Pool& pool, const py::buffer& text, const std::string& normalize) {
  stages::Normalize how{};
  for (const auto& [name, value] : choices(how)) {
    if (name == normalize) how = value;
  }
  const py::buffer_info bytes = text.request();
  const std::string_view view(static_cast<const char*>(bytes.ptr), static_cast<std::size_t>(bytes.size * bytes.itemsize));
  py::dict counts;
  if (view.empty()) return counts;
  const auto words =
      pool.run(view.size() >= (std::size_t{1} << 26U), [&](Processor& processor) { return processor.count_words(view, how); });
  for (const stages::WordCount& word : words) {
    auto text_of_word = py::reinterpret_steal<py::object>(
        PyUnicode_DecodeUTF8(word.word.data(), static_cast<py::ssize_t>(word.word.size()), "surrogateescape"));
    if (!text_of_word) throw py::error_already_set();
    counts[text_of_word] = word.count;
  }
  return counts;
}

py::dict metrics(Pool& pool) {
  const ProcessorMetrics metrics = pool.metrics();
  py::dict calls;
  for (const auto& [name, call] : metrics.calls) {
    py::dict one;
    one["calls"] = call.calls;
    one["failures"] = call.failures;
    one["items"] = call.items;
    one["seconds"] = std::chrono::duration<double>(call.wall).count();
    calls[py::str(name)] = one;
  }
  return calls;
}

}  // namespace

void add_processor(py::module_& module) {
  using py::arg;
  py::class_<Pool>(module, "Pool")
      .def(py::init(&make_pool), arg("workers") = py::none(), arg("timeout") = py::none(), arg("log") = py::none())
      .def_property_readonly("workers", &Pool::workers)
      .def("metrics", &metrics)
      .def("map", &map_items, arg("function"), arg("items"), arg("batch_size") = py::none())
      .def("sum", &sum)
      .def("statistics", &statistics)
      .def("find_primes", &find_primes)
      .def("multiply_f32", &multiply_arrays<float>)
      .def("multiply_f64", &multiply_arrays<double>)
      .def("count_words", &count_words)
      .def("item_values", &item_values)
      .def("plain_statistics", &plain_statistics)
      .def("product_of_lists", &product_of_lists)
      .def("primes_below", &primes_below)
      .def("words_of", &words_of);
  module.def("step_values", &step_values);
  module.def("sum_of_ints", &sum_of_ints);
}

}  // namespace weir::python
