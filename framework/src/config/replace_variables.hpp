#pragma once

#include <weir/config.hpp>
#include <weir/variables.hpp>

namespace weir::config {

/// Replaces each `${NAME}` in the scalars of a file by its value, and `$$` by a dollar; any other dollar stays. Keys are left as they are,
/// and so is all of `tests`. What a scalar is does not change: it stays one, and one without quotes can be a number. What was used goes to
/// `config.variables`, and what is wrong to `config.diagnostics`, at the scalar.
void replace_variables(Value& root, const Variables& variables, PipelineConfig& config);

}  // namespace weir::config
