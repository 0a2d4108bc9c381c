#include "oracle.hpp"

#include <stdio.h>
#include <sys/wait.h>

#include <memory>
#include <sstream>
#include <weir/testing.hpp>

#include "catch.hpp"
#include "text/text_read.hpp"
#include "words/word_scanner.hpp"
#include "words/words_count.hpp"

using namespace weir::stages;  // NOLINT(google-build-using-namespace)

namespace {

// The names of files here need no quoting: they are made by the tests.
std::string run_oracle(const std::string& arguments) {
  const std::string command = WEIR_PYTHON " " WEIR_SOURCE_DIR "/tests/words/oracle.py " + arguments;
  FILE* pipe = ::popen(command.c_str(), "r");
  REQUIRE(pipe != nullptr);
  std::string output;
  char piece[65536];
  for (std::size_t n = 0; (n = ::fread(piece, 1, sizeof piece, pipe)) > 0;) output.append(piece, n);
  const int status = ::pclose(pipe);
  REQUIRE(WIFEXITED(status));
  REQUIRE(WEXITSTATUS(status) == 0);
  return output;
}

std::string name_of(Normalize normalize) {
  for (const auto& [name, value] : choices(normalize)) {
    if (value == normalize) return name;
  }
  return "";
}

std::string escaped(const std::string& word) {
  std::ostringstream text;
  for (const unsigned char c : word) {
    if (c > 0x20 && c < 0x7F)
      text << c;
    else
      text << "\\x" << std::hex << static_cast<unsigned>(c);
  }
  return text.str();
}

}  // namespace

Counted python_counts(Normalize normalize, const std::vector<std::string>& files) {
  std::string arguments = "count " + name_of(normalize);
  for (const auto& file : files) arguments += " " + file;
  const std::string output = run_oracle(arguments);
  Counted counted;
  std::size_t at = output.find('\n') + 1;
  counted.invalid = std::stoull(output.substr(0, at));
  while (at < output.size()) {
    const std::size_t space = output.find(' ', at);
    const std::size_t end = output.find('\n', space);
    counted.words[output.substr(space + 1, end - space - 1)] = std::stoull(output.substr(at, space - at));
    at = end + 1;
  }
  return counted;
}

std::string python_unassigned() {
  return run_oracle("unassigned");
}

namespace {

// What the scanner counts in those slices the portable way, which no machine may differ from.
Counted portable_counts(Normalize normalize, const std::vector<TextSlice>& slices) {
  WordScanner scanner(normalize, Scan::portable);
  for (const auto& slice : slices) scanner.count(slice);
  Counted counted;
  scanner.words().for_each([&](std::string_view word, std::uint64_t count) { counted.words[std::string(word)] += count; });
  counted.invalid = scanner.invalid_sequences();
  return counted;
}

}  // namespace

Counted weir_counts(Normalize normalize, const std::vector<std::string>& files, std::uint64_t slice_size, std::size_t replicas) {
  TextRead source({{files.begin(), files.end()}, weir::Size{slice_size}});
  std::vector<std::unique_ptr<WordsCount>> counters;
  for (std::size_t i = 0; i < replicas; ++i) counters.push_back(std::make_unique<WordsCount>(WordsCount::Params{normalize}));
  weir::testing::Collector<weir::stages::WordCount> out;
  std::size_t next = 0;
  auto slices = weir::testing::drain(source);
  const Counted portable = portable_counts(normalize, slices);
  for (auto& slice : slices) counters[next++ % replicas]->process(std::span(&slice, 1), out.output());
  Counted counted;
  for (auto& counter : counters) {
    counter->finish(out.output());
    for (const auto& item : out.take()) counted.words[item.word] += item.count;
    weir::Counters totals;
    counter->counters(totals);
    counted.invalid += totals.totals().at("invalid UTF-8 sequences");
  }
  require_same(counted, portable);
  return counted;
}

void require_same(const Counted& ours, const Counted& expected) {
  CHECK(ours.invalid == expected.invalid);
  int shown = 0;
  for (const auto& [word, count] : expected.words) {
    const auto found = ours.words.find(word);
    const std::uint64_t our_count = found == ours.words.end() ? 0 : found->second;
    if (our_count != count && ++shown < 10) UNSCOPED_INFO("'" << escaped(word) << "': " << our_count << ", not " << count);
  }
  for (const auto& [word, count] : ours.words) {
    if (expected.words.count(word) == 0 && ++shown < 10) UNSCOPED_INFO("'" << escaped(word) << "': " << count << ", not 0");
  }
  const bool same = ours.words == expected.words;  // not within REQUIRE, which would print all words
  REQUIRE(same);
}
