#include <algorithm>

#include <fmt/format.h>

#include <weir/error.hpp>

#include "diagnostics/enough_errors.hpp"
#include "diagnostics/shown.hpp"
#include "plan/draft.hpp"
#include "plan/shown_file.hpp"
#include "system/stream_file.hpp"

namespace weir::plan {

using diagnostics::enough_errors;
using system::FileId;

namespace {

// What is wrong with the files of a folder the run says.
std::vector<std::string> files_of(const DraftStage& stage) {
  if (!stage.kind->files) return {};
  try {
    return stage.kind->files(stage.config->params);
  } catch (const MemoryError&) {
    throw;
  } catch (const Error&) {
    return {};
  }
}

// Where a stage reads that file: what its params name, or else the first of what they stand for, at the place of the param.
std::optional<PlannedFile> reading(const DraftStage& stage, const FileId& file) {
  const auto is_it = [&](const std::string& path) { return system::regular_file(path) == file; };
  const auto reads = [](const PlannedFile& named) { return named.use == FileUse::read; };
  const auto first = std::find_if(stage.files.begin(), stage.files.end(), reads);
  if (first == stage.files.end()) return std::nullopt;
  for (const PlannedFile& named : stage.files) {
    if (reads(named) && is_it(named.path)) return named;
  }
  const std::vector<std::string> files = files_of(stage);
  const auto found = std::find_if(files.begin(), files.end(), is_it);
  if (found == files.end()) return std::nullopt;
  PlannedFile meant = *first;
  meant.path = *found;
  return meant;
}

Problem read_back(const PlannedFile& read, const PlannedFile& written, const DraftStage& writer, const PipelineConfig& config) {
  return {fmt::format("{} is the file behind {}, to which {}{} writes: what it writes would be read again, without an end",
                      shown_file(read), shown_file(written), writer.label, line_of(written.position, config)),
          "write to another file"};
}

}  // namespace

void check_reading_back(Draft& draft) {
  for (const DraftStage& writer : draft.stages) {
    for (const PlannedFile& written : writer.files) {
      const auto file = written.use == FileUse::written ? system::file_behind_stream(written.path) : std::nullopt;
      if (!file) continue;
      for (const DraftStage& reader : draft.stages) {
        if (enough_errors(draft.diagnostics)) return;
        const auto read = reading(reader, *file);
        if (read) draft.report(reader, "params." + read->param, read->position, read_back(*read, written, writer, *draft.config));
      }
    }
  }
}

}  // namespace weir::plan
