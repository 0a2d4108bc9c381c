#pragma once

#include <string>
#include <vector>

#include <weir/config.hpp>

namespace weir::cli {

/// What a case puts in the place of a source, or of all that a stage reads.
struct GivenItems {
  /// What it says.
  enum class Form {
    rows,    ///< a list of maps
    text,    ///< what a file would hold
    params,  ///< params of the source, which then runs
  };

  std::string stage;  ///< its name
  Position position;  ///< of that name
  Form form = Form::rows;
  Value value;    ///< a list of maps of scalars, a scalar, or a map
  Value columns;  ///< a map of types by names; null where they are not said
};

/// The rows that a case expects from an output of a stage, or at a sink.
struct ExpectedRows {
  std::string label;        ///< `parse` or `parse.rejected`
  Position position;        ///< of that
  std::vector<Value> rows;  ///< maps of scalars, all with the same keys
  bool any_order = false;   ///< the order of the rows does not matter
};

/// One entry of `tests`.
struct TestCase {
  std::string name;
  Position position;  ///< of the name
  std::vector<GivenItems> given;
  std::vector<ExpectedRows> expected;
};

/// The cases of a config, which is null where it has none. What is wrong with their form goes to `diagnostics`, and is left out.
[[nodiscard]] std::vector<TestCase> read_cases(const Value& tests, std::vector<Diagnostic>& diagnostics);

}  // namespace weir::cli
