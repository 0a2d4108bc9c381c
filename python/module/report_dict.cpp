#include "report_dict.hpp"

#include <pybind11/stl.h>

#include <chrono>

namespace weir::python {

namespace py = pybind11;
using py::literals::operator""_a;

namespace {

double seconds(std::chrono::nanoseconds time) {
  return std::chrono::duration<double>(time).count();
}

py::dict outputs_dict(const std::vector<OutputReport>& outputs, std::uint64_t OutputReport::*count) {
  py::dict dict;
  for (const OutputReport& output : outputs) dict[py::str(output.name)] = output.*count;
  return dict;
}

py::dict stage_dict(const StageReport& stage) {
  return py::dict("name"_a = stage.name, "kind"_a = stage.kind, "replicas"_a = stage.replicas, "items_in"_a = stage.items_in,
                  "items_out"_a = stage.items_out, "rows_in"_a = stage.rows_in, "rows_out"_a = stage.rows_out,
                  "named_outputs"_a = outputs_dict(stage.named_outputs, &OutputReport::items),
                  "named_output_rows"_a = outputs_dict(stage.named_outputs, &OutputReport::rows), "batches_in"_a = stage.batches_in,
                  "batches_out"_a = stage.batches_out, "busy_seconds"_a = seconds(stage.busy),
                  "waiting_input_seconds"_a = seconds(stage.waiting_input), "waiting_room_seconds"_a = seconds(stage.waiting_room),
                  "peak_queue"_a = stage.peak_queue, "peak_promised"_a = stage.peak_promised, "queue_depth"_a = stage.queue_depth,
                  "output_closed"_a = stage.output_closed, "had_enough"_a = stage.had_enough, "items_dropped"_a = stage.items_dropped,
                  "items_rejected"_a = stage.items_rejected, "items_skipped"_a = stage.items_skipped, "items_left"_a = stage.items_left,
                  "items_unsent"_a = stage.items_unsent, "rows_dropped"_a = stage.rows_dropped, "rows_rejected"_a = stage.rows_rejected,
                  "rows_skipped"_a = stage.rows_skipped, "rows_left"_a = stage.rows_left, "rows_unsent"_a = stage.rows_unsent,
                  "counters"_a = stage.counters, "missing"_a = stage.missing);
}

py::dict edge_dict(const EdgeReport& edge) {
  return py::dict("from"_a = edge.from, "to"_a = edge.to, "items_put"_a = edge.items_put, "items_taken"_a = edge.items_taken,
                  "items_left"_a = edge.items_left, "rows_put"_a = edge.rows_put, "rows_taken"_a = edge.rows_taken,
                  "rows_left"_a = edge.rows_left, "peak_bytes"_a = edge.peak_bytes);
}

py::dict sums_dict(const BalanceSums& sums) {
  return py::dict("read"_a = sums.read, "written"_a = sums.written, "rejected"_a = sums.rejected, "skipped"_a = sums.skipped,
                  "dropped"_a = sums.dropped, "left"_a = sums.left);
}

}  // namespace

py::dict report_dict(const RunReport& report) {
  py::dict balance = sums_dict(report.balance);
  balance["rows"] = sums_dict(report.balance.rows);
  py::list stages;
  for (const StageReport& stage : report.stages) stages.append(stage_dict(stage));
  py::list edges;
  for (const EdgeReport& edge : report.edges) edges.append(edge_dict(edge));
  return py::dict("pipeline"_a = report.pipeline, "finished"_a = report.finished, "cut_short"_a = report.cut_short,
                  "workers"_a = report.workers, "wall_seconds"_a = seconds(report.wall), "cpu_seconds"_a = seconds(report.cpu),
                  "overhead_seconds"_a = seconds(report.overhead), "peak_memory_bytes"_a = report.peak_memory,
                  "peak_queued_bytes"_a = report.peak_queued_bytes, "items"_a = report.items, "rows"_a = report.rows,
                  "counts_rows"_a = report.counts_rows, "peak_batches"_a = report.peak_batches, "progress"_a = report.progress,
                  "balance"_a = balance, "stages"_a = stages, "edges"_a = edges);
}

}  // namespace weir::python
