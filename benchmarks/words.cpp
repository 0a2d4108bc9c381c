// Counts a million words of real text: letters only, in lower case, most frequent first.

#include <cstdio>
#include <fstream>
#include <unordered_map>

#include "diagnostics/utf8.hpp"
#include "streams.hpp"
#include "suite.hpp"
#include "text/text_read.hpp"
#include "text_of_words.hpp"
#include "words/character.hpp"
#include "words/words_count.hpp"
#include "words/words_top.hpp"

namespace weir::bench {

namespace {

using namespace stages;
using diagnostics::decode_utf8;
using diagnostics::Decoded;

using Counts = std::vector<WordCount>;
constexpr std::size_t kWords = 1'000'000;

Counts weir_run(std::size_t workers, const std::string& path) {
  Counts counts;
  const TextRead::Params text{.paths = {path}};
  Pipeline(PlanBuilder(workers)
               .stage("text", {}, [text] { return std::make_unique<TextRead>(text); })
               .stage("count", {.inputs = {"text"}, .replicas = workers, .queue_depth = 8}, stage<WordsCount>(WordsCount::Params{}))
               .stage("top", {.inputs = {"count"}, .batch_size = 256}, [] { return std::make_unique<WordsTop>(WordsTop::Params{}); })
               .stage("keep", {.inputs = {"top"}, .batch_size = 256},
                      for_each<WordCount>([&counts](WordCount& item) { counts.push_back(std::move(item)); }))
               .plan())
      .run();
  return counts;
}

void sort(Counts& counts) {
  std::sort(counts.begin(), counts.end(),
            [](const WordCount& a, const WordCount& b) { return a.count != b.count ? a.count > b.count : a.word < b.word; });
}

// The text is ASCII, so these are all its letters.
constexpr bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
constexpr char lower(char c) {
  return static_cast<char>(c | 0x20);
}

Counts sorted(const std::unordered_map<std::string, std::uint64_t>& table) {
  Counts counts;
  for (const auto& [word, count] : table) counts.push_back({word, count});
  sort(counts);
  return counts;
}

Counts plain_loop(const std::string& path) {
  std::unordered_map<std::string, std::uint64_t> table;
  std::ifstream in(path, std::ios::binary);
  std::string letters;
  for (std::string word; in >> word;) {
    letters.clear();
    for (const char c : word) {
      if (is_letter(c)) letters.push_back(lower(c));
    }
    if (!letters.empty()) ++table[letters];
  }
  return sorted(table);
}

// Counts words of any letters. The text has only ASCII white space.
Counts utf8proc_loop(const std::string& path) {
  std::unordered_map<std::string, std::uint64_t> table;
  std::ifstream in(path, std::ios::binary);
  std::string letters;
  for (std::string word; in >> word;) {
    letters.clear();
    const char* const end = word.data() + word.size();
    for (const char* at = word.data(); at < end;) {
      const Decoded c = decode_utf8(at, end);
      if (stages::is_letter(c.code_point)) append_lower(letters, c.code_point);
      at += c.length;
    }
    if (!letters.empty()) ++table[letters];
  }
  return sorted(table);
}

Counts coreutils(const std::string& path) {
  const std::string command = fmt::format(
      "export LC_ALL=C; tr -s '[:space:]' '\\n' <'{}' | tr -cd 'A-Za-z\\n' | tr A-Z a-z | sort | uniq -c | sort -k1,1nr -k2", path);
  std::FILE* pipe = ::popen(command.c_str(), "r");
  if (pipe == nullptr) throw std::runtime_error("no shell to run sort in");
  std::string text;
  for (int c = std::fgetc(pipe); c != EOF; c = std::fgetc(pipe)) text.push_back(static_cast<char>(c));
  if (::pclose(pipe) != 0) throw std::runtime_error("sort failed");
  Counts counts;
  for (std::size_t start = 0; start < text.size();) {
    const std::size_t end = text.find('\n', start);
    const std::string line = text.substr(start, end - start);
    const std::size_t space = line.find(' ', line.find_first_not_of(' '));
    if (space != std::string::npos) counts.push_back({line.substr(space + 1), std::stoull(line)});
    start = end + 1;
  }
  std::erase_if(counts, [](const WordCount& item) { return item.word.empty(); });  // words without a letter left empty lines
  return counts;
}

}  // namespace

void add_words(std::size_t workers) {
  const auto measure = [workers](const char* name, TextOfWords made, const char* rival, Counts (*loop)(const std::string&), bool is_ascii) {
    const auto text = std::make_shared<TextOfWords>(std::move(made));
    std::vector<Contender<Counts>> contenders{{"weir", [workers, text] { return weir_run(workers, text->path()); }},
                                              {rival, [text, loop] { return loop(text->path()); }}};
    if (is_ascii) contenders.push_back({"tr, sort and uniq -c", [text] { return coreutils(text->path()); }});
    compare<Counts>({name}, contenders);
  };
  measure("10^6 words counted", TextOfWords::of_book(WEIR_BOOK, kWords), "loop, unordered_map, one thread", plain_loop, true);
  measure("10^6 words, 20 % not ASCII", TextOfWords::with_accents(WEIR_BOOK, kWords), "loop, utf8proc, one thread", utf8proc_loop, false);
  measure("10^6 distinct words", TextOfWords::distinct(kWords), "loop, unordered_map, one thread", plain_loop, true);
}

}  // namespace weir::bench
