// Words through the command, beside the pipeline of coreutils that does the same.

#include <fstream>
#include <iterator>
#include <sstream>

#include "process.hpp"
#include "process_answers.hpp"

namespace weir::bench {

namespace {

// Repeats the book up to the size that the goal was set for, ten times the whole King James Version.
constexpr std::size_t kBytes = 44'000'000;
constexpr double kSeconds = 0.06;
constexpr double kTenTimes = 10.5;
constexpr double kMemory = 48.0 * 1024 * 1024;

std::string long_text() {
  std::ifstream in(WEIR_BOOK, std::ios::binary);
  const std::string book{std::istreambuf_iterator<char>(in), {}};
  if (book.empty()) throw std::runtime_error("cannot read " WEIR_BOOK);
  std::string text;
  while (text.size() < kBytes) text += book;
  return text;
}

// Each line's word and count, in either order; without the line of column names.
std::string words_and_counts(const std::string& path) {
  std::istringstream in(whole_text(path));
  std::string answer;
  for (std::string first, second; in >> first >> second;) {
    const bool count_first = first.find_first_not_of("0123456789") == std::string::npos;
    if (second != "count") answer += fmt::format("{} {}\n", count_first ? second : first, count_first ? first : second);
  }
  return answer;
}

std::string words_only(const std::string& path) {
  std::istringstream in(words_and_counts(path));
  std::string answer;
  for (std::string word, count; in >> word >> count;) answer += word + "\n";
  return answer;
}

std::vector<std::string> weir_command(std::size_t workers, const std::string& paths) {
  return {WEIR_COMMAND,
          "run",
          "-q",
          "--workers",
          std::to_string(workers),
          WEIR_CONFIGS "/word_count.yaml",
          "--set",
          "text.params.paths=[" + paths + "]"};
}

std::vector<std::string> coreutils(std::size_t workers, const std::string& path) {
  return {
      "sh", "-c",
      fmt::format("export LC_ALL=C; tr -s '[:space:]' '\\n' <'{}' | tr -cd 'A-Za-z\\n' | tr A-Z a-z | grep . | sort --parallel={} -S 1G | "
                  "uniq -c | sort -k1,1nr -k2 | head -20",
                  path, workers)};
}

}  // namespace

void add_words_processes(std::size_t workers, const ScratchFolder& scratch) {
  const std::string text = scratch.file("words.txt", long_text());
  const std::string out = scratch.file("words.out");
  compare_processes({"weir run, words of 44 MB", "process", 1, kSeconds},
                    {{"weir", weir_command(workers, text), out, words_and_counts},
                     {"tr, sort and uniq -c", coreutils(workers, text), out, words_and_counts}});
  std::string ten = text;
  for (int i = 1; i < 10; ++i) ten += ", " + text;
  compare_processes({"weir run, words of 440 MB", "process"},
                    {{"weir", weir_command(workers, ten), out, words_only},
                     {"weir, a tenth of it", weir_command(workers, text), out, words_only, kTenTimes}},
                    kMemory);
}

}  // namespace weir::bench
