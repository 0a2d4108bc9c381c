#include <cmath>
#include <utility>
#include <vector>

#include "item_value.hpp"
#include "numbers.hpp"
#include "python_calls.hpp"

namespace weir::python {

namespace py = pybind11;

namespace {

constexpr std::size_t kFewItems = 4096;      // which one thread has computed before others would have begun
constexpr std::size_t kManyItems = 1 << 20;  // which take so long that somebody may want to interrupt them
constexpr std::int64_t kExact = std::int64_t{1} << 53U;

/// What C++ computes with, and what Python has computed already.
struct Arguments {
  std::vector<double> values;
  std::vector<std::pair<std::size_t, py::object>> results;

  void add(double value) { values.push_back(value); }
  void add_result(py::object result) {
    results.emplace_back(values.size(), std::move(result));
    values.push_back(0);
  }
};

Arguments arguments_of(PyObject* items, const py::function& plain) {
  Arguments arguments;
  reserve(arguments.values, items);
  for_each_number(items, [&](auto item) {
    if constexpr (std::same_as<decltype(item), double>) {
      if (!std::isinf(item)) return arguments.add(item);
      arguments.add_result(plain(item));
    } else if constexpr (std::same_as<decltype(item), std::int64_t>) {
      // Below, the rounded square of the float is the rounded square of the int.
      if (item >= -kExact && item <= kExact) return arguments.add(static_cast<double>(item));
      arguments.add_result(plain(item));
    } else {
      arguments.add_result(plain(py::handle(item)));
    }
  });
  return arguments;
}

void compute_here(std::vector<double>& values) {
  for (double& value : values) value = item_value(value);
}

}  // namespace

py::list item_values(Pool& pool, const py::object& items, const py::function& plain) {
  Arguments arguments = arguments_of(items.ptr(), plain);
  std::vector<double>& values = arguments.values;
  if (values.size() <= kFewItems)
    compute_here(values);
  else
    values = pool.run(values.size() >= kManyItems, [&](Processor& processor) { return processor.map(values, item_value); });
  auto next = arguments.results.begin();
  return make_list(values.size(), [&](std::size_t i) {
    if (next == arguments.results.end() || next->first != i) return PyFloat_FromDouble(values[i]);
    return (next++)->second.release().ptr();
  });
}

// So little is done to an item that other threads could only make it take longer.
py::list step_values(const py::object& items, const py::function& plain) {
  constexpr std::int64_t kMost = 3'037'000'499;  // its square has 63 bits
  std::vector<py::object> results;
  reserve(results, items.ptr());
  for_each_number(items.ptr(), [&](auto item) {
    if constexpr (std::same_as<decltype(item), double>) {
      const double value = step_value(item);
      results.push_back(std::isfinite(value) ? py::reinterpret_steal<py::object>(PyFloat_FromDouble(value)) : plain(item));
    } else if constexpr (std::same_as<decltype(item), std::int64_t>) {
      if (item < -kMost / 2 - 5 || item > kMost / 2 - 5) return results.push_back(plain(item));
      const std::int64_t base = item * 2 + 10;
      results.push_back(py::reinterpret_steal<py::object>(PyLong_FromLongLong(base * base)));
    } else {
      results.push_back(plain(py::handle(item)));
    }
  });
  return make_list(results.size(), [&](std::size_t i) { return results[i].release().ptr(); });
}

py::object sum_of_ints(const py::object& items) {
  Int128 sum = 0;
  bool others = false;
  for_each_number(items.ptr(), [&](auto item) {
    if constexpr (std::same_as<decltype(item), std::int64_t>)
      sum += item;
    else
      others = true;
  });
  return others ? py::none() : to_int(sum);
}

py::object plain_statistics(Pool& pool, const py::object& items) {
  std::vector<double> values;
  reserve(values, items.ptr());
  std::size_t ints = 0;
  bool others = false;
  Int128 sum = 0;
  for_each_number(items.ptr(), [&](auto item) {
    if constexpr (std::same_as<decltype(item), double>) {
      values.push_back(item);
    } else if constexpr (std::same_as<decltype(item), std::int64_t>) {
      others |= item < -kExact || item > kExact;
      values.push_back(static_cast<double>(item));
      sum += item;
      ++ints;
    } else {
      others = true;
    }
  });
  if (others || values.empty() || (ints != 0 && ints != values.size())) return py::none();
  const Statistics found = pool.run(values.size() >= kManyItems, [&](Processor& processor) { return processor.statistics(values); });
  if (ints == 0) return py::make_tuple(found.mean, found.variance, found.median);
  const py::object mean = to_int(sum) / py::int_(ints);
  if (ints % 2 == 0) return py::make_tuple(mean, found.variance, found.median);
  return py::make_tuple(mean, found.variance, static_cast<std::int64_t>(found.median));
}

py::list primes_below(Pool& pool, std::uint64_t limit) {
  if (limit <= 2) return py::list();
  const auto primes = pool.run(limit >= 100'000'000, [&](Processor& processor) { return processor.find_primes(limit - 1); });
  return make_list(primes.size(), [&](std::size_t i) { return PyLong_FromUnsignedLongLong(primes[i]); });
}

py::tuple words_of(Pool& pool, const py::str& text) {
  Py_ssize_t size = 0;
  const char* bytes = PyUnicode_AsUTF8AndSize(text.ptr(), &size);  // which the text keeps
  if (bytes == nullptr) throw py::error_already_set();
  const std::string_view view(bytes, static_cast<std::size_t>(size));
  const bool ascii = PyUnicode_IS_ASCII(text.ptr());
  py::dict counts;
  if (!view.empty()) {
    const auto normalize = ascii ? stages::Normalize::letters : stages::Normalize::none;
    const auto words =
        pool.run(view.size() >= (std::size_t{1} << 26U), [&](Processor& processor) { return processor.count_words(view, normalize); });
    for (const stages::WordCount& word : words) counts[py::str(word.word)] = word.count;
  }
  return py::make_tuple(counts, ascii);
}

}  // namespace weir::python
