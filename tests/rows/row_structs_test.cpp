// Rows as a program's own structs, and back.

#include <weir/pipeline.hpp>
#include <weir/row_structs.hpp>
#include <weir/testing.hpp>

#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "catch.hpp"

namespace {

using weir::ColumnType;

struct Order {
  std::int64_t id = 0;
  std::string customer;
  double amount = 0;
  float rate = 0;
  std::uint8_t count = 0;
  bool paid = false;
  weir::Time at;
  std::optional<std::string> note;
  std::optional<int> discount;
  std::string secret = "not a column";

  friend bool operator==(const Order&, const Order&) = default;
  [[nodiscard]] double total() const { return amount * count; }
};

void describe(weir::ItemDescription<Order>& d) {
  d.name("Order").column("id", &Order::id).column("customer", &Order::customer).column("amount", &Order::amount);
  d.column("rate", &Order::rate).column("count", &Order::count).column("paid", &Order::paid).column("at", &Order::at);
  d.column("note", &Order::note).column("discount", &Order::discount).column("total", &Order::total);
}

const weir::Columns kColumns{{"id", ColumnType::integer},    {"customer", ColumnType::text}, {"amount", ColumnType::floating},
                             {"rate", ColumnType::floating}, {"count", ColumnType::integer}, {"paid", ColumnType::boolean},
                             {"at", ColumnType::time},       {"note", ColumnType::text},     {"discount", ColumnType::integer}};

weir::Time time_at(std::int64_t microseconds) {
  return weir::Time(std::chrono::microseconds(microseconds));
}

/// Orders, and the same as rows that were built value by value.
struct Both {
  std::vector<Order> orders;
  weir::Rows rows;
};

Both random_orders(std::size_t size) {
  std::mt19937 random(7);
  const auto below = [&random](std::uint32_t end) { return static_cast<std::uint32_t>(random() % end); };
  Both both;
  weir::RowsBuilder builder(kColumns);
  for (std::size_t i = 0; i < size; ++i) {
    Order order{static_cast<std::int64_t>(random()) << below(31),
                std::string(below(40), static_cast<char>('a' + below(26))),
                static_cast<double>(random()) / 7,
                static_cast<float>(below(1000)) / 8,
                static_cast<std::uint8_t>(below(256)),
                below(2) == 0,
                time_at(static_cast<std::int64_t>(random()) * 1000),
                {},
                {}};
    if (below(3) != 0) order.note = std::to_string(random());
    if (below(3) != 0) order.discount = static_cast<int>(below(100)) - 50;
    builder.add(order.id, order.customer, order.amount, order.rate, order.count, order.paid, order.at, order.note, order.discount);
    both.orders.push_back(std::move(order));
  }
  both.rows = builder.build();
  return both;
}

/// Of the kind of every test here: a source of one slice whose columns are known.
class Given final : public weir::Source<weir::Rows> {
 public:
  explicit Given(weir::Rows rows) : rows_(std::move(rows)) {}
  static std::optional<weir::Columns> columns(const weir::NoParams&, const weir::Columns&, const weir::ErrorScope&) { return kColumns; }
  weir::Next produce(weir::Output<weir::Rows>& out) override {
    out.push(rows_);
    return weir::Next::done;
  }

 private:
  weir::Rows rows_;
};

struct Small {
  std::int32_t n = 0;
  float f = 0;
};
void describe(weir::ItemDescription<Small>& d) {
  d.name("Small").column("n", &Small::n).column("f", &Small::f);
}

}  // namespace

TEST_CASE("Rows are read as structs, however much room there is") {
  const auto [orders, rows] = random_orders(1000);
  for (const std::size_t room : {std::size_t{1}, std::size_t{63}, std::size_t{64}, std::size_t{5000}}) {
    weir::FromRows<Order> from_rows;
    const std::vector<weir::Rows> slices{rows, weir::Rows(), rows};
    const auto out = weir::testing::run(from_rows, slices, {.room = room});
    std::vector<Order> twice = orders;
    twice.insert(twice.end(), orders.begin(), orders.end());
    CHECK(out.items() == twice);
    CHECK(out.rejected.empty());
  }
}

TEST_CASE("Structs become rows with the columns of their description, those that a function computes too") {
  const auto [orders, rows] = random_orders(500);
  weir::ToRows<Order> to_rows;
  const auto out = weir::testing::run(to_rows, orders, {.batch_size = 200});
  REQUIRE(out.items().size() == 3);
  std::size_t row = 0;
  for (const weir::Rows& slice : out.items()) {
    REQUIRE(slice.columns().size() == kColumns.size() + 1);
    for (std::size_t i = 0; i < slice.size(); ++i, ++row) {
      const weir::Row made = slice[i];
      CHECK(made.get<std::int64_t>("id") == rows[row].get<std::int64_t>("id"));
      CHECK(made.get<std::string_view>("customer") == rows[row].get<std::string_view>("customer"));
      CHECK(made.get<double>("amount") == rows[row].get<double>("amount"));
      CHECK(made.get<double>("rate") == rows[row].get<double>("rate"));
      CHECK(made.get<std::int64_t>("count") == rows[row].get<std::int64_t>("count"));
      CHECK(made.get<bool>("paid") == rows[row].get<bool>("paid"));
      CHECK(made.get<weir::Time>("at") == rows[row].get<weir::Time>("at"));
      CHECK(made.get<std::string_view>("note") == rows[row].get<std::string_view>("note"));
      CHECK(made.get<std::int64_t>("discount") == rows[row].get<std::int64_t>("discount"));
      CHECK(made.get<double>("total") == orders[row].amount * orders[row].count);
    }
  }
  CHECK(row == orders.size());
}

TEST_CASE("A stream of structs comes from rows and goes back, in code") {
  const auto both = random_orders(300);
  std::vector<Order> seen;
  weir::Pipeline pipeline("orders");
  const weir::Stream<weir::Rows> rows = pipeline.source("rows", [&] { return Given(both.rows); });
  const weir::Stream<Order> orders = pipeline.expander(rows, "orders", [] { return weir::FromRows<Order>(); });
  const auto large = pipeline.filter(orders, "large", [](const Order& order) { return order.count > 9; });
  const weir::Stream<weir::Rows> out = pipeline.transform(large, "rows_again", [] { return weir::ToRows<Order>(); });
  const auto again = pipeline.expander(out, "orders_again", [] { return weir::FromRows<Order>(); });
  pipeline.sink(again, "see", [&seen](const Order& order) { seen.push_back(order); });
  const weir::Columns& planned = *pipeline.plan().stages[3].columns;
  CHECK(to_string(planned) ==
        "Rows(id int, customer text, amount float, rate float, count int, paid bool, at time, note text, "
        "discount int, total float)");
  pipeline.run();
  std::vector<Order> expected;
  for (const Order& order : both.orders) {
    if (order.count > 9) expected.push_back(order);
  }
  CHECK(seen == expected);
}

TEST_CASE("A row that a struct cannot hold is rejected alone, with the reason") {
  weir::RowsBuilder builder(weir::Columns{{"n", ColumnType::integer}, {"f", ColumnType::floating}, {"more", ColumnType::text}});
  builder.add(1, 0.5, "a")
      .add(std::nullopt, std::nullopt, "b")
      .add(std::int64_t{1} << 31, 1.0, "c")
      .add(-(std::int64_t{1} << 31), 1.0, "d");
  builder.add(2, 1e300, "e").add(3, std::numeric_limits<double>::infinity(), "f");
  weir::FromRows<Small> from_rows;
  const auto out = weir::testing::run(from_rows, std::vector<weir::Rows>{builder.build()}, {.room = 2});
  std::vector<std::int32_t> kept;
  for (const Small& small : out.items()) kept.push_back(small.n);
  CHECK(kept == std::vector<std::int32_t>{1, std::numeric_limits<std::int32_t>::min(), 3});
  std::string reasons;
  for (const auto& rejected : out.rejected)
    reasons += std::string(rejected.item.values<std::string_view>("more")[0]) + ": " + rejected.reason + '\n';
  CHECK(reasons.find("b: its 'n' is null, which Small cannot hold\nc: its 'n' is 2147483648, which Small cannot hold\n"
                     "e: its 'f' is 1e+300, which Small cannot hold\n") == 0);
}

TEST_CASE("Floats are read from ints, and what is not a number becomes null") {
  weir::RowsBuilder builder(weir::Columns{{"n", ColumnType::integer}, {"f", ColumnType::integer}});
  weir::FromRows<Small> from_rows;
  const auto read = weir::testing::run(from_rows, std::vector<weir::Rows>{builder.add(1, 2).build()});
  CHECK(read.items().at(0).f == 2.0F);
  weir::ToRows<Small> to_rows;
  const auto made = weir::testing::run(to_rows, std::vector<Small>{{1, std::nanf("")}, {2, 1.5F}}, {.batch_size = 2});
  CHECK(made.items().at(0).is_null(1, 0));
  CHECK(made.items().at(0).values<double>("f")[1] == 1.5);
}

TEST_CASE("Numbers and texts have one column, and one that is too large for an int is rejected") {
  weir::ToRows<std::uint64_t> to_rows;
  const std::vector<std::uint64_t> numbers{1, std::numeric_limits<std::uint64_t>::max(), 3};
  const auto made = weir::testing::run(to_rows, numbers, {.batch_size = 3});
  const auto values = made.items().at(0).values<std::int64_t>("value");
  CHECK(std::vector<std::int64_t>(values.begin(), values.end()) == std::vector<std::int64_t>{1, 3});
  REQUIRE(made.rejected.size() == 1);
  CHECK(made.rejected[0].item == numbers[1]);
  CHECK(made.rejected[0].reason == "its 'value' is too large for an int");
}

TEST_CASE("What was rejected becomes rows as well, with its own columns before those of the item") {
  weir::ToRows<weir::Rejected<Small>> to_rows;
  const auto made = weir::testing::run(to_rows, std::vector<weir::Rejected<Small>>{{{7, 0.5F}, "bad", "a:1", "s"}});
  const weir::Rows rows = made.items().at(0);
  CHECK(to_string(rows.columns()) == "Rows(reason text, origin text, stage text, replica int, attempts int, n int, f float)");
  CHECK(rows.values<std::string_view>("reason")[0] == "bad");
  CHECK(rows.values<std::int64_t>("n")[0] == 7);
  CHECK(rows.values<double>("f")[0] == 0.5);
}

TEST_CASE("A column that may be null is printed as what it holds, and a time as ISO 8601 has it") {
  Order order;
  order.at = time_at(1'500'000);
  order.note = "kept";
  const auto cell = [&order](std::size_t column) { return weir::item_type<Order>().columns.at(column).get(&order); };
  CHECK(std::get<std::string>(cell(6)) == "1970-01-01T00:00:01.500000Z");
  CHECK(std::get<std::string_view>(cell(7)) == "kept");
  CHECK(std::holds_alternative<std::monostate>(cell(8)));
  order.discount = -3;
  CHECK(std::get<std::int64_t>(cell(8)) == -3);
}

TEST_CASE("Times are written as ISO 8601 has them, and those beyond its years as numbers") {
  CHECK(weir::to_string(time_at(0)) == "1970-01-01T00:00:00Z");
  CHECK(weir::to_string(time_at(-1)) == "1969-12-31T23:59:59.999999Z");
  CHECK(weir::to_string(time_at(253'402'300'799'999'999)) == "9999-12-31T23:59:59.999999Z");
  CHECK(weir::to_string(time_at(253'402'300'800'000'000)) == "253402300800000000 us since 1970");
  CHECK(weir::to_string(time_at(-62'167'219'200'000'000)) == "0000-01-01T00:00:00Z");
  CHECK(weir::to_string(time_at(-62'167'219'200'000'001)) == "-62167219200000001 us since 1970");
}
