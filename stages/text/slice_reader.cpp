#include "text/slice_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <new>
#include <span>
#include <utility>

#include <weir/param_value.hpp>

#include "text/text_start.hpp"
#include "text/unreadable.hpp"

namespace weir::stages {

namespace {

bool is_ascii_space(char c) noexcept {
  return c == ' ' || (c >= '\t' && c <= '\r');
}

}  // namespace

SliceReader::SliceReader(std::size_t slice_size, Cut cut, std::size_t longest)
    : cut_(cut), longest_(longest), pool_(SlicePool::make(slice_size)) {}

SliceReader::SliceReader(std::shared_ptr<SlicePool> pool, Cut cut) noexcept : cut_(cut), longest_(kAnyLength), pool_(std::move(pool)) {}

void SliceReader::open(const std::string& path) {
  if (path == lost_pipe_) throw Unreadable(lost_reason_);
  path_ = path;
  name_ = std::make_shared<const std::string>(path);
  begins_ = 0;
  has_sent_ = false;
  fault_ = nullptr;
  file_.open(path);
  at_beginning_ = true;
}

void SliceReader::rest() noexcept {
  if (filled_ == 0) buffer_ = SliceBuffer();
}

void SliceReader::abandon() noexcept {
  file_.close();
  fault_ = nullptr;
  buffer_ = SliceBuffer();  // it may have grown
  filled_ = no_space_ = 0;
}

bool SliceReader::has_more() const noexcept {
  return is_open() && (filled_ > 0 || file_.has_more());
}

SliceReader::Next SliceReader::read(TextSlice& slice) try {
  if (fault_) std::rethrow_exception(std::exchange(fault_, nullptr));
  if (buffer_.data() == nullptr) buffer_ = pool_->take();
  const auto got = fill();
  if (fault_) return push_before_fault(slice);
  if (at_beginning_) look_at_beginning(got == FileBytes::Got::end);
  if (got == FileBytes::Got::end) {
    file_.close();
    if (filled_ == 0) return Next::open;
    slice = cut(filled_);
    return Next::push;
  }
  if (got == FileBytes::Got::bytes && filled_ < buffer_.capacity()) return Next::again;
  std::size_t size = cut_point();
  if (size == 0 && filled_ > longest_) size = filled_;
  if (size > 0) {
    slice = cut(size);
    return Next::push;
  }
  no_space_ = filled_;
  if (filled_ == buffer_.capacity()) grow(buffer_, std::min(2 * buffer_.capacity(), longest_ + 1), filled_);
  return Next::again;
} catch (const Unreadable& error) {
  if (file_.waits()) {
    lost_pipe_ = path_;
    lost_reason_ = error.what();
  }
  throw;
}

// A fault is kept for the call behind it.
FileBytes::Got SliceReader::fill() try {
  std::size_t count = 0;
  const auto got = file_.read(std::span(buffer_.data() + filled_, buffer_.capacity() - filled_), count);
  filled_ += count;
  return got;
} catch (const Unreadable&) {
  fault_ = std::current_exception();
  return FileBytes::Got::nothing;
}

// What came before it, up to the last place for a cut.
SliceReader::Next SliceReader::push_before_fault(TextSlice& slice) {
  const std::size_t size = at_beginning_ ? 0 : cut_point();
  if (size == 0) std::rethrow_exception(std::exchange(fault_, nullptr));
  slice = cut(size);
  return Next::push;
}

// Nothing is cut off before the beginning is known, as it has no white space in it until then.
void SliceReader::look_at_beginning(bool all) {
  const auto mark = mark_of_text(path_, {buffer_.data(), filled_}, all);
  at_beginning_ = !mark;
  if (mark.value_or(0) == 0) return;
  std::copy(buffer_.data() + *mark, buffer_.data() + filled_, buffer_.data());
  filled_ -= *mark;
  begins_ = *mark;
  no_space_ = 0;
}

void SliceReader::grow(SliceBuffer& buffer, std::size_t capacity, std::size_t used) const try {
  buffer.grow(capacity, used);
} catch (const std::bad_alloc&) {
  const bool lines = cut_ == Cut::lines;
  fail_to_read(path_, fmt::format("a {} in it is longer than {}, and there is no memory for the {} that it would take to go on; allow more "
                                  "memory, or cut it up with {}",
                                  lines ? "line" : "word", format_value(Size{filled_}), format_value(Size{capacity}),
                                  lines ? "line feeds" : "white space"));
}

std::size_t SliceReader::cut_point() const noexcept {
  const auto ends = [lines = cut_ == Cut::lines](char c) { return lines ? c == '\n' : is_ascii_space(c); };
  std::size_t end = filled_;
  while (end > no_space_ && !ends(buffer_.data()[end - 1])) --end;
  return end > no_space_ ? end : 0;
}

// Makes a slice of the first bytes; the rest begins the next buffer.
TextSlice SliceReader::cut(std::size_t size) {
  const std::size_t rest = filled_ - size;
  SliceBuffer next;
  if (rest > 0) {
    next = pool_->take();
    if (rest >= next.capacity()) grow(next, std::max(2 * rest, next.capacity()), 0);
    std::copy_n(buffer_.data() + size, rest, next.data());
  }
  SliceBuffer full = std::exchange(buffer_, std::move(next));
  full.set_origin(name_, begins_);
  begins_ += size;
  filled_ = no_space_ = rest;
  has_sent_ = true;
  return {std::move(full), size};
}

}  // namespace weir::stages
