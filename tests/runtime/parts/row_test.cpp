#include <weir/detail/row.hpp>

#include <span>
#include <stdexcept>
#include <string>
#include <utility>

#include "catch.hpp"

namespace {

using weir::detail::Row;

int living = 0;
int copies = 0;

/// Counts itself, can be copied, and throws when it is moved for the `throws_at`th time from now on.
struct Counted {
  static inline int throws_at = 0;

  explicit Counted(int its_number) : number(its_number) { ++living; }
  Counted(const Counted& other) : number(other.number) {
    ++living;
    ++copies;
  }
  Counted(Counted&& other) noexcept(false) : number(other.number) {
    if (--throws_at == 0) throw std::runtime_error("this one does not move");
    ++living;
  }
  Counted& operator=(const Counted&) = delete;
  ~Counted() { --living; }

  int number;
};

}  // namespace

TEST_CASE("A row makes items in their place, and moves them when it grows though they could be copied") {
  living = copies = 0;
  {
    Row<Counted> row;
    for (int i = 0; i < 100; ++i) row.add([i] { return Counted(i); });
    REQUIRE(row.size() == 100);
    CHECK(living == 100);
    for (int i = 0; i < 100; ++i) CHECK(row.data()[i].number == i);
    const Counted other(7);
    CHECK(row.add([&]() -> const Counted& { return other; }).number == 7);
    CHECK(copies == 1);
    row.clear();
    CHECK(row.size() == 0);
    CHECK(living == 1);
  }
  CHECK(living == 0);
}

TEST_CASE("A row whose growth or whose new item fails has as many items as before") {
  living = copies = 0;
  {
    Row<Counted> row;
    for (int i = 0; i < 4; ++i) row.add([i] { return Counted(i); });
    Counted::throws_at = 3;
    CHECK_THROWS_AS(row.add([] { return Counted(4); }), std::runtime_error);
    CHECK(row.size() == 4);
    CHECK(living == 4);
    const auto fails = []() -> Counted { throw std::runtime_error("no item"); };
    CHECK_THROWS_AS(row.add(fails), std::runtime_error);
    CHECK(row.size() == 4);
    row.add([] { return Counted(5); });
    CHECK(row.data()[4].number == 5);
  }
  CHECK(living == 0);
}

TEST_CASE("A row of bool has objects, which a span shows") {
  Row<bool> row;
  for (int i = 0; i < 40; ++i) row.add([i] { return i % 3 == 0; });
  int count = 0;
  for (bool& item : std::span<bool>(row.data(), row.size())) count += item ? 1 : 0;
  CHECK(count == 14);
}
