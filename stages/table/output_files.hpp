#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "compression/compressed_output.hpp"
#include "system/replaced_file.hpp"

namespace weir::stages {

/// Many files that appear whole under their names when they are committed, or not at all. Text is gathered in memory, and a file is open
/// only while some of it is written: at most one of them is at a time. Folders that are missing are made, and taken away again where
/// nothing came of them.
///
/// Threading: one thread at a time. Errors: `Error` with the path and the cause. After an error nothing can be committed.
class OutputFiles {
 public:
  static constexpr std::size_t kTextOfOne = std::size_t{256} << 10U;  ///< the text of a file is written when it has so much
  static constexpr std::size_t kTextOfAll = std::size_t{16} << 20U;   ///< and that of all files when these have so much
  static constexpr std::size_t kBytesOfOne = 2048;                    ///< beside its text, a file takes about so much memory

  /// `header`: what each file begins with. `most`: more files are an error. `sync`: as `OutputFile`.
  OutputFiles(CompressedOutput::Form form, bool sync, std::size_t most, std::string header)
      : form_(form), sync_(sync), most_(most), header_(std::move(header)) {}
  OutputFiles(const OutputFiles&) = delete;
  OutputFiles& operator=(const OutputFiles&) = delete;
  ~OutputFiles();

  /// Where the text for a file is added to. The reference is for one addition, until the next call. Throws when the file cannot be made, or
  /// what is there is not a regular file, or stands under another path already.
  [[nodiscard]] std::string& text_of(const std::string& path);

  /// Writes what there is, then makes all files visible, one after another. The last call.
  void commit();
  /// For what is not the result of the whole input: makes them visible as `NAME.partial`. Returns of how many that could be done. The last
  /// call.
  [[nodiscard]] std::size_t commit_partial();

  [[nodiscard]] std::size_t size() const noexcept { return files_.size(); }  ///< how many files there are

 private:
  struct File {
    std::unique_ptr<ReplacedFile> output;
    std::string text = {};  // not yet written
  };

  [[nodiscard]] File& make(const std::string& path);
  void make_folders(const std::string& path);
  void note_added();
  void write_out(File& file);
  void write_all();
  void end_texts();
  void sync_folders() const;

  const CompressedOutput::Form form_;
  const bool sync_;
  const std::size_t most_;
  const std::string header_;
  std::vector<std::filesystem::path> folders_;  // that were made, in that order
  std::unordered_map<std::string, File> files_;
  std::set<std::filesystem::path> targets_;  // the files that the paths lead to
  File* added_to_ = nullptr;                 // by the text that was asked for last
  std::size_t size_before_ = 0;              // of that text
  std::size_t held_ = 0;                     // bytes of all texts, but for what was added last
};

}  // namespace weir::stages
