// Rows whose columns are not those that the plan has: the stages after them would look for what is not there.

#include <weir/pipeline.hpp>
#include <weir/rows.hpp>
#include <weir/stage.hpp>

#include <optional>
#include <span>
#include <string>
#include <utility>

#include "catch.hpp"

using namespace weir;

namespace {

const Columns& numbers() {
  static const Columns kNumbers{{"n", ColumnType::integer}};
  return kNumbers;
}

const Columns& texts() {
  static const Columns kTexts{{"n", ColumnType::text}};
  return kTexts;
}

Rows one_text() {
  return RowsBuilder(texts()).add("1").build();
}

enum class Way { as_said, equal, moved, copied, made, nothing, rejected, caught };
Choices<Way> choices(Way) {
  return {{"as_said", Way::as_said}, {"equal", Way::equal},     {"moved", Way::moved},       {"copied", Way::copied},
          {"made", Way::made},       {"nothing", Way::nothing}, {"rejected", Way::rejected}, {"caught", Way::caught}};
}

struct WayParams {
  Way way = Way::as_said;
};

/// Says that it passes on what comes, and may do something else with the second slice.
class Passes final : public Transform<Rows, Rows> {
 public:
  using Params = WayParams;
  static void describe(Description<Params>& d) { d.param("way", &Params::way, "what it does with the second slice").required(); }
  static std::optional<Columns> columns(const Params&, const Columns& in, const ErrorScope&) { return in; }
  explicit Passes(const Params& params) : way_(params.way) {}

  void process(std::span<Rows> slices, Output<Rows>& out) override {
    for (Rows& slice : slices) pass(std::move(slice), out);
  }

 private:
  void pass(Rows&& slice, Output<Rows>& out) {
    const Rows other = one_text();
    switch (++slices_ == 2 ? way_ : Way::as_said) {
      case Way::as_said:
        return out.push(std::move(slice));
      case Way::equal:
        return out.push(RowsBuilder(Columns{{"n", ColumnType::integer}}).add(2).build());
      case Way::moved:
        return out.push(Rows(other));
      case Way::copied:
        return out.push(other);
      case Way::made:
        return out.push_made(one_text);
      case Way::nothing:
        return out.push(Rows());
      case Way::rejected:
        return reject(Rows(other), "no number");
      case Way::caught:
        try {
          out.push(other);
        } catch (const ColumnsError&) {
          out.push(std::move(slice));
        }
    }
  }

  const Way way_;
  int slices_ = 0;
};

/// Three slices of one number each.
class ThreeNumbers final : public Source<Rows> {
 public:
  static std::optional<Columns> columns(const NoParams&, const Columns&, const ErrorScope&) { return numbers(); }
  Next produce(Output<Rows>& out) override {
    out.push(RowsBuilder(numbers()).add(++made_).build());
    return made_ < 3 ? Next::again : Next::done;
  }

 private:
  int made_ = 0;
};

/// A source of the wrong columns.
class Mistaken final : public Source<Rows> {
 public:
  static std::optional<Columns> columns(const NoParams&, const Columns&, const ErrorScope&) { return numbers(); }
  Next produce(Output<Rows>& out) override {
    out.push(one_text());
    return Next::done;
  }
};

/// How a run ended, and what its sinks saw.
struct Outcome {
  std::string error;
  int good = 0;
  int others = 0;
  Balance balance;
};

Registry kinds(Outcome& outcome) {
  Registry registry;
  registry.add<ThreeNumbers>("test.three_numbers");
  registry.add<Mistaken>("test.mistaken");
  registry.add<Passes>("test.passes");
  registry.sink("test.take", [&outcome](const Rows& rows) { ++(rows.columns() == numbers() ? outcome.good : outcome.others); });
  registry.sink("test.take_rejects",
                [&outcome](const Rejected<Rows>& reject) { ++(reject.item.columns() == numbers() ? outcome.good : outcome.others); });
  return registry;
}

Outcome outcome_of(const std::string& stages, const auto& add_kinds) {
  Outcome outcome;
  Registry registry = kinds(outcome);
  add_kinds(registry);
  Pipeline pipeline(PipelineConfig::from_string("workers: 1\nstages: [" + stages + "]"), registry);
  Run run = pipeline.start();
  try {
    run.wait();
  } catch (const StageError& error) {
    outcome.error = error.what();
    CHECK_THROWS_AS(error.rethrow_nested(), ColumnsError);
  }
  outcome.balance = run.report().balance;
  return outcome;
}

Outcome outcome_of(const std::string& stages) {
  return outcome_of(stages, [](Registry&) {});
}

std::string passes(const std::string& way, const std::string& more = "") {
  return "{name: a, kind: test.three_numbers}, {name: b, kind: test.passes, inputs: [a], batch_size: 1, params: {way: " + way + '}' + more +
         "}, {name: c, kind: test.take, inputs: [b], batch_size: 1}";
}

const char* const kMend =
    "; a stage pushes rows with the columns that its class's function 'columns' returns, and rejects rows as they came";

void check_fails(const Outcome& outcome, const std::string& error) {
  CHECK(outcome.error == error + kMend);
  CHECK(outcome.others == 0);
  CHECK(outcome.balance.wrong.empty());
}

}  // namespace

TEST_CASE("A stage that pushes rows with other columns than its class says ends the run, and they go nowhere") {
  const std::string other = "stage 'b', replica 0: pushed Rows(n text) where the plan has Rows(n int)";
  for (const char* way : {"moved", "copied", "made"}) {
    check_fails(outcome_of(passes(way)), other);
    check_fails(outcome_of(passes(way) + ", {name: d, kind: test.take, inputs: [b]}"), other);
  }
  check_fails(outcome_of(passes("nothing")), "stage 'b', replica 0: pushed Rows() where the plan has Rows(n int)");
  check_fails(outcome_of("{name: b, kind: test.mistaken}, {name: c, kind: test.take, inputs: [b]}"), other);
}

TEST_CASE("No policy for errors lets rows with other columns pass, since no item is at fault") {
  const std::string other = "stage 'b', replica 0: pushed Rows(n text) where the plan has Rows(n int)";
  check_fails(outcome_of(passes("moved", ", on_error: skip")), other);
  check_fails(outcome_of(passes("moved") + ", {name: d, kind: test.take_rejects, inputs: [b.rejected]}"), other);
}

TEST_CASE("Rows that a stage rejects have the columns of those that it got") {
  check_fails(outcome_of(passes("rejected") + ", {name: d, kind: test.take_rejects, inputs: [b.rejected]}"),
              "stage 'b', replica 0: pushed Rows(n text) where the plan has Rows(n int)");
}

TEST_CASE("A stage that makes other columns than it gets rejects rows as they came") {
  class Texts final : public Transform<Rows, Rows> {
   public:
    static std::optional<Columns> columns(const NoParams&, const Columns&, const ErrorScope&) { return texts(); }
    void process(std::span<Rows> slices, Output<Rows>& out) override {
      out.push(one_text());
      for (Rows& slice : slices) reject(std::move(slice), "a number");
    }
  };
  const Outcome outcome = outcome_of(
      "{name: a, kind: test.three_numbers}, {name: b, kind: test.texts, inputs: [a], batch_size: 1}, "
      "{name: c, kind: test.take, inputs: [b]}, {name: d, kind: test.take_rejects, inputs: [b.rejected]}",
      [](Registry& registry) { registry.add<Texts>("test.texts"); });
  CHECK(outcome.error.empty());
  CHECK(outcome.good == 3);
  CHECK(outcome.others == 3);
}

TEST_CASE("Columns that are equal are the same, and what a stage does about the error counts") {
  for (const char* way : {"as_said", "equal", "caught"}) {
    const Outcome outcome = outcome_of(passes(way));
    CHECK(outcome.error.empty());
    CHECK(outcome.good == 3);
    CHECK(outcome.others == 0);
    CHECK(outcome.balance.wrong.empty());
  }
}

TEST_CASE("A kind that was described by hand keeps its word, too") {
  class ToText final : public Transform<Rows, Rows> {
   public:
    void process(std::span<Rows> slices, Output<Rows>& out) override {
      for (std::size_t i = 0; i < slices.size(); ++i) out.push(one_text());
    }
  };
  const auto add_kind = [](Registry& registry) {
    Kind kind{"test.to_text", Role::transform, &item_type<Rows>(), &item_type<Rows>(), {}, {}};
    kind.bind = [](const Value&, const ErrorScope&) { return StageFactory::of<ToText>([] { return std::make_unique<ToText>(); }); };
    kind.columns = [](const Value&, const Columns& in, const ErrorScope&) { return std::optional(in); };
    registry.add(std::move(kind));
  };
  check_fails(outcome_of("{name: a, kind: test.three_numbers}, {name: b, kind: test.to_text, inputs: [a]}, "
                         "{name: c, kind: test.take, inputs: [b]}",
                         add_kind),
              "stage 'b', replica 0: pushed Rows(n text) where the plan has Rows(n int)");
}
