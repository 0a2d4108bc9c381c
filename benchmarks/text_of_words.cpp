#include "text_of_words.hpp"

#include <fmt/format.h>

#include <fstream>
#include <iterator>
#include <random>
#include <stdexcept>
#include <string>
#include <string_view>

namespace weir::bench {

namespace {

constexpr std::string_view kSpace = " \n";

std::string read(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(in), {}};
  if (text.empty()) throw std::runtime_error(fmt::format("cannot read {}", path.string()));
  return text;
}

// Where the first `words` words end, or the end; `words` goes down by those that there are.
std::size_t end_of_words(std::string_view text, std::size_t& words) {
  std::size_t end = 0;
  while (words > 0) {
    const std::size_t word = text.find_first_not_of(kSpace, end);
    if (word == std::string_view::npos) return text.size();
    end = std::min(text.find_first_of(kSpace, word), text.size());
    --words;
  }
  return end;
}

}  // namespace

TextOfWords::TextOfWords(const std::filesystem::path& book, std::size_t words)
    : path_(std::filesystem::temp_directory_path() / fmt::format("weir_bench_{:08x}.txt", std::random_device{}())) {
  const std::string text = read(book);
  std::ofstream out(path_, std::ios::binary);
  while (words > 0) {
    out.write(text.data(), static_cast<std::streamsize>(end_of_words(text, words)));
    out.put('\n');
  }
  if (!out.flush()) throw std::runtime_error(fmt::format("cannot write {}", path_.string()));
}

TextOfWords::~TextOfWords() {
  std::error_code ignored;  // a leftover in the temporary folder harms nobody
  std::filesystem::remove(path_, ignored);
}

}  // namespace weir::bench
