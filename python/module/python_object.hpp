#pragma once

#include <pybind11/pybind11.h>

#include <memory>
#include <stdexcept>
#include <string>

#include "lock.hpp"

namespace weir::python {

/// A Python object that C++ code copies and destroys without the interpreter's lock. What it points to is used with it.
using SharedObject = std::shared_ptr<pybind11::object>;

inline SharedObject share(pybind11::object object) {
  return SharedObject(new pybind11::object(std::move(object)), [](pybind11::object* held) {
    const Locked locked;
    delete held;
  });
}

/// What a stage in Python raised, thrown in C++: an item's error, as any exception.
class PythonError : public std::runtime_error {
 public:
  /// Takes the exception that is being raised. Requires: there is one.
  static PythonError taken();

  [[nodiscard]] const SharedObject& exception() const noexcept { return exception_; }

 private:
  PythonError(const std::string& text, SharedObject exception) : std::runtime_error(text), exception_(std::move(exception)) {}

  SharedObject exception_;
};

}  // namespace weir::python
