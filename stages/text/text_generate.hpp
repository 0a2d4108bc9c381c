#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>

#include <weir/description.hpp>
#include <weir/stage.hpp>
#include <weir/stages/text_slice.hpp>

#include "text/random.hpp"
#include "text/slice_pool.hpp"
#include "text/text_files.hpp"
#include "text/vocabulary.hpp"
#include "text/zipf.hpp"

namespace weir::stages {

/// `text.generate`: a text of made-up words in sentences and lines, the same for the same params on every platform.
class TextGenerate final : public Source<TextSlice> {
 public:
  struct Params {
    Size size;
    std::uint32_t words = 50'000;
    double exponent = 1.0;
    std::uint64_t seed = 1;
    Size slice_size = kDefaultSliceSize;
  };
  static void describe(Description<Params>& d);

  /// The params are in the ranges that `describe` declares.
  explicit TextGenerate(const Params& params);
  Next produce(Output<TextSlice>& out) override;
  /// Bytes pushed of `size`.
  [[nodiscard]] std::optional<double> progress() const override;

 private:
  // A word with what follows it: a comma or a full stop, and a space or a new line.
  struct Token {
    char bytes[Vocabulary::kLongest + 2];
    std::size_t length;
  };

  TextSlice make_slice();
  Token make_token();

  Random random_;
  Vocabulary vocabulary_;
  Zipf zipf_;
  std::uint64_t size_;
  std::uint64_t made_ = 0;  // bytes
  std::shared_ptr<SlicePool> pool_;
  std::uint32_t words_left_ = 0;  // in the sentence
  std::size_t column_ = 0;        // in the line
  bool sentence_begins_ = true;
  Token token_;  // comes next
};

}  // namespace weir::stages
