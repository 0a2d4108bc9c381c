// Columns that are known when the plan is made, and what a stage class says about them.

#include <weir/pipeline.hpp>
#include <weir/rows.hpp>
#include <weir/stage.hpp>

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "catch.hpp"
#include "plan_errors.hpp"

namespace {

using weir::ColumnType;

/// Numbers in a column whose name its params say.
class Numbers final : public weir::Source<weir::Rows> {
 public:
  struct Params {
    std::string name = "n";
  };
  static void describe(weir::Description<Params>& d) { d.param("name", &Params::name, "of the column"); }
  static std::optional<weir::Columns> columns(const Params& params, const weir::Columns&, const weir::ErrorScope&) {
    return weir::Columns{{params.name, ColumnType::integer}};
  }
  explicit Numbers(const Params& params) : builder_(weir::Columns{{params.name, ColumnType::integer}}) {}
  weir::Next produce(weir::Output<weir::Rows>& out) override {
    out.push(builder_.add(1).add(2).build());
    return weir::Next::done;
  }

 private:
  weir::RowsBuilder builder_;
};

class Doubled final : public weir::Transform<weir::Rows, weir::Rows> {
 public:
  struct Params {
    weir::PlacedText column;
  };
  static void describe(weir::Description<Params>& d) { d.param("column", &Params::column, "the column to double").required(); }
  static std::optional<weir::Columns> columns(const Params& params, const weir::Columns& in, const weir::ErrorScope& errors) {
    if (in.find(params.column.text)) return in;
    errors.key("column").add(params.column.at(0), "there is no such column");
    return std::nullopt;
  }
  Doubled(const Params& params, const weir::Columns& in) : column_(in.index_of(params.column.text)) {}
  void process(std::span<weir::Rows> slices, weir::Output<weir::Rows>& out) override {
    for (const weir::Rows& slice : slices) {
      weir::RowsBuilder builder(slice.columns());
      for (const weir::Row row : slice) builder.column(column_).append(2 * row.get<std::int64_t>(column_).value());
      out.push(builder.build());
    }
  }

 private:
  std::size_t column_;
};

/// A sink of what was rejected, which has to know its columns.
class Rejects final : public weir::Sink<weir::Rejected<weir::Rows>> {
 public:
  using Params = Doubled::Params;
  static void describe(weir::Description<Params>& d) { Doubled::describe(d); }
  static std::optional<weir::Columns> columns(const Params& params, const weir::Columns& in, const weir::ErrorScope& errors) {
    return Doubled::columns(params, in, errors);
  }
  Rejects(const Params& params, const weir::Columns& in) { static_cast<void>(in.index_of(params.column.text)); }
  void consume(std::span<weir::Rejected<weir::Rows>>) override {}
};

weir::Registry kinds() {
  weir::Registry registry;
  registry.add<Rejects>("test.doubled_rejects");
  registry.add<Numbers>("test.numbers");
  registry.add<Doubled>("test.doubled");
  registry.map("test.same", [](weir::Rows rows) { return rows; });
  registry.sink("test.take", [](const weir::Rows&) {});
  return registry;
}

std::string errors_of(const std::string& yaml) {
  return weir::testing::plan_errors(yaml, kinds());
}

}  // namespace

TEST_CASE("A plan knows the columns of every stage that says them, and its replicas get those that come in") {
  weir::Registry registry = kinds();
  std::vector<std::int64_t> seen;
  registry.sink("test.see", [&seen](const weir::Rows& rows) {
    for (const weir::Row row : rows) seen.push_back(row.get<std::int64_t>("price").value());
  });
  weir::Pipeline pipeline(weir::PipelineConfig::from_string("stages: [{name: a, kind: test.numbers, params: {name: price}}, "
                                                            "{name: b, kind: test.doubled, inputs: [a], params: {column: price}}, "
                                                            "{name: c, kind: test.see, inputs: [b]}]"),
                          registry);
  const weir::Columns expected{{"price", ColumnType::integer}};
  CHECK(pipeline.plan().stages[0].columns == expected);
  CHECK(pipeline.plan().stages[1].columns == expected);
  CHECK_FALSE(pipeline.plan().stages[2].columns);
  pipeline.run();
  CHECK(seen == std::vector<std::int64_t>{2, 4});
}

TEST_CASE("What does not fit is reported where the param stands") {
  const std::string source = "stages:\n  - {name: a, kind: test.numbers}\n";
  const std::string sink = "  - {name: c, kind: test.take, inputs: [b]}\n";
  CHECK(errors_of(source + "  - {name: b, kind: test.doubled, inputs: [a], params: {column: m}}\n" + sink) ==
        "3:65: stage 'b': param 'column': there is no such column\n");
  CHECK(errors_of(source + "  - {name: b, kind: test.doubled, inputs: [a], params: {column: \"m\"}}\n" + sink).substr(0, 5) == "3:66:");
}

TEST_CASE("Rows that a stage rejects have the columns that came in, whatever it makes of the others") {
  const std::string stages =
      "stages: [{name: a, kind: test.numbers}, {name: same, kind: test.same, inputs: [a]}, {name: c, kind: test.take, inputs: [same]}, "
      "{name: b, kind: test.doubled, inputs: [a], params: {column: n}}, {name: d, kind: test.take, inputs: [b]}, ";
  CHECK(errors_of(stages + "{name: e, kind: test.doubled_rejects, inputs: [b.rejected], params: {column: n}}, "
                           "{name: f, kind: test.doubled_rejects, inputs: [same.rejected], params: {column: n}}]") == "");
  CHECK(errors_of(stages + "{name: e, kind: test.doubled_rejects, inputs: [b.rejected], params: {column: m}}]")
            .find("stage 'e': param 'column': there is no such column") != std::string::npos);
}

TEST_CASE("A stage that has to know its columns is refused after one that does not say them") {
  const std::string errors = errors_of(
      "stages: [{name: a, kind: test.numbers}, {name: same, kind: test.same, inputs: [a]}, "
      "{name: b, kind: test.doubled, inputs: [same], params: {column: n}}]");
  CHECK(errors.find("stage 'b': key 'inputs': it is not known which columns the rows of 'same' have; its class needs a static function "
                    "'columns', which says that") != std::string::npos);
}

TEST_CASE("A mistake in one stage's columns is not reported again at those after it") {
  const std::string errors = errors_of(
      "stages: [{name: a, kind: test.numbers}, {name: b, kind: test.doubled, inputs: [a], params: {column: m}}, "
      "{name: c, kind: test.doubled, inputs: [b], params: {column: m}}, {name: d, kind: test.same, inputs: [c]}]");
  CHECK(errors.find("stage 'b': param 'column'") != std::string::npos);
  CHECK(errors.find("stage 'c'") == std::string::npos);
}

TEST_CASE("A text of a param knows its place, where the file has it byte by byte") {
  weir::PlacedText text = "abc";
  CHECK_FALSE(text.at(2).known());
  text.position = {0, 3, 10};
  CHECK(text.at(2) == weir::Position{0, 3, 10});
  text.verbatim = true;
  CHECK(text.at(2) == weir::Position{0, 3, 12});
  const auto placed = [](const std::string& yaml) {
    return weir::PipelineConfig::from_string("stages: [{params: {a: " + yaml + "}}]").stages[0].params;
  };
  CHECK(placed("x > 1").find("a")->verbatim);
  CHECK(placed("\"x > 1\"").find("a")->verbatim);
  CHECK(placed("'x > 1'").find("a")->verbatim);
  CHECK_FALSE(placed("\"x \\x3e 1\"").find("a")->verbatim);
  CHECK_FALSE(placed("'it''s'").find("a")->verbatim);
  CHECK_FALSE(placed("\n      x >\n      1").find("a")->verbatim);
}

TEST_CASE("A stage that is given in code says its columns, too, where no params have a say in them") {
  class Plain final : public weir::Source<weir::Rows> {
   public:
    static std::optional<weir::Columns> columns(const weir::NoParams&, const weir::Columns&, const weir::ErrorScope&) {
      return weir::Columns{{"n", ColumnType::integer}};
    }
    weir::Next produce(weir::Output<weir::Rows>& out) override {
      out.push(weir::RowsBuilder(weir::Columns{{"n", ColumnType::integer}}).add(3).build());
      return weir::Next::done;
    }
  };
  std::int64_t sum = 0;
  weir::Pipeline pipeline("in_code");
  const auto plain = pipeline.source("plain", [] { return std::make_unique<Plain>(); });
  const auto doubled = pipeline.transform<weir::Rows>(plain, "doubled", kinds().at("test.doubled"), "column: n");
  pipeline.sink(doubled, "sum", [&sum](const weir::Rows& rows) { sum += rows.values<std::int64_t>("n").front(); });
  pipeline.run();
  CHECK(sum == 6);

  weir::Pipeline with_params("in_code");
  const auto numbers = with_params.source("numbers", [] { return std::make_unique<Numbers>(Numbers::Params{"n"}); });
  with_params.sink(with_params.transform<weir::Rows>(numbers, "doubled", kinds().at("test.doubled"), "column: n"), "drop",
                   [](const weir::Rows&) {});
  CHECK_THROWS_AS(with_params.run(), weir::ConfigError);
}
