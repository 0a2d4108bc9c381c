#include <chrono>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include <weir/description.hpp>

#include "catch.hpp"
#include "diagnostics/nearest_name.hpp"

using namespace std::chrono_literals;
using ParamErrors = std::vector<weir::Diagnostic>;
using weir::detail::ParamType;

namespace {

// What a reader makes of a scalar; nothing when it refuses.
template <class T>
std::optional<T> read(const std::string& text) {
  ParamErrors errors;
  T target{};
  ParamType<T>::read(weir::Value(text), target, errors);
  return errors.empty() ? std::optional<T>(target) : std::nullopt;
}

struct Inner {
  int depth = 1;
};
void describe(weir::Description<Inner>& d) {
  d.param("depth", &Inner::depth, "").at_least(1);
}

struct Outer {
  int low = 0;
  int high = 10;
  Inner inner;
};

weir::Description<Outer> outer() {
  weir::Description<Outer> d;
  d.param("low", &Outer::low, "").at_least(0);
  d.param("high", &Outer::high, "").at_most(100);
  d.param("inner", &Outer::inner, "");
  d.check("high", [](const Outer& o) -> std::optional<std::string> {
    if (o.high < o.low) return "must not be below 'low'";
    return std::nullopt;
  });
  return d;
}

std::vector<std::string> messages(const weir::Value& value) {
  Outer params;
  ParamErrors errors;
  outer().read(value, params, weir::ErrorScope(errors).key("params"));
  std::vector<std::string> all;
  for (const auto& error : errors) all.push_back(error.message());
  return all;
}

}  // namespace

TEST_CASE("Whole numbers are read to the ends of their types") {
  CHECK(read<std::uint64_t>("18446744073709551615") == std::numeric_limits<std::uint64_t>::max());
  CHECK_FALSE(read<std::uint64_t>("18446744073709551616"));
  CHECK(read<std::int64_t>("-9223372036854775808") == std::numeric_limits<std::int64_t>::min());
  CHECK_FALSE(read<std::int64_t>("-9223372036854775809"));
  CHECK_FALSE(read<std::int64_t>("9223372036854775808"));
  CHECK(read<std::uint8_t>("255") == 255);
  CHECK_FALSE(read<std::uint8_t>("256"));
  CHECK(read<std::int8_t>("-128") == -128);
}

TEST_CASE("Whole numbers may be written as any number of YAML's that is whole, and no other way") {
  CHECK(read<int>("1e9") == 1'000'000'000);
  CHECK(read<int>("1.5e3") == 1500);
  CHECK(read<int>("1500e-2") == 15);
  CHECK(read<int>("10.0") == 10);
  CHECK(read<int>("+7") == 7);
  CHECK(read<int>("0") == 0);
  CHECK(read<int>("0e999999999999") == 0);
  for (const char* wrong : {"", "-", "010", "00", "0x10", "1.5", "1e-1", "1_000", "1_", "_1", "1__0", "0o17", "1e", "e1", "1 ", " 1",
                            "1e999999999999", ".5", "1."})
    CHECK_FALSE(read<int>(wrong));
}

TEST_CASE("Numbers are read to the nearest double") {
  CHECK(read<double>("0.1") == 0.1);
  CHECK(read<double>("-1.5e-3") == -0.0015);
  CHECK(read<double>("1e+2") == 100.0);
  CHECK(read<double>("+2") == 2.0);
  CHECK(read<double>("123456789012345678901234567890") == 123456789012345678901234567890.0);
  for (const char* wrong : {"nan", ".inf", "inf", "1e999", "0x1p3", "1,5", "01.5", "1.5.2"}) CHECK_FALSE(read<double>(wrong));
}

TEST_CASE("Durations and sizes need a unit and are exact") {
  using std::chrono::nanoseconds;
  CHECK(read<nanoseconds>("500us") == 500us);
  CHECK(read<nanoseconds>("0.25s") == 250ms);
  CHECK(read<nanoseconds>("2m") == 2min);
  CHECK(read<nanoseconds>("1h") == 1h);
  CHECK(read<nanoseconds>("9223372036854775807ns") == nanoseconds::max());
  CHECK(read<nanoseconds>("2d") == 48h);
  CHECK(read<nanoseconds>("1h30m") == 90min);
  CHECK(read<nanoseconds>("1d12h") == 36h);
  CHECK(read<nanoseconds>("1m1.5s") == 61'500ms);
  CHECK(read<nanoseconds>("1d1h1m1s1ms1us1ns") == 90'061'001'001'001ns);
  CHECK(read<nanoseconds>("106751d23h47m16s854ms775us807ns") == nanoseconds::max());
  for (const char* wrong : {"5",
                            "5 ms",
                            "ms",
                            "-5ms",
                            "9223372036854775808ns",
                            "1.5ns",
                            "05ms",
                            "5MS",
                            "+5ms",
                            "1e3ms",
                            "30m1h",
                            "1h1h",
                            "1.5h30m",
                            "1h30",
                            "1h 30m",
                            "1h-30m",
                            "1h05m",
                            "106751d23h47m16s854ms775us808ns",
                            "d",
                            "1_000ms"})
    CHECK_FALSE(read<nanoseconds>(wrong));
  CHECK(read<weir::Size>("64KiB") == weir::Size{65536});
  CHECK(read<weir::Size>("1.5MiB") == weir::Size{1536 * 1024});
  CHECK(read<weir::Size>("4GB") == weir::Size{4'000'000'000});
  CHECK(read<weir::Size>("100B") == weir::Size{100});
  for (const char* wrong : {"64", "64k", "64kib", "99999999TiB", "0.5B", "-1B", "1KiB512B", "1e3B"}) CHECK_FALSE(read<weir::Size>(wrong));
}

TEST_CASE("Durations and sizes are written as they are read") {
  for (const char* text : {"0s", "1ns", "1500us", "5ms", "90s", "2m", "3h", "36h", "2d", "9223372036854775807ns"})
    CHECK(ParamType<std::chrono::nanoseconds>::format(*read<std::chrono::nanoseconds>(text)) == text);
  for (const char* text : {"0B", "1B", "64KiB", "1MiB", "4GB", "1000001B"})
    CHECK(ParamType<weir::Size>::format(*read<weir::Size>(text)) == text);
}

TEST_CASE("A number beyond its type is told the limit that its param has") {
  const auto message = [](const char* key, const char* text) {
    weir::Value value;
    value[key] = weir::Value(text);
    return messages(value);
  };
  using Messages = std::vector<std::string>;
  CHECK(message("low", "-99999999999") == Messages{"param 'low': '-99999999999' is too small; the smallest is 0"});
  CHECK(message("low", "99999999999") == Messages{"param 'low': '99999999999' is too large; the largest is 2147483647"});
  CHECK(message("high", "1e300") == Messages{"param 'high': '1e300' is too large; the largest is 100"});
}

TEST_CASE("A nested struct that is not a map is one error") {
  weir::Value value;
  value["inner"] = weir::Value("deep");
  CHECK(messages(value) == std::vector<std::string>{"param 'inner': expected a map of params, found 'deep'"});
}

TEST_CASE("One wrong param hides no error of another, and none follows from it") {
  weir::Value value;
  value["low"] = weir::Value("-1");
  value["high"] = weir::Value("many");
  value["inner"]["depth"] = weir::Value("0");
  CHECK(messages(value) == std::vector<std::string>{"param 'high': expected a whole number, found 'many'",
                                                    "param 'inner.depth': '0' is too small; the smallest is 1",
                                                    "param 'low': '-1' is too small; the smallest is 0"});
}

TEST_CASE("A rule over several params is checked when all could be read") {
  weir::Value value;
  value["low"] = weir::Value("20");
  CHECK(messages(value) == std::vector<std::string>{"param 'high': must not be below 'low'"});
  value["high"] = weir::Value("x");
  CHECK(messages(value) == std::vector<std::string>{"param 'high': expected a whole number, found 'x'"});
}

TEST_CASE("A check that throws is an error of its param") {
  weir::Description<Outer> d;
  d.param("low", &Outer::low, "");
  d.check("low", [](const Outer& o) -> std::optional<std::string> {
    if (o.low == 1) throw std::runtime_error("no table for it");
    if (o.low == 2) throw 42;
    return std::nullopt;
  });
  const auto message = [&](const char* low) {
    weir::Value value;
    value["low"] = weir::Value(low);
    Outer params;
    ParamErrors errors;
    d.read(value, params, weir::ErrorScope(errors).key("params"));
    return errors.empty() ? "" : errors.front().message();
  };
  CHECK(message("0").empty());
  CHECK(message("1") == "param 'low': cannot be checked: no table for it");
  CHECK(message("2") == "param 'low': cannot be checked: its check threw something that is not a std::exception");
}

TEST_CASE("The nearest name is suggested only when it is near") {
  const std::vector<std::string> names = {"replicas", "batch_size", "name"};
  CHECK(weir::diagnostics::nearest_name("replica", names) == "replicas");
  CHECK(weir::diagnostics::nearest_name("REPLICAS", names) == "replicas");
  CHECK(weir::diagnostics::nearest_name("nmae", names) == "name");
  CHECK_FALSE(weir::diagnostics::nearest_name("colour", names));
  CHECK_FALSE(weir::diagnostics::nearest_name("", names));
  CHECK(weir::diagnostics::nearest_name("na\xE2\x80\x8Bme", names) == "name");  // a zero width space
  CHECK(weir::diagnostics::nearest_name("n\xD0\xB0me", names) == "name");       // a Cyrillic letter
  CHECK(weir::diagnostics::edit_distance("kitten", "sitting") == 3);
  CHECK(weir::diagnostics::edit_distance("abcd", "abdc") == 1);
  CHECK(weir::diagnostics::edit_distance("", "abc") == 3);
}
