// Every type that a param may have, read from YAML, with its limits.

#include <weir/description.hpp>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "catch.hpp"

using namespace std::chrono_literals;
using Strings = std::vector<std::string>;

namespace {

enum class Mode { slow, fast };
weir::Choices<Mode> choices(Mode) {
  return {{"slow", Mode::slow}, {"fast", Mode::fast}};
}

struct Point {
  double x = 0;
  std::optional<double> y;
};
void describe(weir::Description<Point>& d) {
  d.param("x", &Point::x, "across").required();
  d.param("y", &Point::y, "up").at_least(0);
}

struct Box {
  Point corner;
  std::vector<Point> holes;
};
void describe(weir::Description<Box>& d) {
  d.param("corner", &Box::corner, "where it begins");
  d.param("holes", &Box::holes, "where it is open").not_empty();
}

struct Params {
  std::int8_t i8 = 0;
  std::int16_t i16 = 0;
  std::int32_t i32 = 0;
  std::int64_t i64 = 0;
  std::uint8_t u8 = 0;
  std::uint16_t u16 = 0;
  std::uint32_t u32 = 0;
  std::uint64_t u64 = 0;
  float f32 = 0.1F;
  double f64 = 0.1;
  long double f80 = 0;
  bool flag = false;
  std::string text;
  std::filesystem::path path;
  weir::Size size;
  std::chrono::nanoseconds ns{};
  std::chrono::milliseconds ms{};
  std::chrono::seconds s = std::chrono::seconds::max();
  std::chrono::duration<double> fraction{};
  std::chrono::duration<std::int8_t> few{};
  Mode mode = Mode::slow;
  std::vector<int> list{1, 2};
  std::vector<bool> flags;
  std::vector<std::vector<int>> lists;
  std::optional<int> maybe = 5;
  std::optional<Strings> maybe_list;
  std::vector<std::optional<Mode>> list_of_maybe;
  Point point;
  std::optional<Box> box;
  std::vector<Point> points;
  std::variant<int, std::vector<int>> one_or_more = 7;
  std::vector<std::variant<std::string, std::vector<std::pair<std::string, int>>>> names_and_maps;
};

template <class T>
weir::Description<Params> with(T Params::*field) {
  weir::Description<Params> d;
  d.param("p", field, "");
  return d;
}

weir::Value params_in(const std::string& yaml) {
  auto config = weir::PipelineConfig::from_string("stages:\n- name: a\n  kind: b\n  params: {p: " + yaml + "}\n");
  REQUIRE(config.diagnostics.empty());
  return config.stages.at(0).params;
}

Strings errors_of(const weir::Description<Params>& description, const std::string& yaml) {
  Params params;
  std::vector<weir::Diagnostic> errors;
  description.read(params_in(yaml), params, weir::ErrorScope(errors).key("params"));
  Strings messages;
  for (const auto& error : errors) messages.push_back(error.message());
  return messages;
}

template <class T>
Strings errors_of(T Params::*field, const std::string& yaml) {
  return errors_of(with(field), yaml);
}

template <class T>
T read(T Params::*field, const std::string& yaml) {
  Params params;
  std::vector<weir::Diagnostic> errors;
  with(field).read(params_in(yaml), params, weir::ErrorScope(errors).key("params"));
  for (const auto& error : errors) FAIL_CHECK(error.message());
  return params.*field;
}

template <class T>
std::string default_of(T Params::*field) {
  return with(field).info().params.at(0)->default_text;
}

}  // namespace

TEST_CASE("Whole numbers of every width are read, and refused beyond it") {
  CHECK(read(&Params::i8, "-128") == -128);
  CHECK(read(&Params::i16, "-32768") == -32768);
  CHECK(read(&Params::i32, "2147483647") == 2147483647);
  CHECK(read(&Params::i64, "-9223372036854775808") == std::numeric_limits<std::int64_t>::min());
  CHECK(read(&Params::u8, "255") == 255);
  CHECK(read(&Params::u16, "65535") == 65535);
  CHECK(read(&Params::u32, "4294967295") == 4294967295);
  CHECK(read(&Params::u64, "18446744073709551615") == std::numeric_limits<std::uint64_t>::max());
  CHECK(errors_of(&Params::i8, "128") == Strings{"param 'p': '128' is too large; the largest is 127"});
  CHECK(errors_of(&Params::i16, "-32769") == Strings{"param 'p': '-32769' is too small; the smallest is -32768"});
  CHECK(errors_of(&Params::u32, "4294967296") == Strings{"param 'p': '4294967296' is too large; the largest is 4294967295"});
  CHECK(errors_of(&Params::u16, "-1") == Strings{"param 'p': '-1' is too small; the smallest is 0"});
}

TEST_CASE("Numbers are read to the nearest of their own type, and their defaults are written short") {
  CHECK(read(&Params::f32, "0.1") == 0.1F);
  CHECK(read(&Params::f32, "3.4028234e38") == std::numeric_limits<float>::max());
  CHECK(errors_of(&Params::f32, "1e39") == Strings{"param 'p': '1e39' is too large; the largest is 3.4028235e+38"});
  CHECK(read(&Params::f64, "1e39") == 1e39);
  CHECK(read(&Params::f80, "0.1") == 0.1L);
  CHECK(default_of(&Params::f32) == "0.1");
  CHECK(default_of(&Params::f64) == "0.1");
}

TEST_CASE("Bools, strings, paths, sizes and enums are read") {
  CHECK(read(&Params::flag, "true"));
  CHECK(read(&Params::text, "two words") == "two words");
  CHECK(read(&Params::text, "12") == "12");
  CHECK(read(&Params::path, "a b/c.txt") == "a b/c.txt");
  CHECK(read(&Params::size, "2KiB").bytes == 2048);
  CHECK(read(&Params::mode, "fast") == Mode::fast);
  CHECK(errors_of(&Params::mode, "fats") == Strings{"param 'p': expected slow or fast, found 'fats'; did you mean 'fast'?"});
}

TEST_CASE("A duration is read in the steps of its type, or refused") {
  CHECK(read(&Params::ns, "1500us") == 1500us);
  CHECK(read(&Params::ms, "1.5s") == 1500ms);
  CHECK(read(&Params::s, "2m") == 120s);
  CHECK(read(&Params::fraction, "250ms").count() == 0.25);
  CHECK(read(&Params::few, "127s").count() == 127);
  CHECK(errors_of(&Params::ms, "1500us") == Strings{"param 'p': '1500us' cannot be counted in steps of 1ms"});
  CHECK(errors_of(&Params::s, "0.5s") == Strings{"param 'p': '0.5s' cannot be counted in steps of 1s"});
  CHECK(errors_of(&Params::few, "128s") == Strings{"param 'p': '128s' cannot be counted in steps of 1s"});
  CHECK(errors_of(&Params::s, "5") == Strings{"param 'p': '5' has no unit; write 5ms or 5s"});
  CHECK(default_of(&Params::s) == "9223372036854775807ns");  // as much as a file can say
  auto limited = weir::Description<Params>();
  limited.param("p", &Params::ms, "").range(1ms, 1s);
  CHECK(errors_of(limited, "2s") == Strings{"param 'p': '2s' is too large; the largest is 1s"});
}

TEST_CASE("Lists are read, of bools and of lists too") {
  CHECK(read(&Params::list, "[3, 4]") == std::vector{3, 4});
  CHECK(read(&Params::list, "[]").empty());
  CHECK(read(&Params::flags, "[true, false]") == std::vector{true, false});
  CHECK(read(&Params::lists, "[[1], [], [2, 3]]") == std::vector<std::vector<int>>{{1}, {}, {2, 3}});
  CHECK(default_of(&Params::list) == "[1, 2]");
  CHECK(errors_of(&Params::list, "[1, x]") == Strings{"param 'p': expected a whole number, found 'x'"});
  auto limited = weir::Description<Params>();
  limited.param("p", &Params::lists, "").at_least(1);
  CHECK(errors_of(limited, "[[1], [0]]") == Strings{"param 'p': '0' is too small; the smallest is 1"});
}

TEST_CASE("One of two that a file writes differently is read as what it is") {
  CHECK(std::get<int>(read(&Params::one_or_more, "3")) == 3);
  CHECK(std::get<1>(read(&Params::one_or_more, "[3, 4]")) == std::vector{3, 4});
  CHECK(default_of(&Params::one_or_more) == "7");
  CHECK(errors_of(&Params::one_or_more, "x") == Strings{"param 'p': expected a whole number, found 'x'"});
  CHECK(errors_of(&Params::one_or_more, "[1, x]") == Strings{"param 'p': expected a whole number, found 'x'"});
  CHECK(errors_of(&Params::one_or_more, "{a: 1}") == Strings{"param 'p': expected a value or a list, found a map"});
  const auto mixed = read(&Params::names_and_maps, "[a, {b: 1, c: 2}, d]");
  REQUIRE(mixed.size() == 3);
  CHECK(std::get<0>(mixed[0]) == "a");
  CHECK(std::get<1>(mixed[1]) == std::vector<std::pair<std::string, int>>{{"b", 1}, {"c", 2}});
  CHECK(errors_of(&Params::names_and_maps, "[a, {b: x}, [c]]") ==
        Strings{"param 'p.b': expected a whole number, found 'x'", "param 'p': expected a text or a map, found a list"});
  auto filled = weir::Description<Params>();
  filled.param("p", &Params::one_or_more, "").not_empty();
  CHECK(errors_of(filled, "[]") == Strings{"param 'p': must not be empty"});
  CHECK(errors_of(filled, "0").empty());
}

TEST_CASE("An optional is read, and null takes its default away") {
  CHECK(read(&Params::maybe, "7") == 7);
  CHECK_FALSE(read(&Params::maybe, "~"));
  CHECK_FALSE(read(&Params::maybe, "null"));
  CHECK(errors_of(&Params::maybe, "") ==
        Strings{"param 'p': nothing stands behind the key; leave the key out, or write null for no value"});
  CHECK(errors_of(&Params::i32, "null") == Strings{"param 'p': expected a whole number, found null"});
  CHECK(errors_of(&Params::point, "~") == Strings{"param 'p': expected a map of params, found ~"});
  CHECK(read(&Params::maybe_list, "[a]") == Strings{"a"});
  CHECK(read(&Params::list_of_maybe, "[fast, null]") == std::vector<std::optional<Mode>>{Mode::fast, std::nullopt});
  CHECK(default_of(&Params::maybe) == "5");
  CHECK(with(&Params::maybe).info().params.at(0)->shape.optional);
}

TEST_CASE("Structs are read however deep, and their errors name the way to them") {
  CHECK(read(&Params::point, "{x: 1}").x == 1);
  CHECK(read(&Params::points, "[{x: 1}, {x: 2, y: 3}]").at(1).y == 3.0);
  const auto box = read(&Params::box, "{corner: {x: 1}, holes: [{x: 5}]}");
  CHECK(box.value().holes.at(0).x == 5);
  CHECK(errors_of(&Params::box, "{corner: {x: 1, z: 2}, holes: [{x: 5, y: -1}, {y: 1}]}") ==
        Strings{"param 'p.corner.z': unknown; the params here are x and y", "param 'p.holes.y': '-1' is too small; the smallest is 0",
                "param 'p.holes.x': missing: across"});
  CHECK(errors_of(&Params::box, "{corner: {x: 1}, holes: []}") == Strings{"param 'p.holes': must not be empty"});
}

TEST_CASE("one_of allows some values only, of strings, numbers and lists, and says so") {
  weir::Description<Params> strings;
  strings.param("p", &Params::text, "").one_of({"red", "green", "blue"});
  CHECK(errors_of(strings, "green").empty());
  CHECK(errors_of(strings, "gren") == Strings{"param 'p': expected red, green or blue, found 'gren'; did you mean 'green'?"});
  CHECK(strings.info().params.at(0)->shape.choices == Strings{"red", "green", "blue"});
  weir::Description<Params> numbers;
  numbers.param("p", &Params::i32, "").one_of({1, 2, 4});
  CHECK(errors_of(numbers, "4").empty());
  CHECK(errors_of(numbers, "3") == Strings{"param 'p': expected 1, 2 or 4, found '3'"});
  weir::Description<Params> lists;
  lists.param("p", &Params::maybe_list, "").one_of({"a", "b"});
  CHECK(errors_of(lists, "[a, b, a]").empty());
  CHECK(errors_of(lists, "~").empty());
  CHECK(errors_of(lists, "[a, c]") == Strings{"param 'p': expected a or b, found 'c'"});
  CHECK(lists.info().params.at(0)->shape.leaf().choices == Strings{"a", "b"});
}

TEST_CASE("A required param has no default") {
  weir::Description<Params> d;
  d.param("q", &Params::text, "what to say").required();
  Params params;
  std::vector<weir::Diagnostic> errors;
  d.read(weir::Value(), params, weir::ErrorScope(errors).key("params"));
  REQUIRE(errors.size() == 1);
  CHECK(errors[0].message() == "param 'q': missing: what to say");
}

TEST_CASE("A param may be a field of a base, with its default, rules and errors") {
  struct More : Point {
    int more = 1;
  };
  weir::Description<More> d;
  d.param("y", &More::y, "up").at_least(0);
  d.param("p", &More::more, "");
  More params;
  std::vector<weir::Diagnostic> errors;
  auto value = params_in("3");
  value["y"] = weir::Value("2.5");
  d.read(value, params, weir::ErrorScope(errors).key("params"));
  CHECK(errors.empty());
  CHECK((params.y == 2.5 && params.more == 3));
  value["y"] = weir::Value("-1");
  d.read(value, params, weir::ErrorScope(errors).key("params"));
  REQUIRE(errors.size() == 1);
  CHECK(errors[0].message() == "param 'y': '-1' is too small; the smallest is 0");
}
