#include <algorithm>

#include <weir/processor.hpp>

#include "text/slice_pool.hpp"
#include "words/words_count.hpp"
#include "words/words_top.hpp"

namespace weir {

namespace {

using stages::TextSlice;
using stages::WordCount;

/// Cuts a text, which belongs to the caller, into slices at ASCII white space. A slice is copied, as the scanner wants to read beyond its
/// end.
class SlicesOfText final : public Source<TextSlice> {
 public:
  explicit SlicesOfText(std::string_view text) : rest_(text), pool_(stages::SlicePool::make(kSliceSize)) {}

  Next produce(Output<TextSlice>& out) override {
    while (!rest_.empty() && !out.full()) {
      const std::string_view piece = rest_.substr(0, next_size());
      stages::SliceBuffer buffer = pool_->take();
      if (piece.size() > buffer.capacity()) buffer.grow(piece.size(), 0);
      std::copy(piece.begin(), piece.end(), buffer.data());
      out.push(TextSlice(std::move(buffer), piece.size()));
      rest_.remove_prefix(piece.size());
    }
    return rest_.empty() ? Next::done : Next::again;
  }

 private:
  static constexpr std::size_t kSliceSize = std::size_t{128} * 1024;
  static constexpr std::string_view kWhiteSpace = " \t\n\v\f\r";

  // Up to the last white space that fits; a word too long for that is a slice of its own.
  [[nodiscard]] std::size_t next_size() const {
    if (rest_.size() <= kSliceSize) return rest_.size();
    std::size_t cut = rest_.find_last_of(kWhiteSpace, kSliceSize - 1);
    if (cut == std::string_view::npos) cut = rest_.find_first_of(kWhiteSpace, kSliceSize);
    return cut == std::string_view::npos ? rest_.size() : cut + 1;
  }

  std::string_view rest_;
  std::shared_ptr<stages::SlicePool> pool_;
};

}  // namespace

std::vector<WordCount> Processor::count_words(std::string_view text, stages::Normalize normalize) {
  std::vector<WordCount> words;
  counted("count_words", "words", [&] {
    if (text.empty()) refuse_empty("count_words");
    Pipeline pipeline = make_pipeline("count_words");
    const auto slices = pipeline.source("text", [=] { return SlicesOfText(text); });
    const auto counts = pipeline.transform(
        slices, "count", [=] { return std::make_unique<stages::WordsCount>(stages::WordsCount::Params{normalize}); }, on_all_workers());
    const auto top = pipeline.transform(counts, "top", [] { return std::make_unique<stages::WordsTop>(stages::WordsTop::Params()); });
    std::uint64_t total = 0;
    pipeline.sink(top, "words", [&](WordCount&& word) {
      total += word.count;
      words.push_back(std::move(word));
    });
    run(pipeline);
    return total;
  });
  return words;
}

}  // namespace weir
