#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <utility>

namespace weir::bench {

/// A file in the temporary folder, with a text of exactly the given number of words. Removed when destroyed.
class TextOfWords {
 public:
  /// Repeats the text of `book`. Throws `std::runtime_error`, as the others do.
  static TextOfWords of_book(const std::filesystem::path& book, std::size_t words);
  /// The same, but every fifth letter becomes an accented Latin, a Greek or a Cyrillic one in turn, of two bytes each.
  static TextOfWords with_accents(const std::filesystem::path& book, std::size_t words);
  /// Words of five letters, no two the same.
  static TextOfWords distinct(std::size_t words);

  TextOfWords(TextOfWords&& other) noexcept : path_(std::exchange(other.path_, {})) {}
  ~TextOfWords();

  [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }

 private:
  explicit TextOfWords(const std::string& text);

  std::filesystem::path path_;
};

}  // namespace weir::bench
