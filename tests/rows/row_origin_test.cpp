#include <weir/row_origin.hpp>

#include <memory>
#include <string>
#include <vector>

#include <weir/pipeline.hpp>
#include <weir/rows.hpp>
#include <weir/testing.hpp>

#include "catch.hpp"

using namespace weir;

namespace {

const auto kFile = std::make_shared<const std::string>("access.log");
const Columns kNumbers{{"n", ColumnType::integer}};

Rows numbers(int count, RowOrigin origin) {
  RowsBuilder builder(kNumbers);
  for (int n = 0; n < count; ++n) builder.add(n);
  return builder.build().with_origin(std::move(origin));
}

std::vector<std::string> places(const Rows& rows) {
  std::vector<std::string> all;
  for (std::size_t row = 0; row < rows.size(); ++row) all.push_back(rows.origin().of(row));
  return all;
}

using Places = std::vector<std::string>;
using Indices = std::vector<std::uint32_t>;

/// Makes three slices: of many rows, of one, and of one that knows nothing.
class Reads final : public Source<Rows> {
 public:
  static std::optional<Columns> columns(const NoParams&, const Columns&, const ErrorScope&) { return kNumbers; }
  Next produce(Output<Rows>& out) override {
    out.push(numbers(3, {kFile, 7}));
    out.push(numbers(1, {kFile, 20}));
    out.push(numbers(1, {}));
    return Next::done;
  }
};

/// Cannot use any, and says for one where it is from.
class Refuses final : public Sink<Rows> {
 public:
  void consume(std::span<Rows> slices) override {
    for (Rows& slice : slices) reject(std::move(slice), "no", slice.origin().is_known() ? "" : "elsewhere");
  }
};

}  // namespace

TEST_CASE("Rows know their lines, one after another or as they are listed") {
  CHECK(places(numbers(3, {kFile, 7})) == Places{"access.log:7", "access.log:8", "access.log:9"});
  CHECK(places(numbers(3, {kFile, 7, {0, 4, 5}})) == Places{"access.log:7", "access.log:11", "access.log:12"});
  CHECK(places(numbers(2, {})) == Places{"", ""});
  CHECK_FALSE(Rows().origin().is_known());
}

TEST_CASE("Rows that are chosen keep their lines, in any order and also when they are chosen again") {
  const Rows rows = numbers(10, {kFile, 100});
  CHECK(places(rows.filter(Indices{9, 0, 4})) == Places{"access.log:109", "access.log:100", "access.log:104"});
  CHECK(places(rows.filter(Indices{9, 0, 4}).filter(Indices{2, 0})) == Places{"access.log:104", "access.log:109"});
  CHECK(places(rows.filter(Indices{5}).filter(Indices{0})) == Places{"access.log:105"});
  CHECK(places(rows.filter(Indices{})).empty());
  CHECK(places(rows.select(std::vector<std::size_t>{0})) == places(rows));
  CHECK(places(numbers(3, {}).filter(Indices{1})) == Places{""});
}

TEST_CASE("A footprint counts the list of lines") {
  const Rows listed = numbers(1000, {kFile, 1, Indices(1000)});
  CHECK(footprint(listed) >= footprint(numbers(1000, {kFile, 1})) + 1000 * sizeof(std::uint32_t));
}

TEST_CASE("Rows that are rejected say where they are from, unless the stage says something else") {
  Pipeline pipeline("refuses");
  std::vector<std::string> origins;
  pipeline.sink(pipeline.source("read", Reads()), "refuse", Refuses());
  pipeline.sink(pipeline.output<Rejected<Rows>>("refuse.rejected"), "tell",
                [&origins](const Rejected<Rows>& rejected) { origins.push_back(rejected.origin); });
  pipeline.run();
  CHECK(origins == Places{"access.log:7 to access.log:9", "access.log:20", "elsewhere"});
}
