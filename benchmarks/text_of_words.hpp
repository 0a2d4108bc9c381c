#pragma once

#include <cstddef>
#include <filesystem>

namespace weir::bench {

/// A file of real text that has exactly so many words, in the temporary folder. Removed when destroyed.
class TextOfWords {
 public:
  /// The text of `book`, over and over. Throws `std::runtime_error`.
  TextOfWords(const std::filesystem::path& book, std::size_t words);
  TextOfWords(const TextOfWords&) = delete;
  TextOfWords& operator=(const TextOfWords&) = delete;
  ~TextOfWords();

  [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace weir::bench
