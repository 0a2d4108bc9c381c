#include "text_of_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <random>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>

#include "diagnostics/utf8.hpp"

namespace weir::bench {

namespace {

constexpr std::string_view kSpace = " \n";

std::string read(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(in), {}};
  if (text.empty()) throw std::runtime_error(fmt::format("cannot read {}", path.string()));
  return text;
}

// Where the first `words` words end, or the end of the text; subtracts from `words` the number that it has.
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

// Some of the letters that stand in for each of a to z.
constexpr std::array<std::u32string_view, 3> kAlphabets = {U"áƀçđéƒğħíĵķłμñóπqřśťúνŵχýž", U"αβψδεφγηιξκλμνοπϟρστθωςχυζ",
                                                           U"абцдефгхијклмнопярстужвшыз"};

std::string words_of(const std::filesystem::path& book, std::size_t words) {
  const std::string text = read(book);
  std::string out;
  while (words > 0) {
    out.append(text, 0, end_of_words(text, words));
    out += '\n';
  }
  return out;
}

}  // namespace

TextOfWords TextOfWords::of_book(const std::filesystem::path& book, std::size_t words) {
  return TextOfWords(words_of(book, words));
}

TextOfWords TextOfWords::with_accents(const std::filesystem::path& book, std::size_t words) {
  std::string out;
  std::size_t letters = 0;
  for (const char c : words_of(book, words)) {
    const char letter = static_cast<char>(c | 0x20);
    if (letter < 'a' || letter > 'z' || ++letters % 5 != 0)
      out += c;
    else
      diagnostics::append_utf8(out, kAlphabets[letters / 5 % kAlphabets.size()][static_cast<std::size_t>(letter - 'a')]);
  }
  return TextOfWords(out);
}

TextOfWords TextOfWords::distinct(std::size_t words) {
  constexpr std::uint64_t kLetters = 26;
  constexpr std::uint64_t kAll = kLetters * kLetters * kLetters * kLetters * kLetters;
  constexpr std::uint64_t kStep = 7'368'787;  // a prime that does not divide kAll: every value comes once before any comes again
  if (words > kAll) throw std::runtime_error(fmt::format("there are only {} words of five letters", kAll));
  std::string out;
  for (std::uint64_t i = 0; i < words; ++i) {
    std::uint64_t number = i * kStep % kAll;
    for (int letter = 0; letter < 5; ++letter, number /= kLetters) out += static_cast<char>('a' + number % kLetters);
    out += '\n';
  }
  return TextOfWords(out);
}

TextOfWords::TextOfWords(const std::string& text)
    : path_(std::filesystem::temp_directory_path() / fmt::format("weir_bench_{:08x}.txt", std::random_device{}())) {
  std::ofstream out(path_, std::ios::binary);
  out.write(text.data(), static_cast<std::streamsize>(text.size()));
  if (!out.flush()) throw std::runtime_error(fmt::format("cannot write {}", path_.string()));
}

TextOfWords::~TextOfWords() {
  if (path_.empty()) return;
  std::error_code ignored;  // a leftover in the temporary folder harms nobody
  std::filesystem::remove(path_, ignored);
}

}  // namespace weir::bench
