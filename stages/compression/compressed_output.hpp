#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "compression/compression.hpp"
#include "system/output_file.hpp"

namespace weir::stages {

/// An `OutputFile` that is written from its beginning to its end, compressed or as it is. What is to be compressed is held until some
/// blocks are full, at most `kMostBlocks` of `block_size_of`; threads that have nothing else to do compress them beside the caller, each as
/// a member of its own. The bytes of a file depend on what is written alone. What is not a file is compressed by the caller, block by
/// block.
///
/// Threading: one thread at a time. Errors: as those of `OutputFile`; and `MemoryError`.
class CompressedOutput {
 public:
  static constexpr std::size_t kMostBlocks = 8;

  /// How it is compressed.
  struct Form {
    Compression compression = Compression::none;
    int level = 0;  ///< one that there is; for `none` it means nothing
  };

  /// As `OutputFile` has them.
  CompressedOutput(const std::filesystem::path& path, Form form, bool sync) : file_(path, sync), form_(form) {}
  void stop_when(std::function<bool()> stopping) { file_.stop_when(std::move(stopping)); }
  [[nodiscard]] bool seekable() const noexcept { return file_.seekable(); }

  void write(std::string_view text);
  /// Writes over what has been written. Requires `seekable()`, and that nothing is compressed.
  void write_at(std::uint64_t offset, std::span<const std::byte> bytes) { file_.write_at(offset, bytes); }
  /// Ends the member that has begun, if any.
  void flush();
  void commit();
  /// As those of `OutputFile`; a header is a member of its own. The first throws, too, when the file that is there is compressed in another
  /// way.
  std::uint64_t end_header();
  void commit_added(std::uint64_t header);
  std::optional<std::string> commit_partial();

 private:
  void end_block();
  void compress_blocks();
  void end();
  void require_same_form() const;

  OutputFile file_;
  Form form_;
  std::string block_;                // that is being filled
  std::vector<std::string> blocks_;  // that are full
  bool any_ = false;                 // a member has been written
};

}  // namespace weir::stages
