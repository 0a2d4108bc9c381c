#include "compression/compressed_output.hpp"

#include <oneapi/tbb/task_arena.h>
#include <oneapi/tbb/task_group.h>

#include <algorithm>
#include <fstream>
#include <new>
#include <span>

#include <fmt/format.h>

#include "compression/block_compressor.hpp"
#include "system/first_error.hpp"
#include "system/no_memory.hpp"
#include "system/output_error.hpp"

namespace weir::stages {

namespace {

// Two for each thread that may compress.
std::size_t blocks_at_once() {
  const int threads = oneapi::tbb::this_task_arena::max_concurrency();
  return std::clamp<std::size_t>(2 * static_cast<std::size_t>(std::max(threads, 1)), 2, CompressedOutput::kMostBlocks);
}

std::string form_name(Compression compression) {
  return compression == Compression::none ? "not compressed" : fmt::format("compressed with {}", name_of(compression));
}

}  // namespace

void CompressedOutput::write(std::string_view text) {
  if (form_.compression == Compression::none) return file_.write(text);
  const std::size_t size = block_size_of(form_.compression);
  while (!text.empty()) {
    if (block_.capacity() < size) block_.reserve(size);
    const std::string_view some = text.substr(0, size - block_.size());
    block_.append(some);
    text.remove_prefix(some.size());
    if (block_.size() == size) end_block();
  }
}

void CompressedOutput::end_block() {
  blocks_.push_back(std::move(block_));
  block_.clear();
  if (!seekable() || blocks_.size() >= blocks_at_once()) compress_blocks();
}

// All at once, the last one by this thread; then they are written in order. Of a stream there is one at a time, and what is written late to
// it comes from a thread that oneTBB does not know.
void CompressedOutput::compress_blocks() {
  FirstError failed;
  const auto compress = [this](std::string& block) { block = compressed(form_.compression, form_.level, block); };
  if (blocks_.size() > 1) {
    oneapi::tbb::task_group others;
    for (std::size_t i = 0; i + 1 < blocks_.size(); ++i)
      failed.keep([&] { others.run([&failed, &compress, &block = blocks_[i]] { failed.keep([&] { compress(block); }); }); });
    failed.keep([&] { compress(blocks_.back()); });
    others.wait();
  } else if (!blocks_.empty()) {
    failed.keep([&] { compress(blocks_.back()); });
  }
  try {
    failed.rethrow();
  } catch (const std::bad_alloc&) {
    throw_no_memory(fmt::format("compressing {} blocks at once", blocks_.size()), blocks_.size() * 2 * block_size_of(form_.compression),
                    "allow more memory, or choose a lower level");
  }
  for (const std::string& member : blocks_) file_.write(member);
  any_ = any_ || !blocks_.empty();
  blocks_.clear();
}

void CompressedOutput::flush() {
  if (!block_.empty()) end_block();
  compress_blocks();
  file_.flush();
}

// What nothing was written to is one empty member: without any it would be damaged.
void CompressedOutput::end() {
  if (form_.compression == Compression::none) return;
  if (!block_.empty() || (!any_ && blocks_.empty())) end_block();
  compress_blocks();
}

void CompressedOutput::commit() {
  end();
  file_.commit();
}

std::uint64_t CompressedOutput::end_header() {
  require_same_form();
  flush();
  return file_.end_header(form_.compression == Compression::none);
}

// What is not there, or cannot be read, is for the commit to tell.
void CompressedOutput::require_same_form() const {
  constexpr std::size_t kEnough = 64;
  std::ifstream file(file_.path(), std::ios::binary);
  std::string bytes(kEnough, '\0');
  file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  bytes.resize(static_cast<std::size_t>(file.gcount()));
  const Compression found = compression_of(bytes, true).value_or(Compression::none);
  if (bytes.empty() || found == form_.compression) return;
  fail_output(file_.path(),
              fmt::format("what is in it is {}, and what would be added is {}", form_name(found), form_name(form_.compression)));
}

void CompressedOutput::commit_added(std::uint64_t header) {
  end();
  file_.commit_added(header, form_.compression == Compression::none);
}

std::optional<std::string> CompressedOutput::commit_partial() {
  end();
  return file_.commit_partial();
}

}  // namespace weir::stages
