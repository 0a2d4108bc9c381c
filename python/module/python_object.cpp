#include "python_object.hpp"

namespace weir::python {

namespace py = pybind11;

PythonError PythonError::taken() {
  PyObject* type = nullptr;
  PyObject* value = nullptr;
  PyObject* traceback = nullptr;
  PyErr_Fetch(&type, &value, &traceback);
  PyErr_NormalizeException(&type, &value, &traceback);
  if (traceback != nullptr) PyException_SetTraceback(value, traceback);
  const auto its_type = py::reinterpret_steal<py::object>(type);
  const auto its_traceback = py::reinterpret_steal<py::object>(traceback);
  auto exception = py::reinterpret_steal<py::object>(value);
  std::string text = py::str(its_type.attr("__name__"));
  const auto said = py::reinterpret_steal<py::object>(PyObject_Str(exception.ptr()));
  if (!said) PyErr_Clear();  // an exception that cannot say what it is
  if (said && py::len(said) > 0) text += ": " + std::string(py::str(said));
  return {text, share(std::move(exception))};
}

}  // namespace weir::python
