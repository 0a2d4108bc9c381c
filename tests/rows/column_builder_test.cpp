#include <random>
#include <string>
#include <vector>

#include <weir/column_values.hpp>
#include <weir/error.hpp>

#include "catch.hpp"

using namespace weir;

namespace {

// Appends random values, some null, and compares each with a plain list.
template <class T, class Draw>
void check_against_list(Draw draw) {
  std::mt19937 random(7);
  for (const std::size_t size : {0, 1, 63, 64, 65, 1000}) {
    ColumnBuilder builder(kColumnType<T>);
    std::vector<std::optional<std::decay_t<decltype(draw(random))>>> list;
    for (std::size_t i = 0; i < size; ++i) {
      list.push_back(random() % 3 == 0 ? std::nullopt : std::optional(draw(random)));
      builder.append(list.back());
    }
    const ColumnValues values = builder.build();
    REQUIRE(values.size() == size);
    for (std::size_t i = 0; i < size; ++i) CHECK(values.get<T>(i) == list[i]);
    CHECK(builder.size() == 0);
  }
}

}  // namespace

TEST_CASE("A column has the values that were appended, of each type") {
  check_against_list<bool>([](auto& random) { return random() % 2 == 0; });
  check_against_list<std::int64_t>([](auto& random) { return static_cast<std::int64_t>(random()); });
  check_against_list<double>([](auto& random) { return static_cast<double>(random()) / 7; });
  check_against_list<std::string_view>(
      [](auto& random) { return std::string(random() % 5 == 0 ? 20'000 : random() % 30, 'a' + random() % 26); });
  check_against_list<Time>([](auto& random) { return Time(std::chrono::microseconds(random())); });
}

TEST_CASE("A column without nulls has no bitmap") {
  ColumnBuilder builder(ColumnType::integer);
  for (int i = 0; i < 100; ++i) builder.append(i);
  CHECK(builder.build().nulls().empty());
  builder.append_null();
  builder.append(1);
  CHECK(builder.build().nulls().size() == 1);
}

TEST_CASE("A bitmap has a word for every 64 values, also where the last null comes early") {
  ColumnBuilder builder(ColumnType::text);
  builder.append_null();
  for (int i = 0; i < 129; ++i) builder.append("x");
  const ColumnValues values = builder.build();
  REQUIRE(values.nulls().size() == 3);
  CHECK(values.nulls()[0] == 1);
  CHECK(values.nulls()[1] == 0);
  CHECK(values.nulls()[2] == 0);
}

TEST_CASE("Whole numbers go into a column of floats, and nothing else into a column of another type") {
  ColumnBuilder floats(ColumnType::floating);
  floats.append(3);
  CHECK(floats.build().get<double>(0) == 3.0);
  ColumnBuilder ints(ColumnType::integer);
  CHECK_THROWS_WITH(ints.append(1.5), "a column of type int takes no float");
  CHECK_THROWS_WITH(ints.append("1"), "a column of type int takes no text");
  CHECK_THROWS_WITH(ints.append(true), "a column of type int takes no bool");
  CHECK_THROWS_WITH(floats.append(Time()), "a column of type float takes no time");
}

TEST_CASE("Shared texts are not copied, and live as long as the column") {
  auto memory = std::make_shared<const std::string>("one two");
  const std::weak_ptr<const std::string> watch = memory;
  ColumnBuilder builder(ColumnType::text);
  builder.share({memory, memory->size()});
  const char* const at = memory->data();
  builder.append_shared(std::string_view(*memory).substr(4));
  memory.reset();
  {
    const ColumnValues values = builder.build();
    CHECK(values.as<std::string_view>()[0].data() == at + 4);
    CHECK(values.get<std::string_view>(0) == "two");
  }
  CHECK(watch.expired());
}

TEST_CASE("Many values are appended at once") {
  const std::vector<double> numbers(1000, 2.5);
  ColumnBuilder builder(ColumnType::floating);
  builder.append_null();
  builder.append_all(std::span<const double>(numbers));
  const ColumnValues values = builder.build();
  CHECK(values.size() == 1001);
  CHECK(values.get<double>(0) == std::nullopt);
  CHECK(values.get<double>(1000) == 2.5);
}
