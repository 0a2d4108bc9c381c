// Stages that need their input in order, and what breaks it above them.

#include <optional>
#include <string>
#include <vector>

#include <weir/pipeline.hpp>
#include <weir/plan.hpp>

#include "catch.hpp"

using weir::PipelineConfig;
using weir::Plan;

namespace {

/// The differences between numbers that follow each other.
class Gaps final : public weir::Transform<int, int> {
 public:
  static void describe(weir::Description<weir::NoParams>& d) { d.summary("Differences.").needs_order(); }
  void process(std::span<int> items, weir::Output<int>& out) override {
    for (const int item : items) out.push(item - std::exchange(last_, item));
  }

 private:
  int last_ = 0;
};

class Write final : public weir::Sink<int> {
 public:
  static void describe(weir::Description<weir::NoParams>& d) { d.summary("Writes ascending numbers.").needs_order(); }
  void consume(std::span<int>) override {}
};

class Sort final : public weir::Transform<int, int> {
 public:
  static void describe(weir::Description<weir::NoParams>& d) { d.summary("Sorts.").makes_order(); }
  void process(std::span<int>, weir::Output<int>&) override {}
};

weir::Registry kinds() {
  weir::Registry registry;
  registry.source("count", [n = 0]() mutable { return n < 1000 ? std::optional(n++) : std::nullopt; });
  registry.map("twice", [](int n) { return 2 * n; });
  registry.sink("drop", [](int) {});
  registry.add<Gaps>("gaps");
  registry.add<Sort>("sort");
  registry.add<Write>("write");
  return registry;
}

Plan plan_of_stages(const std::string& stages) {
  return weir::make_plan(PipelineConfig::from_string("stages:\n" + stages, "p.yaml"), kinds());
}

/// The errors without the lines that show the place.
std::vector<std::string> errors_of(const std::string& stages) {
  try {
    plan_of_stages(stages);
  } catch (const weir::ConfigError& error) {
    std::vector<std::string> errors;
    for (const auto& found : error.diagnostics())
      errors.push_back(std::to_string(found.position.line) + ":" + std::to_string(found.position.column) + " " + found.message());
    return errors;
  }
  return {};
}

using Errors = std::vector<std::string>;

}  // namespace

TEST_CASE("An unordered stage of several replicas before one that needs order is refused, at its replicas") {
  CHECK(
      errors_of("  - {name: a, kind: count}\n"
                "  - {name: b, kind: twice, inputs: [a], replicas: 3}\n"
                "  - {name: c, kind: write, inputs: [b]}\n") ==
      Errors{"3:51 stage 'b': key 'replicas': its 3 replicas pass items on as they finish, but stage 'c' (write) needs them in order; add "
             "'ordered: true' to "
             "this stage, or take its 'replicas' away"});
}

TEST_CASE("'replicas: auto' counts as several, whatever the machine and the workers") {
  for (const char* workers : {"", "workers: 1\n"}) {
    const std::string text = std::string(workers) +
                             "stages:\n"
                             "  - {name: a, kind: count}\n"
                             "  - {name: b, kind: twice, inputs: [a], replicas: auto}\n"
                             "  - {name: c, kind: write, inputs: [b]}\n";
    CHECK_THROWS_WITH(
        weir::make_plan(PipelineConfig::from_string(text, "p.yaml"), kinds()),
        Catch::Matchers::Contains(
            "stage 'b': key 'replicas': with 'replicas: auto' it passes items on as they finish, but stage 'c' (write) needs them in "
            "order; add 'ordered: true' to this stage, or take its 'replicas' away"));
  }
}

TEST_CASE("Order is looked for all the way up, and every stage that breaks it is reported once") {
  CHECK(errors_of("  - {name: a, kind: count}\n"
                  "  - {name: b, kind: twice, inputs: [a], replicas: 2}\n"
                  "  - {name: c, kind: twice, inputs: [b]}\n"
                  "  - {name: d, kind: twice, inputs: [c], replicas: 8, ordered: false}\n"
                  "  - {name: e, kind: gaps, inputs: [d]}\n"
                  "  - {name: f, kind: write, inputs: [e]}\n"
                  "  - {name: g, kind: write, inputs: [d]}\n") ==
        Errors{"3:51 stage 'b': key 'replicas': its 2 replicas pass items on as they finish, but stage 'e' (gaps) needs them in order; add "
               "'ordered: true' to "
               "this stage, or take its 'replicas' away",
               "5:51 stage 'd': key 'replicas': its 8 replicas pass items on as they finish, but stage 'e' (gaps) needs them in order; add "
               "'ordered: true' to "
               "this stage, or take its 'replicas' away"});
}

TEST_CASE("Inputs that meet break the order, at the stage that needs it and above it") {
  CHECK(errors_of("  - {name: a, kind: count}\n"
                  "  - {name: b, kind: count}\n"
                  "  - {name: c, kind: write, inputs: [a, b]}\n") ==
        Errors{"4:36 stage 'c': key 'inputs': the items of its 2 inputs come as they arrive, but write needs them in order; let it read "
               "one stage only"});
  CHECK(errors_of("  - {name: a, kind: count}\n"
                  "  - {name: b, kind: twice, inputs: [a]}\n"
                  "  - {name: c, kind: twice, inputs: [a, b], replicas: 2, ordered: true}\n"
                  "  - {name: d, kind: gaps, inputs: [c]}\n"
                  "  - {name: e, kind: drop, inputs: [d]}\n") ==
        Errors{"4:36 stage 'c': key 'inputs': the items of its 2 inputs come as they arrive, but stage 'd' (gaps) needs them in order; let "
               "it read one "
               "stage only"});
}

TEST_CASE("Ordered stages, single replicas and what makes an order of its own pass") {
  CHECK(errors_of("  - {name: a, kind: count}\n"
                  "  - {name: b, kind: twice, inputs: [a], replicas: auto, ordered: true}\n"
                  "  - {name: c, kind: twice, inputs: [b], replicas: 1}\n"
                  "  - {name: d, kind: gaps, inputs: [c], replicas: auto}\n"
                  "  - {name: e, kind: write, inputs: [d]}\n") == Errors{});
  CHECK(errors_of("  - {name: a, kind: count}\n"
                  "  - {name: b, kind: twice, inputs: [a], replicas: 4}\n"
                  "  - {name: c, kind: sort, inputs: [b]}\n"
                  "  - {name: d, kind: write, inputs: [c]}\n"
                  "  - {name: e, kind: drop, inputs: [b], replicas: 4}\n") == Errors{});
}

TEST_CASE("What makes an order of its own makes one for each of its replicas") {
  CHECK(errors_of("  - {name: a, kind: count}\n"
                  "  - {name: b, kind: sort, inputs: [a], replicas: 2}\n"
                  "  - {name: c, kind: write, inputs: [b]}\n")
            .size() == 1);
}

TEST_CASE("A stage that needs order works as one replica, and auto is one") {
  CHECK(errors_of("  - {name: a, kind: count}\n"
                  "  - {name: b, kind: gaps, inputs: [a], replicas: 2, ordered: true}\n"
                  "  - {name: c, kind: drop, inputs: [b]}\n") ==
        Errors{"3:50 stage 'b': key 'replicas': gaps works as one replica only; take the key away"});
  CHECK(plan_of_stages("  - {name: a, kind: count}\n"
                       "  - {name: b, kind: gaps, inputs: [a], replicas: auto}\n"
                       "  - {name: c, kind: drop, inputs: [b]}\n")
            .stages[1]
            .replicas == 1);
}

TEST_CASE("A mistake elsewhere is not taken for a lack of order") {
  CHECK(errors_of("  - {name: a, kind: count}\n"
                  "  - {name: b, kind: twice, inputs: [a], replicas: 2, ordered: maybe}\n"
                  "  - {name: c, kind: twicee, inputs: [b], replicas: 2}\n"
                  "  - {name: d, kind: write, inputs: [c]}\n")
            .size() == 2);
}

TEST_CASE("A pipeline in code is refused for the same reason") {
  weir::Pipeline pipeline("gaps");
  const auto numbers = pipeline.source("numbers", [n = 0]() mutable { return n < 10 ? std::optional(n++) : std::nullopt; });
  const auto twice = pipeline.map(numbers, "twice", [](int n) { return 2 * n; }, {.replicas = 2});
  pipeline.sink(pipeline.transform(twice, "gaps", [] { return Gaps(); }), "drop", [](int) {});
  CHECK_THROWS_WITH(
      pipeline.plan(),
      Catch::Matchers::Contains("stage 'twice': key 'replicas': its 2 replicas pass items on as they finish, but stage 'gaps' (") &&
          Catch::Matchers::Contains(") needs them in order; add 'ordered: true' to this stage"));
}
