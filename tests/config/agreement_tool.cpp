// What schema_agreement_test.py asks: `schema` prints the JSON Schema of the kinds of the tests, `read` reads configs from stdin, with
// U+001E between them, and prints the errors of each, with U+001E between them too.

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <iostream>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <weir/plan.hpp>
#include <weir/stage.hpp>

#include "config/test_kinds.hpp"
#include "views/schema.hpp"

namespace {

enum class Colour { red, green };
weir::Choices<Colour> choices(Colour) {
  return {{"red", Colour::red}, {"green", Colour::green}};
}

struct Point {
  double x = 0;
  std::optional<double> y;
};
void describe(weir::Description<Point>& d) {
  d.param("x", &Point::x, "across").required();
  d.param("y", &Point::y, "up").at_least(0);
}

// A source with a param of every type, with and without limits.
struct EveryType final : weir::Source<std::string> {
  struct Params {
    std::int8_t i8 = 0;
    std::int64_t i64 = 0;
    std::uint8_t u8 = 0;
    std::uint64_t u64 = 0;
    std::uint32_t at_least_two = 2;
    std::uint32_t one_two_four = 1;
    float f32 = 0;
    double f64 = 0;
    double share = 0;
    bool flag = false;
    std::string text;
    std::string some_text = "a";
    std::filesystem::path path;
    weir::Size size;
    weir::Size limited_size{1024};
    std::chrono::nanoseconds duration{};
    std::chrono::milliseconds limited_duration{1};
    Colour colour = Colour::red;
    std::string shade = "dark";
    std::vector<std::uint32_t> list;
    std::vector<std::string> some_list{"a"};
    std::optional<std::uint32_t> maybe;
    std::optional<Colour> maybe_colour;
    Point point;
    std::vector<Point> points;
  };

  static void describe(weir::Description<Params>& d) {
    d.summary("Has a param of every type.");
    d.param("i8", &Params::i8, "");
    d.param("i64", &Params::i64, "");
    d.param("u8", &Params::u8, "");
    d.param("u64", &Params::u64, "");
    d.param("at_least_two", &Params::at_least_two, "").range(2, 300);
    d.param("one_two_four", &Params::one_two_four, "").one_of({1, 2, 4});
    d.param("f32", &Params::f32, "");
    d.param("f64", &Params::f64, "");
    d.param("share", &Params::share, "").range(0, 1);
    d.param("flag", &Params::flag, "");
    d.param("text", &Params::text, "");
    d.param("some_text", &Params::some_text, "").not_empty();
    d.param("path", &Params::path, "");
    d.param("size", &Params::size, "");
    d.param("limited_size", &Params::limited_size, "").range({1024}, {1 << 20});
    d.param("duration", &Params::duration, "");
    d.param("limited_duration", &Params::limited_duration, "").at_most(std::chrono::seconds(1));
    d.param("colour", &Params::colour, "");
    d.param("shade", &Params::shade, "").one_of({"dark", "true", "5"});
    d.param("list", &Params::list, "").at_least(1);
    d.param("some_list", &Params::some_list, "").not_empty();
    d.param("maybe", &Params::maybe, "").at_least(1);
    d.param("maybe_colour", &Params::maybe_colour, "");
    d.param("point", &Params::point, "");
    d.param("points", &Params::points, "");
  }
  explicit EveryType(const Params&) {}
  weir::Next produce(weir::Output<std::string>&) override { return weir::Next::done; }
};

weir::Registry kinds() {
  weir::Registry registry = test_kinds();
  registry.add<EveryType>("every.type");
  return registry;
}

// What a user sees; nothing when all is well.
std::string errors_of(std::string_view yaml, const weir::Registry& registry) {
  try {
    static_cast<void>(weir::make_plan(weir::PipelineConfig::from_string(yaml, "config"), registry));
    return "";
  } catch (const weir::ConfigError& error) {
    return error.what();
  }
}

void read_all(const std::string& configs, const weir::Registry& registry) {
  constexpr char kSeparator = '\x1E';
  for (std::size_t begin = 0; begin <= configs.size();) {
    const std::size_t end = std::min(configs.find(kSeparator, begin), configs.size());
    if (begin > 0) std::cout << kSeparator;
    std::cout << errors_of(std::string_view(configs).substr(begin, end - begin), registry);
    begin = end + 1;
  }
}

}  // namespace

int main(int argc, char** argv) {
  const std::string what = argc == 2 ? argv[1] : "";
  const weir::Registry registry = kinds();
  if (what == "schema") {
    std::cout << weir::cli::schema_json(registry);
  } else if (what == "read") {
    read_all(std::string(std::istreambuf_iterator<char>(std::cin), {}), registry);
  } else {
    std::cerr << "usage: weir_agreement_tool schema | read\n";
    return 2;
  }
}
