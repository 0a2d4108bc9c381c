// Mistakes in pipelines in code, one for each value of MISTAKE. None of them compiles; each says why.

#include <weir/weir.hpp>

#include <optional>
#include <string>

struct Shout final : weir::Transform<std::string, std::string> {
  void process(std::span<std::string> items, weir::Output<std::string>& out) override {
    for (std::string& item : items) out.push(item + "!");
  }
};

struct Image {
  std::string pixels;
};
std::size_t footprint(const Image& image) {
  return sizeof image + image.pixels.capacity();
}

int main() {
  weir::Pipeline pipeline("mistakes");
  const auto numbers = pipeline.source("numbers", []() -> std::optional<int> { return std::nullopt; });
#if MISTAKE == 0
  pipeline.sink(numbers, "none", [](int) {});
#elif MISTAKE == 1
  pipeline.transform(numbers, "shout", [] { return Shout(); });
#elif MISTAKE == 2
  pipeline.map(numbers, "shout", [](const std::string& text) { return text + "!"; });
#elif MISTAKE == 3
  pipeline.sink(numbers, "shout", [] { return Shout(); });
#elif MISTAKE == 4
  pipeline.map(numbers, "square", [](auto n) { return n * n; });
#elif MISTAKE == 5
  pipeline.filter(numbers, "odd", [](const int& n) { return n % 2; });
#elif MISTAKE == 6
  pipeline.source("numbers", [] { return 1; });
#elif MISTAKE == 7
  pipeline.transform(numbers, "square", [](int n) { return n * n; });
#elif MISTAKE == 8
  pipeline.outlet<std::string>(numbers, "texts");
#elif MISTAKE == 9
  pipeline.source("images", []() -> std::optional<Image> { return std::nullopt; });
#endif
}
