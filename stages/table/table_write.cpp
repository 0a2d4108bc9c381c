#include "table/table_write.hpp"

namespace weir::stages {

TableWrite::TableWrite(const Params& params, const Columns& in)
    : file_(params.path, form_for(params.compress, params.level, params.path), params.sync),
      appends_(params.append && file_.seekable()),
      rows_(make_row_writer(params.format, in.size() > 0, params.json), in) {
  file_.stop_when([this] { return stopping(); });
}

void TableWrite::begin(const ItemType& type) {
  rows_.begin(type, text_);
  if (!appends_) return;
  write_out();
  header_ = file_.end_header();
}

void TableWrite::consume(std::span<AnyItem> items) {
  const std::lock_guard lock(mutex_);
  if (late_error_) std::rethrow_exception(late_error_);
  const auto text_of_row = [this](std::span<const Cell>) -> std::string& {
    write_out_some();
    return text_;
  };
  for (const AnyItem& item : items) rows_.add(item.value, text_of_row);
  write_out();
  if (file_.seekable()) return;
  file_.flush();  // someone may be watching
  if (rows_.holds() && !later_) later_.emplace(kLongestHold, [this] { release_late(); });
}

void TableWrite::finish() {
  end_late_release();
  release();
  if (appends_)
    file_.commit_added(header_);
  else
    file_.commit();
}

void TableWrite::finish_partial() {
  end_late_release();
  release();
  cut_short_ = file_.commit_partial();
}

void TableWrite::counters(Counters& counters) const {
  if (cut_short_) counters.add_missing(*cut_short_);
}

void TableWrite::end_late_release() {
  later_.reset();
  if (late_error_) std::rethrow_exception(late_error_);
}

void TableWrite::release() {
  rows_.release(text_);
  write_out();
}

void TableWrite::release_late() noexcept {
  const std::lock_guard lock(mutex_);
  try {
    release();
    file_.flush();
  } catch (...) {
    late_error_ = std::current_exception();
  }
}

// So that no more than that is held, and a row, however many come at once.
void TableWrite::write_out_some() {
  if (text_.size() >= kTextAtOnce) write_out();
}

void TableWrite::write_out() {
  file_.write(text_);
  text_.clear();
}

}  // namespace weir::stages
