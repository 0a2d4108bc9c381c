#include "text/text_generate.hpp"

#include <cctype>
#include <map>
#include <set>
#include <sstream>
#include <weir/testing.hpp>

#include "catch.hpp"

using namespace weir::stages;  // NOLINT(google-build-using-namespace)

namespace {

std::string generate(const TextGenerate::Params& params) {
  TextGenerate source(params);
  std::string all;
  for (const auto& slice : weir::testing::drain(source)) {
    REQUIRE(slice.text().size() <= params.slice_size.bytes);
    REQUIRE((slice.text().back() == ' ' || slice.text().back() == '\n'));
    all += slice.text();
  }
  return all;
}

std::string bare(std::string word) {
  std::string letters;
  for (const char c : word) {
    if (std::isalpha(static_cast<unsigned char>(c)) != 0) letters += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  return letters;
}

}  // namespace

TEST_CASE("Generated text has exactly the size asked for, whatever the slices, which change nothing") {
  const auto whole = generate({.size = {100'000}, .slice_size = {1024 * 1024}});
  CHECK(whole.size() == 100'000);
  CHECK(generate({.size = {100'000}, .slice_size = {1024}}) == whole);
  for (std::uint64_t size = 1; size < 200; ++size) {
    const auto text = generate({.size = {size}});
    REQUIRE(text.size() == size);
    const auto words_end = text.find_last_not_of('\n') + 1;
    REQUIRE(size - words_end <= 17);
    if (words_end < size && text[words_end] != '\n') REQUIRE(text.substr(0, words_end) == whole.substr(0, words_end));
  }
}

TEST_CASE("A last word that fits exactly is in the text") {
  const auto whole = generate({.size = {1000}});
  int fits = 0;
  for (std::uint64_t size = 20; size < 400; ++size) {
    if (whole[size - 1] != ' ' && whole[size - 1] != '\n') continue;
    ++fits;
    CHECK(generate({.size = {size}}) == whole.substr(0, size));
  }
  CHECK(fits > 20);
}

TEST_CASE("A seed produces the same text on every platform") {
  CHECK(generate({.size = {120}, .seed = 7}) ==
        "Pestcas peanehust dengpla tun beanchal dongthondend veam ring vust ta bamtreck,\n"
        "hirthoundbrou. Plend hellangvai, \n\n\n\n\n\n\n");
}

TEST_CASE("Another seed produces another text") {
  CHECK(generate({.size = {1000}, .seed = 1}) != generate({.size = {1000}, .seed = 2}));
}

TEST_CASE("Generated words are words of the vocabulary, the commonest about as common as Zipf says") {
  constexpr std::uint32_t kWords = 1000;
  Random random(5);
  const Vocabulary vocabulary(kWords, random);
  std::set<std::string> known;
  for (std::uint32_t i = 0; i < kWords; ++i) known.emplace(vocabulary.word(i));
  CHECK(known.size() == kWords);
  std::istringstream text(generate({.size = {1'000'000}, .words = kWords, .exponent = 1.0, .seed = 5}));
  std::map<std::string, double> counts;
  double total = 0;
  for (std::string word; text >> word; ++total) ++counts[bare(word)];
  for (const auto& [word, count] : counts) REQUIRE(known.count(word) == 1);
  const double most = counts[std::string(vocabulary.word(0))] / total;
  CHECK(most == Approx(1 / 7.4855).epsilon(0.05));  // 1 / (1 + 1/2 + … + 1/1000)
}

TEST_CASE("Progress is the share of the size") {
  TextGenerate source({.size = {10'000}, .slice_size = {1024}});
  CHECK(source.progress() == 0.0);
  weir::testing::Collector<TextSlice> out(5);
  CHECK(source.produce(out.output()) == weir::Next::again);
  CHECK(*source.progress() == Approx(0.5).epsilon(0.05));
  out.take();
  CHECK(source.produce(weir::testing::Collector<TextSlice>(100).output()) == weir::Next::done);
  CHECK(source.progress() == 1.0);
}
