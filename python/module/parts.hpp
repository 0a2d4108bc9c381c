#pragma once

#include <pybind11/pybind11.h>

namespace weir::python {

// Each adds its classes and functions to the module.
void add_pipeline(pybind11::module_& module);
void add_processor(pybind11::module_& module);

}  // namespace weir::python
