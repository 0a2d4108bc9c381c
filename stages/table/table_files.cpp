#include "table/table_files.hpp"

#include <utility>
#include <vector>

#include <fmt/format.h>

#include <weir/error.hpp>

namespace weir::stages {

namespace {

PathOfRow path_of_row(const TableWrite::Params& params, const Columns& in) {
  std::vector<Diagnostic> wrong;
  auto path = PathOfRow::parse(params.path, in, wrong);
  if (!path) throw Error(wrong.front().problem.text());
  return std::move(*path);
}

}  // namespace

TableFiles::TableFiles(const TableWrite::Params& params, const Columns& in)
    : params_(params), path_(path_of_row(params, in)), rows_(make_row_writer(params.format, true, params.json), in) {}

void TableFiles::begin(const ItemType& type) {
  std::string header;
  rows_.begin(type, header);
  files_.emplace(form_for(params_.compress, params_.level, params_.path), params_.sync, params_.max_files, std::move(header));
}

void TableFiles::consume(std::span<AnyItem> items) {
  const auto text_of_row = [this](std::span<const Cell> cells) -> std::string& { return files_->text_of(path_.of(cells)); };
  for (const AnyItem& item : items) rows_.add(item.value, text_of_row);
}

void TableFiles::finish() {
  files_->commit();
}

void TableFiles::finish_partial() {
  kept_ = files_->commit_partial();
}

void TableFiles::counters(Counters& counters) const {
  if (!files_) return;
  counters.add("files", files_->size());
  if (!kept_ || files_->size() == 0) return;
  const std::string kept = *kept_ == files_->size() ? "" : fmt::format(" for {} of them; the others could not be kept", *kept_);
  counters.add_missing(
      fmt::format("the {} files of '{}' are not made: the input was cut short; what had come is in NAME.partial beside each{}",
                  files_->size(), params_.path.string(), kept));
}

}  // namespace weir::stages
