#pragma once

#include <pybind11/pybind11.h>

#include <weir/registry.hpp>

namespace weir::python {

/// Adds `python.inlet` and `python.outlet`, of rows.
void add_host_kinds(Registry& kinds);

/// Adds a transform of rows under a name: each slice is a call of `function` with a dict of arrays, which returns such a dict, or None for
/// no rows. `columns` is a dict of those that it makes; None: those that come in.
void add_python_stage(Registry& kinds, const std::string& name, const pybind11::function& function, const pybind11::object& columns,
                      const std::string& summary);

}  // namespace weir::python
