#include <algorithm>
#include <vector>

#include "errors.hpp"
#include "lock.hpp"
#include "numbers.hpp"
#include "python_calls.hpp"

namespace weir::python {

namespace py = pybind11;

namespace {

/// Python's function, called with items from any thread.
class Mapped {
 public:
  Mapped(const py::function& function, const py::object& items)
      : function_(function), items_(py::reinterpret_steal<py::list>(PySequence_List(items.ptr()))) {
    if (!items_) throw py::error_already_set();
    results_.resize(items_.size());
  }

  [[nodiscard]] std::size_t size() const { return results_.size(); }

  /// From a thread of the pool, without the interpreter's lock.
  void call(std::size_t begin, std::size_t end, const std::stop_token& stop) {
    const Locked locked;
    for (std::size_t i = begin; i < end && !stop.stop_requested(); ++i) {
      results_[i] = py::reinterpret_steal<py::object>(
          PyObject_CallFunctionObjArgs(function_.ptr(), PyList_GET_ITEM(items_.ptr(), static_cast<Py_ssize_t>(i)), nullptr));
      if (results_[i]) continue;
      failure_.keep();
      throw PythonFailed();
    }
  }
  void raise_failure() { failure_.raise(); }
  py::list take() {
    return make_list(results_.size(), [this](std::size_t i) { return results_[i].release().ptr(); });
  }

 private:
  py::function function_;
  py::list items_;
  std::vector<py::object> results_;
  PythonFailure failure_;
};

}  // namespace

py::list map_items(Pool& pool, const py::function& function, const py::object& items, std::optional<std::size_t> batch_size) {
  Mapped mapped(function, items);
  if (mapped.size() == 0) return py::list();
  constexpr std::size_t kBatchesPerWorker = 16;
  const std::size_t step =
      std::max<std::size_t>(1, batch_size.value_or(std::min<std::size_t>(1000, mapped.size() / (pool.workers() * kBatchesPerWorker))));
  std::vector<std::size_t> begins;
  for (std::size_t begin = 0; begin < mapped.size(); begin += step) begins.push_back(begin);
  try {
    pool.run_stoppable(true, [&](Processor& processor, const std::stop_token& stop) {
      return processor.map(begins, [&](std::size_t begin) {
        mapped.call(begin, std::min(begin + step, mapped.size()), stop);
        return true;
      });
    });
  } catch (const PythonFailed&) {
    mapped.raise_failure();
  }
  return mapped.take();
}

}  // namespace weir::python
