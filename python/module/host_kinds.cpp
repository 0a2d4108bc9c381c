#include "host_kinds.hpp"

#include <utility>

#include <weir/rows.hpp>

#include "lock.hpp"
#include "python_object.hpp"
#include "row_arrays.hpp"

namespace weir::python {

namespace py = pybind11;

namespace {

struct InletParams {
  std::vector<std::pair<std::string, ColumnType>> columns;
  std::size_t capacity = 64;
};

void describe(Description<InletParams>& d) {
  d.summary("Rows that the program pushes.").single_replica();
  d.param("columns", &InletParams::columns, "names of the columns, and their types").required();
  d.param("capacity", &InletParams::capacity, "batches that may wait between the program and the pipeline").range(1, 1'000'000'000);
}

// Nothing where the params are wrong, which is reported.
std::optional<InletParams> read_inlet(const Value& value, const ErrorScope& errors) {
  Description<InletParams> description;
  describe(description);
  InletParams params;
  const std::size_t before = errors.list().size();
  description.read(value, params, errors);
  if (errors.list().size() != before) return std::nullopt;
  return params;
}

Kind inlet_kind() {
  Description<InletParams> description;
  describe(description);
  Kind kind{"python.inlet", Role::source, nullptr, &item_type<Rows>(), description.info(), {}};
  kind.bind = [](const Value& value, const ErrorScope& errors) {
    const auto params = read_inlet(value, errors.key("params"));
    return params ? StageFactory::of_host_queue<detail::InletQueue<Rows>>(params->capacity) : StageFactory();
  };
  kind.columns = [](const Value& value, const Columns&, const ErrorScope& errors) -> std::optional<Columns> {
    std::vector<Diagnostic> reported;  // by `bind`
    const auto params = read_inlet(value, ErrorScope(reported));
    if (!params) return std::nullopt;
    std::vector<Column> columns;
    for (const auto& [name, type] : params->columns) columns.push_back({name, type});
    try {
      return Columns(std::move(columns));
    } catch (const Error& error) {
      errors.key("params").key("columns").add({}, Problem(std::string(error.what())));
      return std::nullopt;
    }
  };
  return kind;
}

/// A stage whose work a Python function does. The interpreter's lock is held for a slice at a time.
class PythonStage final : public Transform<Rows, Rows> {
 public:
  PythonStage(SharedObject function, Columns columns) : function_(std::move(function)), columns_(std::move(columns)) {}

  void process(std::span<Rows> slices, Output<Rows>& out) override {
    for (const Rows& slice : slices) {
      if (out.stopping()) return;
      Rows made = call(slice);
      if (!made.empty()) out.push(std::move(made));
    }
  }

 private:
  [[nodiscard]] Rows call(const Rows& slice) const {
    const Locked locked;
    try {
      const py::object made = (*function_)(arrays_of(slice));
      return made.is_none() ? Rows() : rows_of(made, columns_).with_origin(slice.origin());
    } catch (py::error_already_set& error) {
      error.restore();
    } catch (const py::builtin_exception& error) {
      error.set_error();
    }
    throw PythonError::taken();
  }

  SharedObject function_;
  Columns columns_;
};

}  // namespace

void add_host_kinds(Registry& kinds) {
  kinds.add(inlet_kind());
  kinds.outlet<Rows>("python.outlet", "Rows that the program pulls.");
}

void add_python_stage(Registry& kinds, const std::string& name, const py::function& function, const py::object& columns,
                      const std::string& summary) {
  const std::optional<Columns> made = columns.is_none() ? std::nullopt : std::optional(columns_of(columns));
  Description<NoParams> description;
  description.summary(summary);
  Kind kind{name, Role::transform, &item_type<Rows>(), &item_type<Rows>(), description.info(), {}};
  kind.named_outputs = detail::named_outputs_of<PythonStage>();
  kind.bind = [description, shared = share(function)](const Value& value, const ErrorScope& errors) {
    NoParams none;
    const std::size_t before = errors.list().size();
    description.read(value, none, errors.key("params"));
    if (errors.list().size() != before) return StageFactory();
    return StageFactory::of<PythonStage>(
        [shared](const Columns&, const Columns& out) { return std::make_unique<PythonStage>(shared, out); });
  };
  kind.columns = [made](const Value&, const Columns& in, const ErrorScope&) { return made ? made : std::optional(in); };
  kinds.add(std::move(kind));
}

}  // namespace weir::python
