#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <utility>

namespace weir::bench {

/// A file in the temporary folder, with a text of exactly so many words. Removed when destroyed.
class TextOfWords {
 public:
  /// The text of `book`, over and over. Throws `std::runtime_error`, as the others do.
  static TextOfWords of_book(const std::filesystem::path& book, std::size_t words);
  /// The same, with every fifth letter of it an accented Latin one, a Greek or a Cyrillic one in turn: two bytes each.
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
