#include "views/schema.hpp"

#include <fmt/format.h>

#include "config/limits.hpp"
#include "config/parse_yaml.hpp"
#include "format/json.hpp"
#include "plan/name_rule.hpp"
#include "plan/rejecting_kind.hpp"
#include "views/param_schema.hpp"
#include "views/tests_schema.hpp"

namespace weir::cli {
namespace {

// 1h30m: each unit at most once, the largest first, and a fraction only in the last.
constexpr const char* kDurationPattern =
    R"(^(?=[0-9])(?![^.]*\.[0-9]+[a-z]+[0-9]))"
    R"(((0|[1-9][0-9]*)(\.[0-9]+)?d)?((0|[1-9][0-9]*)(\.[0-9]+)?h)?((0|[1-9][0-9]*)(\.[0-9]+)?m)?((0|[1-9][0-9]*)(\.[0-9]+)?s)?)"
    R"(((0|[1-9][0-9]*)(\.[0-9]+)?ms)?((0|[1-9][0-9]*)(\.[0-9]+)?us)?((0|[1-9][0-9]*)(\.[0-9]+)?ns)?(?![\s\S]))";
// 0 % to 100 %.
constexpr const char* kSharePattern = R"(^0*(100(\.0+)?|[0-9]{1,2}(\.[0-9]+)?) *%(?![\s\S]))";
constexpr const char* kSizePattern = R"(^(0|[1-9][0-9]*)(\.[0-9]+)?([kKMGT]B|[KMGT]iB|B)(?![\s\S]))";

// Matches an `on_error` that ends the run at an error, however often the call is made again.
Json stopping_schema() {
  Json map{{"type", "object"}, {"required", {"then"}}, {"properties", {{"then", {{"const", "stop"}}}}}};
  return {{"anyOf", {{{"const", "stop"}}, std::move(map)}}};
}

// Matches any but one that has a call made again.
Json no_retry_schema() {
  return {{"properties", {{"retry", {{"const", 0}}}}}};
}

// What this kind alone requires of a stage's entry about its errors.
void add_error_rules(const Kind& kind, Json& properties) {
  if (kind.role == Role::source) {
    properties["on_error"] = properties["max_errors"] = false;
  } else if (!plan::has_rejects(kind)) {
    properties["on_error"] = {{"allOf", {stopping_schema(), no_retry_schema()}}};
    properties["max_errors"] = false;
  } else if (!plan::can_retry(kind)) {
    properties["on_error"] = no_retry_schema();
  }
}

// What this kind alone requires of a stage's entry.
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
    for (const char* entrance : {"inputs", "batch_size", "queue_depth", "memory", "batch_wait"}) rules["properties"][entrance] = false;
  } else {
    required.push_back("inputs");
  }
  if (kind.role == Role::source) rules["properties"]["ordered"] = false;
  if (kind.role == Role::sink || kind.waits_for_input) rules["properties"]["ordered"] = {{"const", false}};
  add_error_rules(kind, rules["properties"]);
  if (kind.role == Role::source || kind.info.single_replica) rules["properties"]["replicas"] = {{"enum", {1, "auto"}}};
  if (!required.empty()) rules["required"] = std::move(required);
  return {{"if", {{"properties", {{"kind", {{"const", kind.name}}}}}, {"required", {"kind"}}}}, {"then", std::move(rules)}};
}

Json count_schema(std::size_t most, const char* description) {
  return {{"description", description}, {"oneOf", {{{"type", "integer"}, {"minimum", 1}, {"maximum", most}}, {{"const", "auto"}}}}};
}

// A boolean is an ordinary word here.
Json name_schema(const char* description) {
  return {
      {"type", {"string", "boolean"}}, {"pattern", plan::kNamePattern}, {"maxLength", plan::kLongestName}, {"description", description}};
}

Json stage_name_schema() {
  Json schema = name_schema("the name that later stages put in inputs");
  schema["not"] = {{"const", "defaults"}};
  return schema;
}

// A duration above zero.
Json timespan_schema(const char* description) {
  return {{"$ref", "#/$defs/duration"}, {"pattern", "[1-9]"}, {"description", description}};
}

// More than nothing.
Json memory_schema(const char* description) {
  return {{"$ref", "#/$defs/size"}, {"pattern", "[1-9]"}, {"description", description}};
}

// NAME, or NAME.output for an output with a name.
Json input_schema() {
  const std::string pattern = fmt::format(R"(^[A-Za-z][A-Za-z0-9_-]{{0,{}}}(\.[a-z][a-z0-9_]*)?(?![\s\S]))", plan::kLongestName - 1);
  return {{"type", {"string", "boolean"}}, {"pattern", pattern}, {"description", "a stage above, or one of its outputs: text.rejected"}};
}

Json inputs_schema() {
  return {{"type", "array"},
          {"items", input_schema()},
          {"minItems", 1},
          {"uniqueItems", true},
          {"description", "stages above, or outputs of theirs, that feed this one"}};
}

Json then_schema(const char* description) {
  return {{"enum", {"stop", "skip"}}, {"description", description}};
}

Json on_error_schema() {
  Json retry{{"type", "integer"}, {"minimum", 0}, {"maximum", 4294967295}, {"description", "how often a call that failed is made again"}};
  Json backoff{{"$ref", "#/$defs/duration"}, {"description", "the wait before each of these"}};
  Json map{{"type", "object"},
           {"additionalProperties", false},
           {"required", {"retry"}},
           {"properties", {{"retry", std::move(retry)}, {"backoff", std::move(backoff)}, {"then", then_schema("what follows the last")}}}};
  return {{"description",
           "what becomes of an item that the stage cannot use; left out: it leaves by NAME.rejected where that is read, and "
           "otherwise the run fails"},
          {"oneOf", {then_schema("stop: the run fails; skip: it leaves by NAME.rejected"), std::move(map)}}};
}

Json max_errors_schema() {
  return {{"description", "how many items the stage may reject before the run fails; a share is of all that came in"},
          {"oneOf",
           {{{"type", "integer"}, {"minimum", 0}, {"maximum", 18446744073709551615U}}, {{"type", "string"}, {"pattern", kSharePattern}}}}};
}

Json stage_schema(const Registry& registry) {
  Json kinds = Json::array();
  Json rules = Json::array();
  for (const Kind* kind : registry.kinds()) {
    kinds.push_back({{"const", kind->name}, {"description", kind->info.summary}});
    rules.push_back(kind_rules(*kind));
  }
  Json properties{
      {"name", stage_name_schema()},
      {"kind", {{"oneOf", std::move(kinds)}, {"description", "what the stage does; `weir kinds` lists all"}}},
      {"enabled", {{"type", "boolean"}, {"default", true}, {"description", "false: the stage is left out"}}},
      {"inputs", inputs_schema()},
      {"replicas", count_schema(config::kMostReplicas, "instances that work side by side")},
      {"batch_size", count_schema(config::kMostBatchSize, "most items in a call")},
      {"queue_depth", count_schema(config::kMostQueueDepth, "batches that may wait before the stage, on each edge")},
      {"memory", memory_schema("bytes that may wait before the stage, on each edge; a batch more always passes")},
      {"ordered", {{"type", "boolean"}, {"default", false}, {"description", "outputs leave in the order that their inputs came"}}},
      {"batch_wait", timespan_schema("longest that a partly filled batch waits for more items")},
      {"on_error", on_error_schema()},
      {"max_errors", max_errors_schema()},
      {"params", {{"type", {"object", "null"}}, {"description", "settings of the kind"}}}};
  return {{"type", "object"},
          {"additionalProperties", false},
          {"required", {"name", "kind"}},
          {"properties", std::move(properties)},
          {"not", {{"required", {"on_error", "max_errors"}}, {"properties", {{"on_error", stopping_schema()}}}}},
          {"allOf", std::move(rules)}};
}

bool is_container(const Json& schema) {
  if (schema.contains("$ref")) return schema["$ref"] == "#/$defs/stage";
  const Json type = schema.value("type", Json());
  const auto is = [&](const char* name) { return type == name || (type.is_array() && !type.empty() && type.front() == name); };
  return is("object") || is("array");
}

void allow_variables(Json& schema);

// The same, or a text with a variable in it; what editors show of the property stays at its place.
Json or_variable(Json schema) {
  if (!schema.is_object()) return schema;
  allow_variables(schema);
  if (is_container(schema)) return schema;
  Json either = Json::object();
  for (const char* key : {"description", "default"}) {
    if (!schema.contains(key)) continue;
    either[key] = schema[key];
    schema.erase(key);
  }
  either["anyOf"] = {std::move(schema), {{"$ref", "#/$defs/variable"}}};
  return either;
}

// `${NAME}` may stand for any value that is neither a list nor a map.
void allow_variables(Json& schema) {
  if (!schema.is_object()) return;
  if (schema.contains("properties")) {
    for (Json& property : schema["properties"]) property = or_variable(std::move(property));
  }
  for (const char* key : {"items", "additionalProperties"}) {
    if (schema.contains(key)) schema[key] = or_variable(std::move(schema[key]));
  }
  for (const char* key : {"allOf", "anyOf", "oneOf"}) {
    if (!schema.contains(key)) continue;
    for (Json& part : schema[key]) allow_variables(part);
  }
  if (schema.contains("then")) allow_variables(schema["then"]);
}

Json definitions(const Registry& registry) {
  return {{"variable", {{"type", "string"}, {"pattern", R"(\$\{)"}}},
          {"duration", {{"type", "string"}, {"pattern", kDurationPattern}}},
          {"size", {{"type", "string"}, {"pattern", kSizePattern}}},
          {"stage", stage_schema(registry)}};
}

}  // namespace

std::string schema_json(const Registry& registry) {
  Json defaults{{"type", "object"},
                {"additionalProperties", false},
                {"properties",
                 {{"batch_size", count_schema(config::kMostBatchSize, "for stages that do not say")},
                  {"queue_depth", count_schema(config::kMostQueueDepth, "for stages that do not say")}}}};
  Json schema{
      {"$schema", "https://json-schema.org/draft/2020-12/schema"},
      {"title", "A pipeline of weir"},
      {"type", "object"},
      {"additionalProperties", false},
      {"required", {"stages"}},
      {"patternProperties", {{fmt::format("^{}", config::kAnchorPrefix), {{"description", "values with anchors, for aliases below"}}}}},
      {"properties",
       {{"pipeline", name_schema("the pipeline's name")},
        {"workers", count_schema(config::kMostWorkers, "threads; auto: the cores that the process may use")},
        {"timeout", timespan_schema("the run fails when it takes longer")},
        {"memory", memory_schema("bytes that may wait in all queues together; a batch more always passes")},
        {"defaults", std::move(defaults)},
        {"plugins",
         {{"type", "array"},
          {"items", path_schema()},
          {"description", "paths of shared libraries with more kinds; `weir schema --plugin PATH` knows them"}}},
        {"stages", {{"type", "array"}, {"minItems", 1}, {"items", {{"$ref", "#/$defs/stage"}}}, {"description", "in flow order"}}}}},
      {"$defs", definitions(registry)}};
  allow_variables(schema);
  allow_variables(schema["$defs"]["stage"]);
  schema["properties"]["tests"] = tests_schema();  // in which nothing is replaced
  return json_text(schema);
}

}  // namespace weir::cli
