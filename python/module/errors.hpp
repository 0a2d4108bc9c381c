#pragma once

#include <pybind11/pybind11.h>

namespace weir::python {

/// The Python objects of exceptions that the module raises; those are classes of `weir._errors`.
void translate_errors();

/// An exception that a Python function raised, on its way through C++ code that needs no interpreter: the first one of several. Any thread
/// may keep one while it holds the interpreter's lock.
class PythonFailure {
 public:
  PythonFailure() = default;
  PythonFailure(const PythonFailure&) = delete;
  PythonFailure& operator=(const PythonFailure&) = delete;
  ~PythonFailure();

  /// Takes the exception that is being raised, unless there is one already, with its traceback.
  void keep() noexcept;
  [[nodiscard]] bool kept() const noexcept { return type_ != nullptr; }
  /// Goes on raising it. Requires: `kept()`.
  [[noreturn]] void raise();

 private:
  PyObject* type_ = nullptr;
  PyObject* value_ = nullptr;
  PyObject* traceback_ = nullptr;
};

/// Thrown in C++ where a `PythonFailure` was kept.
struct PythonFailed {};

}  // namespace weir::python
