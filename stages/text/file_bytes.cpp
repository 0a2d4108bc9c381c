#include "text/file_bytes.hpp"

#include <algorithm>
#include <new>
#include <utility>

#include <fmt/format.h>

#include "compression/compression.hpp"
#include "text/unreadable.hpp"

namespace weir::stages {

void FileBytes::open(const std::string& path) {
  file_.open(path);
  form_ = Form::unknown;
  used_ = filled_ = 0;
  all_ = false;
  fault_ = nullptr;
}

void FileBytes::close() noexcept {
  file_.close();
  used_ = filled_ = 0;
}

FileBytes::Got FileBytes::read(std::span<char> to, std::size_t& count) {
  count = 0;
  switch (form_) {
    case Form::unknown:
      return begin(to, count);
    case Form::plain:
      return held().empty() && !all_ ? file_.read(to, count) : give_held(to, count);
    case Form::compressed:
      break;
  }
  return decompress(to, count);
}

// The first bytes are read where they are to go, as in most files they are text.
FileBytes::Got FileBytes::begin(std::span<char> to, std::size_t& count) {
  const bool first = held().empty();
  const Got got = first ? file_.read(to.first(std::min(to.size(), kReadAhead)), count) : read_ahead();
  if (got == Got::nothing) return got;
  const std::string_view bytes = first ? std::string_view(to.data(), count) : held();
  const auto compression = compression_of(bytes, got == Got::end);
  if (compression == Compression::none) return begin_plain(got, to, count);
  if (first) {
    held_.resize(kReadAhead);
    std::copy_n(to.data(), count, held_.data());
    filled_ = std::exchange(count, 0);
  }
  if (!compression) return Got::nothing;
  form_ = Form::compressed;
  decompressor_.begin();
  return decompress(to, count);
}

FileBytes::Got FileBytes::begin_plain(Got got, std::span<char> to, std::size_t& count) {
  all_ = got == Got::end;
  if (all_) {
    const Compression cut = compression_before_cut(held(), file_.path());
    if (cut != Compression::none)
      fail_to_read(file_.path(),
                   fmt::format("it is cut short: its {} bytes are not all that {} begins with; get all of it", filled_, name_of(cut)));
  }
  form_ = Form::plain;
  return held().empty() ? got : give_held(to, count);
}

FileBytes::Got FileBytes::give_held(std::span<char> to, std::size_t& count) noexcept {
  count = std::min(to.size(), held().size());
  std::copy_n(held().data(), count, to.data());
  used_ += count;
  return count > 0 ? Got::bytes : Got::end;
}

FileBytes::Got FileBytes::decompress(std::span<char> to, std::size_t& count) {
  if (fault_) std::rethrow_exception(std::exchange(fault_, nullptr));
  std::span<char> rest = to;
  Got got = Got::nothing;
  try {
    got = decompress_some(rest);
  } catch (...) {
    if (rest.size() == to.size()) throw;
    fault_ = std::current_exception();
  }
  count = to.size() - rest.size();
  return count > 0 ? Got::bytes : got;
}

// Until there is no room, or for the moment nothing to be read; what came of a pipe does not wait for more of it. What makes nothing,
// however much it is, is interrupted now and then.
FileBytes::Got FileBytes::decompress_some(std::span<char>& to) try {
  const std::size_t room = to.size();
  for (int reads = 0; reads < kReadsAtOnce; ++reads) {
    std::string_view bytes = held();
    const auto note_used = [&] { used_ = filled_ - bytes.size(); };
    try {
      decompressor_.decompress(bytes, to, all_);
    } catch (...) {
      note_used();
      throw;
    }
    note_used();
    if (to.empty() || (to.size() < room && waits())) return Got::bytes;
    if (all_) return Got::end;
    const Got got = read_ahead();
    if (got == Got::nothing) return got;
  }
  return Got::nothing;
} catch (const Damaged& error) {
  fail_to_read(file_.path(), error.what());
} catch (const std::bad_alloc&) {
  fail_to_read(file_.path(), "there is no memory to decompress it; allow more");
}

// Behind what is held.
FileBytes::Got FileBytes::read_ahead() {
  std::copy(held_.begin() + static_cast<std::ptrdiff_t>(used_), held_.begin() + static_cast<std::ptrdiff_t>(filled_), held_.begin());
  filled_ -= std::exchange(used_, 0);
  held_.resize(kReadAhead);
  std::size_t count = 0;
  const Got got = file_.read(std::span(held_).subspan(filled_), count);
  filled_ += count;
  all_ = got == Got::end;
  return got;
}

bool FileBytes::has_more() const noexcept {
  if (!is_open()) return false;
  const bool in_member = form_ == Form::compressed && decompressor_.in_member();
  return !held().empty() || fault_ || in_member || file_.has_more();
}

}  // namespace weir::stages
