#pragma once

#include <pybind11/pybind11.h>

#include <weir/report.hpp>

namespace weir::python {

/// A report as a dict of plain values, with the keys of the command's `--report json` where it has the same.
pybind11::dict report_dict(const RunReport& report);

}  // namespace weir::python
