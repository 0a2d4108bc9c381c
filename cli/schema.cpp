#include "schema.hpp"

#include <nlohmann/json.hpp>

#include "plan/limits.hpp"

namespace weir::cli {
namespace {

using Json = nlohmann::ordered_json;
using Form = ParamShape::Form;

constexpr const char* kNamePattern = "^[A-Za-z][A-Za-z0-9_-]*$";

Json shape_schema(const ParamShape& shape);

// Numbers and booleans as JSON has them, all else as text.
Json scalar(const ParamShape& shape, const std::string& text) {
  const bool bare = shape.form == Form::boolean || shape.form == Form::integer || shape.form == Form::number;
  Json parsed = bare ? Json::parse(text, nullptr, false) : Json();
  return bare && !parsed.is_discarded() ? parsed : Json(text);
}

Json params_schema(const std::vector<std::shared_ptr<ParamInfo>>& params) {
  Json schema{{"type", "object"}, {"additionalProperties", false}, {"properties", Json::object()}};
  Json required = Json::array();
  for (const auto& param : params) {
    Json property = shape_schema(param->shape);
    property["description"] = param->doc;
    const bool has_default = !param->required && !param->default_text.empty();
    if (has_default && param->shape.form != Form::list) property["default"] = scalar(param->shape, param->default_text);
    schema["properties"][param->name] = std::move(property);
    if (param->required) required.push_back(param->name);
  }
  if (!required.empty()) schema["required"] = std::move(required);
  return schema;
}

Json number_schema(const char* type, const ParamShape& shape) {
  Json schema{{"type", type}};
  if (shape.at_least) schema["minimum"] = scalar(shape, *shape.at_least);
  if (shape.at_most) schema["maximum"] = scalar(shape, *shape.at_most);
  return schema;
}

Json choice_schema(const ParamShape& shape) {
  Json allowed = Json::array();
  for (const std::string& choice : shape.choices) allowed.push_back(scalar(shape, choice));
  return {{"enum", std::move(allowed)}};
}

Json shape_schema(const ParamShape& shape) {
  if (shape.optional) {
    ParamShape given = shape;
    given.optional = false;
    return {{"anyOf", {shape_schema(given), {{"type", "null"}}}}};
  }
  if (!shape.choices.empty()) return choice_schema(shape);
  switch (shape.form) {
    case Form::boolean:
      return {{"type", "boolean"}};
    case Form::integer:
      return number_schema("integer", shape);
    case Form::number:
      return number_schema("number", shape);
    case Form::string:
    case Form::path:
      return {{"type", "string"}};
    case Form::choice:
      return choice_schema(shape);
    case Form::duration:
      return {{"$ref", "#/$defs/duration"}};
    case Form::size:
      return {{"$ref", "#/$defs/size"}};
    case Form::list:
      return {{"type", "array"}, {"items", shape_schema(*shape.element)}};
    case Form::structure:
      return params_schema(shape.members);
  }
  return Json::object();
}

// What only this kind asks of a stage's entry.
Json kind_rules(const Kind& kind) {
  Json rules{{"properties", {{"params", params_schema(kind.info.params)}}}};
  Json required = Json::array();
  Json& params = rules["properties"]["params"];
  if (params.contains("required")) {
    required.push_back("params");
  } else {
    params["type"] = {"object", "null"};  // `params:` with nothing after it
  }
  if (kind.role == Role::source) {
    for (const char* entrance : {"inputs", "batch_size", "queue_depth", "batch_wait"}) rules["properties"][entrance] = false;
  } else {
    required.push_back("inputs");
  }
  if (kind.role == Role::source || kind.role == Role::sink) rules["properties"]["ordered"] = false;
  if (kind.role == Role::source || kind.info.single_replica) rules["properties"]["replicas"] = {{"enum", {1, "auto"}}};
  if (!required.empty()) rules["required"] = std::move(required);
  return {{"if", {{"properties", {{"kind", {{"const", kind.name}}}}}, {"required", {"kind"}}}}, {"then", std::move(rules)}};
}

Json reference(const char* name, const char* description) {
  return {{"$ref", name}, {"description", description}};
}

Json count_schema(std::size_t most, const char* description) {
  return {{"description", description}, {"oneOf", {{{"type", "integer"}, {"minimum", 1}, {"maximum", most}}, {{"const", "auto"}}}}};
}

Json name_schema(const char* description) {
  return {{"type", "string"}, {"pattern", kNamePattern}, {"maxLength", kLongestName}, {"description", description}};
}

Json stage_schema(const Registry& registry) {
  Json kinds = Json::array();
  Json rules = Json::array();
  for (const Kind* kind : registry.kinds()) {
    kinds.push_back({{"const", kind->name}, {"description", kind->info.summary}});
    rules.push_back(kind_rules(*kind));
  }
  Json properties{
      {"name", name_schema("what later stages call it in inputs")},
      {"kind", {{"oneOf", std::move(kinds)}, {"description", "what the stage does; `weir kinds` lists all"}}},
      {"inputs", {{"type", "array"}, {"items", {{"type", "string"}}}, {"minItems", 1}, {"description", "stages above that feed this one"}}},
      {"replicas", count_schema(kMostReplicas, "instances that work side by side")},
      {"batch_size", count_schema(kMostBatchSize, "items that a call gets at most")},
      {"queue_depth", count_schema(kMostQueueDepth, "batches that may wait before the stage, on each edge")},
      {"ordered", {{"type", "boolean"}, {"default", false}, {"description", "outputs leave in the order that their inputs came"}}},
      {"batch_wait", reference("#/$defs/duration", "longest that a partly filled batch waits for more items")},
      {"params", {{"type", {"object", "null"}}, {"description", "settings of the kind"}}}};
  return {{"type", "object"},
          {"additionalProperties", false},
          {"required", {"name", "kind"}},
          {"properties", std::move(properties)},
          {"allOf", std::move(rules)}};
}

Json definitions(const Registry& registry) {
  return {{"duration", {{"type", "string"}, {"pattern", R"(^[0-9]+(\.[0-9]+)?(ns|us|ms|s|m|h)$)"}}},
          {"size", {{"type", "string"}, {"pattern", R"(^[0-9]+(\.[0-9]+)?([kKMGT]B|[KMGT]iB|B)$)"}}},
          {"stage", stage_schema(registry)}};
}

}  // namespace

std::string schema_json(const Registry& registry) {
  Json defaults{{"type", "object"},
                {"additionalProperties", false},
                {"properties",
                 {{"batch_size", count_schema(kMostBatchSize, "for stages that do not say")},
                  {"queue_depth", count_schema(kMostQueueDepth, "for stages that do not say")}}}};
  Json schema{
      {"$schema", "https://json-schema.org/draft/2020-12/schema"},
      {"title", "A pipeline of weir"},
      {"type", "object"},
      {"additionalProperties", false},
      {"required", {"stages"}},
      {"properties",
       {{"pipeline", name_schema("the pipeline's name")},
        {"workers", count_schema(kMostWorkers, "threads; auto: the cores that the process may use")},
        {"timeout", reference("#/$defs/duration", "the run fails when it takes longer")},
        {"defaults", std::move(defaults)},
        {"plugins",
         {{"type", "array"},
          {"items", {{"type", "string"}}},
          {"description", "paths of shared libraries with more kinds; `weir schema --plugin PATH` knows them"}}},
        {"stages", {{"type", "array"}, {"minItems", 1}, {"items", {{"$ref", "#/$defs/stage"}}}, {"description", "in flow order"}}}}},
      {"$defs", definitions(registry)}};
  constexpr int kIndent = 2;
  return schema.dump(kIndent) + '\n';
}

}  // namespace weir::cli
