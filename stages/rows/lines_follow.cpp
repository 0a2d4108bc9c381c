#include "rows/lines_follow.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "text/file_status.hpp"
#include "text/path_params.hpp"
#include "text/path_pattern.hpp"
#include "text/paths.hpp"

namespace weir::stages {

std::optional<Problem> LinesFollow::wrong_paths(const LinesRead::Params& params) {
  const std::vector<std::string> paths = texts_of(params.paths);
  for (auto path = paths.begin(); path != paths.end(); ++path) {
    if (*path == kStandardInput)
      return Problem("the standard input cannot be followed: it is read until it ends as it is", "take follow away");
    const FileStatus status = FileStatus::of(*path);
    if (status.is_directory())
      return Problem(fmt::format("'{}' is a directory, and only files can be followed", *path), "name the files in it");
    if (status.error == 0 && !status.is_regular())
      return Problem(fmt::format("'{}' is not a regular file, and only such can be followed", *path), "take follow away");
    if (status.error != 0 && may_be_pattern(*path))
      return Problem(fmt::format("'{}' is a pattern, and only files can be followed", *path), "name the files that it means");
    if (std::find(paths.begin(), path, *path) != path)
      return Problem(fmt::format("'{}' is there twice, and is followed once", *path), "take one of them away");
  }
  return std::nullopt;
}

LinesFollow::LinesFollow(const LinesRead::Params& params)
    : files_(texts_of(params.paths), params.slice_size.bytes, params.on_unreadable), lines_(params.file, params.number) {}

// One slice, so that a run can be stopped after each.
Next LinesFollow::produce(Output<Rows>& out) {
  if (out.full()) return Next::again;
  if (!drains_ && stopping()) {
    drains_ = true;
    files_.stop_growing();
  } else if (!drains_) {
    if (has_read_ && files_.is_quiet()) return gather();
    files_.look();
  }
  TextSlice slice;
  if (files_.next(slice)) {
    out.push(lines_.rows_of(slice, files_.name(), files_.line()));
    has_read_ = true;
    return Next::again;
  }
  if (drains_) return Next::done;
  if (files_.descriptor() >= 0) wait_readable(files_.descriptor());
  wait_until(files_.next_look());
  return Next::wait;
}

Next LinesFollow::gather() {
  has_read_ = false;
  wait_for(kGather);
  return Next::wait;
}

}  // namespace weir::stages
