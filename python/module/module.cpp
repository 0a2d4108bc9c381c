// The module `weir._weir`: what the Python files of the package `weir` are made of.

#include <pybind11/pybind11.h>

#include <weir/version.hpp>

#include "errors.hpp"
#include "lock.hpp"
#include "parts.hpp"

PYBIND11_MODULE(_weir, module) {
  module.attr("version") = weir::kVersion;
  pybind11::module_::import("atexit").attr("register")(pybind11::cpp_function(&weir::python::end_calls));
  pybind11::module_::import("os").attr("register_at_fork")(pybind11::arg("after_in_child") =
                                                               pybind11::cpp_function(&weir::python::forget_calls));
  weir::python::translate_errors();
  weir::python::add_pipeline(module);
  weir::python::add_processor(module);
}
