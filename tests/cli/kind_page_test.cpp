#include "views/kind_page.hpp"

#include <chrono>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include <weir/registry.hpp>

#include "catch.hpp"
#include "views/kinds_json.hpp"
#include "views/schema.hpp"

namespace {

class Paint final : public weir::Sink<double> {
 public:
  struct Params {
    std::string colour = "red";
    std::vector<int> sizes{1};
    std::optional<int> layers;
    std::chrono::seconds drying{90};
  };
  static void describe(weir::Description<Params>& d) {
    d.summary("Paints.");
    d.param("colour", &Params::colour, "of the paint").one_of({"red", "green", "blue"});
    d.param("sizes", &Params::sizes, "of the brushes").one_of({1, 2, 4}).not_empty();
    d.param("layers", &Params::layers, "of paint").at_least(1);
    d.param("drying", &Params::drying, "how long it dries");
  }
  explicit Paint(const Params&) {}
  void consume(std::span<double>) override {}
};

class Stack final : public weir::Sink<double> {
 public:
  static void describe(weir::Description<weir::NoParams>& d) { d.summary("Stacks bricks.").needs_order(); }
  void consume(std::span<double>) override {}
};

class Pile final : public weir::Sink<double> {
 public:
  struct Params {
    std::variant<std::string, std::vector<std::string>> places;
  };
  static void describe(weir::Description<Params>& d) {
    d.summary("Piles bricks.");
    d.param("places", &Params::places, "where they lie").required().not_empty();
  }
  explicit Pile(const Params&) {}
  void consume(std::span<double>) override {}
};

using Bricks = weir::Outputs<int, weir::Named<"broken", std::string>>;

class Sort final : public weir::Transform<int, Bricks> {
 public:
  static void describe(weir::Description<weir::NoParams>& d) { d.summary("Sorts bricks.").repeatable(); }
  void process(std::span<int>, weir::Output<Bricks>&) override {}
};

weir::Registry paint() {
  weir::Registry registry;
  registry.add<Paint>("wall.paint");
  registry.add<Stack>("wall.stack");
  registry.add<Sort>("wall.sort");
  registry.add<Pile>("wall.pile");
  return registry;
}

}  // namespace

TEST_CASE("The page of a kind shows what its params may be") {
  CHECK(weir::cli::kind_page(*paint().find("wall.paint")) ==
        "wall.paint\n\nPaints.\n\n"
        "role      sink\n"
        "takes     f64\n"
        "rejects   NAME.rejected: Rejected<f64>, an item that it could not use, with the reason\n"
        "replicas  any number\n\n"
        "params\n"
        "  colour: red, green or blue; default red\n"
        "      of the paint\n"
        "  sizes: list of: 1, 2 or 4; default [1]\n"
        "      of the brushes\n"
        "  layers: integer; at least 1; optional\n"
        "      of paint\n"
        "  drying: duration, such as 5ms or 2s; default 90s\n"
        "      how long it dries\n");
}

TEST_CASE("The page of a kind that needs order says what that asks of the stages above") {
  CHECK(weir::cli::kind_page(*paint().find("wall.stack")) ==
        "wall.stack\n\nStacks bricks.\n\n"
        "role      sink\n"
        "takes     f64\n"
        "rejects   NAME.rejected: Rejected<f64>, an item that it could not use, with the reason\n"
        "replicas  one only\n"
        "order     needed: each stage above has one replica or 'ordered: true', and one input\n\n"
        "params    none\n");
}

TEST_CASE("The page of a kind shows all outputs of its stages, and whether a call can be made again") {
  CHECK(weir::cli::kind_page(*paint().find("wall.sort")) ==
        "wall.sort\n\nSorts bricks.\n\n"
        "role      transform\n"
        "takes     i32\n"
        "gives     i32\n"
        "          NAME.broken: string\n"
        "rejects   NAME.rejected: Rejected<i32>, an item that it could not use, with the reason\n"
        "retries   on_error: {retry: N} makes a call that failed again\n"
        "replicas  any number\n\n"
        "params    none\n");
}

TEST_CASE("The schema knows what the params of a kind may be") {
  const auto schema = nlohmann::json::parse(weir::cli::schema_json(paint()));
  const auto& params = schema["$defs"]["stage"]["allOf"][0]["then"]["properties"]["params"]["properties"];
  // Or a variable, in the place of any value.
  const auto value = [](const nlohmann::json& param) {
    CHECK(param["anyOf"].size() == 2);
    CHECK(param["anyOf"].back()["$ref"] == "#/$defs/variable");
    return param["anyOf"].front();
  };
  CHECK(value(params["colour"])["enum"] == nlohmann::json({"red", "green", "blue"}));
  CHECK(params["colour"]["default"] == "red");
  CHECK(value(params["sizes"]["items"])["enum"] == nlohmann::json({1, 2, 4}));
  CHECK(value(params["layers"])["anyOf"] ==
        nlohmann::json({{{"type", "integer"}, {"minimum", 1}, {"maximum", 2147483647}}, {{"type", "null"}}}));
  CHECK(value(params["drying"])["$ref"] == "#/$defs/duration");
}

TEST_CASE("A param that may be written in two ways is shown with both") {
  const weir::Registry registry = paint();
  const weir::Kind* const pile = registry.find("wall.pile");
  CHECK(weir::cli::kind_page(*pile).find("  places: text, or list of: text; required\n      where they lie\n") != std::string::npos);
  const auto kinds = nlohmann::json::parse(weir::cli::kinds_json(std::vector{pile}));
  const auto& param = kinds["kinds"][0]["params"][0];
  CHECK(param["type"] == "either");
  CHECK(param["alternatives"] == nlohmann::json::parse(R"([{"type": "string"}, {"type": "list", "element": {"type": "string"}}])"));
  const auto schema = nlohmann::json::parse(weir::cli::schema_json(registry));
  std::string text;
  for (const auto& stage : schema["$defs"]["stage"]["allOf"]) {
    const auto& params = stage["then"]["properties"]["params"];
    if (params.contains("properties") && params["properties"].contains("places"))
      text = params["properties"]["places"]["anyOf"][0]["anyOf"].dump();
  }
  const std::string one = R"({"type":["string","number","boolean"]})";
  CHECK(text == "[" + one + R"(,{"items":{"anyOf":[)" + one + R"(,{"$ref":"#/$defs/variable"}]},"minItems":1,"type":"array"}])");
}
