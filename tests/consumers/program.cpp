// A program outside weir, as all the consumers here build it. Its stages pass weir's own item types in both directions, and
// errors cross the library's boundary.

#include <weir/stages.hpp>
#include <weir/stages/text_slice.hpp>
#include <weir/stages/word_count.hpp>
#include <weir/weir.hpp>

#include <iostream>
#include <string_view>

namespace {

using weir::stages::TextSlice;
using weir::stages::WordCount;

/// Emits two lines of text.
class Lines final : public weir::Source<TextSlice> {
 public:
  weir::Next produce(weir::Output<TextSlice>& out) override {
    out.push(TextSlice("the weir the dam"));
    out.push(TextSlice("the water"));
    return weir::Next::done;
  }
};

/// Prints words; ends the run at a word that must not come.
class Print final : public weir::Sink<WordCount> {
 public:
  void consume(std::span<WordCount> counts) override {
    for (const WordCount& count : counts) {
      if (count.word == "dam") throw std::runtime_error("the dam is gone");
      std::cout << count.word << ' ' << count.count << '\n';
    }
  }
};

constexpr std::string_view kPipeline = R"(
pipeline: words
stages:
  - {name: lines, kind: host.lines}
  - {name: count, kind: words.count, inputs: [lines], replicas: 2, batch_size: 1}
  - {name: top, kind: words.top, inputs: [count], params: {limit: 1}}
  - {name: out, kind: host.print, inputs: [top]}
)";

weir::PipelineConfig config_with(std::string_view from, std::string_view to) {
  std::string text(kPipeline);
  text.replace(text.find(from), from.size(), to);
  return weir::PipelineConfig::from_string(text, "words.yaml");
}

}  // namespace

int main() {
  weir::Registry registry;
  weir::register_stages(registry);
  registry.add<Lines>("host.lines");
  registry.add<Print>("host.print");
  std::cout << "weir " << weir::kVersion << '\n';
  weir::Pipeline(weir::PipelineConfig::from_string(std::string(kPipeline), "words.yaml"), registry).run();
  try {
    weir::Pipeline(config_with("limit: 1", "limit: 2"), registry).run();
  } catch (const weir::StageError& error) {
    std::cout << "stage " << error.stage() << ": " << error.what() << '\n';
  }
  try {
    weir::Pipeline(config_with("words.top", "words.tip"), registry);
  } catch (const weir::ConfigError& error) {
    std::cout << error.what();
  }
}
