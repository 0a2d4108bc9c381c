// Structs and rows that do not fit each other, and what the plan says about that.

#include <weir/pipeline.hpp>
#include <weir/row_structs.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "catch.hpp"
#include "plan_errors.hpp"

namespace {

using weir::ColumnType;

struct Point {
  std::int32_t n = 0;
  float f = 0;
};
void describe(weir::ItemDescription<Point>& d) {
  d.name("Point").column("n", &Point::n).column("f", &Point::f);
}

/// A source of nothing.
class NoRows final : public weir::Source<weir::Rows> {
 public:
  weir::Next produce(weir::Output<weir::Rows>&) override { return weir::Next::done; }
};

struct View {
  std::string_view text;
  const int fixed = 0;
};
void describe(weir::ItemDescription<View>& d) {
  d.name("View").column("text", &View::text).column("fixed", &View::fixed);
}

struct Sum {
  int a = 0;
};
void describe(weir::ItemDescription<Sum>& d) {
  d.name("Sum").column("twice", [](const Sum& sum) { return 2 * sum.a; });
}

struct Twice {
  int a = 0;
};
void describe(weir::ItemDescription<Twice>& d) {
  d.name("Twice").column("a", &Twice::a).column("a", &Twice::a);
}

std::string errors_of(const std::string& columns, const std::string& kind) {
  weir::Registry registry;
  registry.add<weir::FromRows<Point>>("test.small");
  registry.add<weir::FromRows<View>>("test.view");
  registry.add<weir::FromRows<Sum>>("test.sum");
  registry.sink("test.take", [](const Point&) {});
  registry.sink("test.take_view", [](const View&) {});
  registry.sink("test.take_sum", [](const Sum&) {});
  weir::Kind rows{"test.rows", weir::Role::source, nullptr, &weir::item_type<weir::Rows>(), {}, {}};
  rows.bind = [](const weir::Value&, const weir::ErrorScope&) {
    return weir::StageFactory::of<NoRows>([] { return std::make_unique<NoRows>(); });
  };
  rows.columns = [columns](const weir::Value&, const weir::Columns&, const weir::ErrorScope&) {
    std::vector<weir::Column> made;
    for (std::size_t at = 0; at < columns.size(); at += 2)
      made.push_back({columns.substr(at, 1), columns[at + 1] == 'i'   ? ColumnType::integer
                                             : columns[at + 1] == 'f' ? ColumnType::floating
                                                                      : ColumnType::text});
    return weir::Columns(std::move(made));
  };
  registry.add(std::move(rows));
  const std::string sink = kind == "small" ? "take" : "take_" + kind;
  const std::string yaml = "stages:\n  - {name: r, kind: test.rows}\n  - {name: s, kind: test." + kind +
                           ", inputs: [r]}\n  - {name: t, kind: test." + sink + ", inputs: [s]}\n";
  return weir::testing::plan_errors(yaml, registry);
}

}  // namespace

TEST_CASE("What does not fit a struct is reported at the input, before the run") {
  CHECK(errors_of("nifixt", "small").empty());
  CHECK(errors_of("nifi", "small").empty());
  CHECK(errors_of("nixt", "small") ==
        "3:42: stage 's': key 'inputs': Point needs a column 'f' of type float, and there is none in Rows(n int, x text); add it in a "
        "rows.set above, or take it out of the description of the type\n");
  CHECK(errors_of("Niff", "small") ==
        "3:42: stage 's': key 'inputs': Point needs a column 'n' of type int, and there is none in Rows(N int, f float); did you mean 'N'? "
        "rename it in a rows.rename above\n");
  CHECK(errors_of("nfft", "small") ==
        "3:42: stage 's': key 'inputs': 'n' is float, and Point needs int; convert it in a rows.set above, with cast(... as int), or "
        "change the type of the member\n"
        "3:42: stage 's': key 'inputs': 'f' is text, and Point needs float; convert it in a rows.set above, with cast(... as float), or "
        "change the type of the member\n");
}

TEST_CASE("A struct whose members cannot take values of rows says so in the plan") {
  const std::string mend = "make it a number, a bool, a std::string, a weir::Time or a std::optional of one, and not const\n";
  CHECK(errors_of("ni", "view") == "3:41: stage 's': key 'inputs': the member 'text' of View cannot take values of rows; " + mend +
                                       "3:41: stage 's': key 'inputs': the member 'fixed' of View cannot take values of rows; " + mend);
  CHECK(errors_of("ni", "sum") ==
        "3:40: stage 's': key 'inputs': the description of Sum names no members, so it cannot be read from rows; name them: "
        "d.column(\"id\", &Order::id)\n");
}

TEST_CASE("Structs whose columns have no names of their own make no rows, which the plan says") {
  weir::Pipeline pipeline("twice");
  const auto items = pipeline.source("items", []() -> std::optional<Twice> { return std::nullopt; });
  const auto rows = pipeline.transform(items, "rows", [] { return weir::ToRows<Twice>(); });
  pipeline.sink(rows, "out", [](const weir::Rows&) {});
  try {
    static_cast<void>(pipeline.plan());
    FAIL("the plan was made");
  } catch (const weir::ConfigError& error) {
    CHECK(error.diagnostics().at(0).message() == "stage 'rows': key 'inputs': there are two columns 'a'; give each a name of its own");
  }
}
