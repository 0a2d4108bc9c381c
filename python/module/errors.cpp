#include "errors.hpp"

#include <utility>

#include <weir/error.hpp>
#include <weir/processor.hpp>

#include "python_object.hpp"

namespace weir::python {

namespace py = pybind11;

namespace {

py::object error_class(const char* name) {
  return py::module_::import("weir._errors").attr(name);
}

void raise_text(const char* name, const std::exception& error) {
  PyErr_SetString(error_class(name).ptr(), error.what());
}

void raise_config_error(const ConfigError& error) {
  const py::object one_error = error_class("ConfigProblem");
  py::list errors;
  for (const Diagnostic& one : error.diagnostics()) {
    const bool placed = one.position.known();
    errors.append(one_error(placed ? py::cast(one.position.line) : py::none(), placed ? py::cast(one.position.column) : py::none(),
                            one.stage_name, one.key, one.problem.what, one.problem.mend, one.message()));
  }
  const py::object type = error_class("ConfigError");
  PyErr_SetObject(type.ptr(), type(error.what(), errors).ptr());
}

// What a stage in Python raised, or null.
py::object cause_of(const StageError& error) {
  try {
    error.rethrow_nested();
  } catch (const PythonError& cause) {
    return *cause.exception();
  } catch (...) {  // another stage's: the text says it
    return {};
  }
}

void raise_stage_error(const StageError& error) {
  const py::object type = error_class("StageError");
  const py::object raised = type(error.what(), error.stage(), error.replica());
  if (py::object cause = cause_of(error)) PyException_SetCause(raised.ptr(), cause.release().ptr());
  PyErr_SetObject(type.ptr(), raised.ptr());
}

void raise_timeout_error(const TimeoutError& error) {
  py::list busy;
  for (const std::string& stage : error.busy_stages()) busy.append(stage);
  const py::object type = error_class("TimeoutError");
  PyErr_SetObject(type.ptr(), type(error.what(), busy).ptr());
}

void raise(const std::exception_ptr& thrown) {
  try {
    std::rethrow_exception(thrown);
  } catch (const ConfigError& error) {
    raise_config_error(error);
  } catch (const StageError& error) {
    raise_stage_error(error);
  } catch (const TimeoutError& error) {
    raise_timeout_error(error);
  } catch (const InputError& error) {
    raise_text("InputError", error);
  } catch (const MemoryError& error) {
    raise_text("MemoryError", error);
  } catch (const Error& error) {
    raise_text("Error", error);
  }
}

}  // namespace

void translate_errors() {
  py::register_exception_translator([](std::exception_ptr thrown) {  // NOLINT(performance-unnecessary-value-param): as it is declared
    if (thrown) raise(thrown);
  });
}

PythonFailure::~PythonFailure() {
  Py_XDECREF(type_);
  Py_XDECREF(value_);
  Py_XDECREF(traceback_);
}

void PythonFailure::keep() noexcept {
  if (kept())
    PyErr_Clear();
  else
    PyErr_Fetch(&type_, &value_, &traceback_);
}

void PythonFailure::raise() {
  PyErr_Restore(std::exchange(type_, nullptr), std::exchange(value_, nullptr), std::exchange(traceback_, nullptr));
  throw py::error_already_set();
}

}  // namespace weir::python
