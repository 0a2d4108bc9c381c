#include <weir/pipeline.hpp>

#include <pybind11/stl.h>

#include <map>
#include <string>
#include <utility>
#include <vector>

#include <weir/stages.hpp>

#include "host_kinds.hpp"
#include "lock.hpp"
#include "parts.hpp"
#include "pool.hpp"
#include "report_dict.hpp"
#include "row_arrays.hpp"

namespace weir::python {

namespace py = pybind11;

namespace {

constexpr std::chrono::milliseconds kBetweenSignals{20};

// Calls `done` without the interpreter's lock, which waits a little at most, until it is true or the time is over. Returns whether it is.
template <class Done>
bool wait_interruptibly(std::optional<double> timeout, const Done& done) {
  const auto begin = std::chrono::steady_clock::now();
  while (true) {
    bool is_done = false;
    {
      const Unlocked unlocked;
      is_done = done();
    }
    if (is_done) return true;
    if (PyErr_CheckSignals() != 0) throw py::error_already_set();
    if (timeout && std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count() >= *timeout) return false;
  }
}

class PythonInlet {
 public:
  PythonInlet(Inlet<Rows> inlet, Columns columns) : inlet_(std::move(inlet)), columns_(std::move(columns)) {}

  bool push(const py::object& arrays) {
    Rows rows = rows_of(arrays, columns_);
    PushResult result = PushResult::full;
    wait_interruptibly(std::nullopt, [&] {
      result = inlet_.push_for(std::move(rows), kBetweenSignals);
      return result != PushResult::full;
    });
    return result == PushResult::accepted;
  }
  [[nodiscard]] std::vector<std::string> columns() const {
    std::vector<std::string> names;
    for (const Column& column : columns_) names.push_back(column.name);
    return names;
  }
  void close() {
    const Unlocked unlocked;
    inlet_.close();
  }

 private:
  Inlet<Rows> inlet_;
  Columns columns_;
};

class PythonOutlet {
 public:
  explicit PythonOutlet(Outlet<Rows> outlet) : outlet_(std::move(outlet)) {}

  // None when no more will come.
  py::object pull() {
    std::optional<Rows> rows;
    wait_interruptibly(std::nullopt, [&] {
      rows = outlet_.pull_for(kBetweenSignals);
      return rows || outlet_.exhausted();
    });
    if (!rows) return py::none();
    return arrays_of(*rows);
  }
  void close() {
    const Unlocked unlocked;
    outlet_.close();
  }

 private:
  Outlet<Rows> outlet_;
};

class PythonRun {
 public:
  PythonRun(Run run, std::map<std::string, Columns> inlets) : run_(std::move(run)), inlets_(std::move(inlets)) {}
  PythonRun(const PythonRun&) = delete;
  PythonRun& operator=(const PythonRun&) = delete;
  // A stage that is in a call may need the lock to come back.
  ~PythonRun() {
    const Unlocked unlocked;
    run_.reset();
  }

  bool wait_for(std::optional<double> timeout) {
    return wait_interruptibly(timeout, [this] { return run_->wait_for(kBetweenSignals); });
  }
  // Requires: it has ended.
  py::dict outcome() { return report_dict(run_->wait()); }
  [[nodiscard]] py::dict report() const { return report_dict(run_->report()); }
  void stop() {
    const Unlocked unlocked;
    run_->stop();
  }
  void drain() {
    const Unlocked unlocked;
    run_->drain();
  }
  PythonInlet inlet(const std::string& name) {
    auto inlet = run_->inlet<Rows>(name);
    return {std::move(inlet), inlets_.at(name)};
  }
  PythonOutlet outlet(const std::string& name) { return PythonOutlet(run_->outlet<Rows>(name)); }

 private:
  std::optional<Run> run_;
  std::map<std::string, Columns> inlets_;
};

using Texts = std::vector<std::string>;
using Values = std::map<std::string, std::string, std::less<>>;

/// A stage of the program's own: its name, function, columns and summary.
using GivenStage = std::tuple<std::string, py::function, py::object, std::string>;

class PythonPipeline {
 public:
  // The text of a config, or the path of a file of one.
  PythonPipeline(const std::string& config, bool is_path, const std::string& name, const Texts& overrides, const Values& values,
                 const std::vector<GivenStage>& stages) {
    Registry kinds;
    register_stages(kinds);
    add_host_kinds(kinds);
    for (const auto& [kind, function, columns, summary] : stages) add_python_stage(kinds, kind, function, columns, summary);
    const Unlocked unlocked;
    const Variables variables = [&values](std::string_view variable) {
      const auto found = values.find(variable);
      return found == values.end() ? std::nullopt : std::optional(found->second);
    };
    const PipelineConfig read =
        is_path ? PipelineConfig::from_file(config, overrides, variables) : PipelineConfig::from_string(config, name, overrides, variables);
    pipeline_.emplace(read, kinds);
  }
  PythonPipeline(const PythonPipeline&) = delete;
  PythonPipeline& operator=(const PythonPipeline&) = delete;
  ~PythonPipeline() = default;

  py::dict run() {
    Pipeline pipeline = here();
    RunReport report;
    call_interruptibly([&](const std::stop_token& stop) { report = pipeline.run(stop); });
    return report_dict(report);
  }

  std::unique_ptr<PythonRun> start() {
    Pipeline pipeline = here();
    std::map<std::string, Columns> inlets;
    for (const PlannedStage& stage : pipeline.plan().stages) {
      if (stage.factory.meets_host() && stage.role == Role::source) inlets.emplace(stage.name, stage.columns.value_or(Columns()));
    }
    const Unlocked unlocked;
    return std::make_unique<PythonRun>(pipeline.start(), std::move(inlets));
  }

  [[nodiscard]] std::string name() const { return pipeline_->plan().name; }
  [[nodiscard]] Texts stages() const {
    Texts names;
    for (const PlannedStage& stage : pipeline_->plan().stages) names.push_back(stage.name);
    return names;
  }

 private:
  // As it can run in this process.
  [[nodiscard]] Pipeline here() const {
    Plan plan = pipeline_->plan();
    if (!may_use_threads()) plan.workers = 1;
    return Pipeline(std::move(plan));
  }

  std::optional<Pipeline> pipeline_;
};

}  // namespace

void add_pipeline(py::module_& module) {
  using py::arg;
  py::class_<PythonInlet>(module, "Inlet")
      .def_property_readonly("columns", &PythonInlet::columns)
      .def("push", &PythonInlet::push)
      .def("close", &PythonInlet::close);
  py::class_<PythonOutlet>(module, "Outlet").def("pull", &PythonOutlet::pull).def("close", &PythonOutlet::close);
  py::class_<PythonRun>(module, "Run")
      .def("wait_for", &PythonRun::wait_for)
      .def("outcome", &PythonRun::outcome)
      .def("report", &PythonRun::report)
      .def("stop", &PythonRun::stop)
      .def("drain", &PythonRun::drain)
      .def("inlet", &PythonRun::inlet)
      .def("outlet", &PythonRun::outlet);
  py::class_<PythonPipeline>(module, "Pipeline")
      .def(py::init<const std::string&, bool, const std::string&, const Texts&, const Values&, const std::vector<GivenStage>&>())
      .def_property_readonly("name", &PythonPipeline::name)
      .def_property_readonly("stages", &PythonPipeline::stages)
      .def("run", &PythonPipeline::run)
      .def("start", &PythonPipeline::start);
}

}  // namespace weir::python
