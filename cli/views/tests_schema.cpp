#include "views/tests_schema.hpp"

#include <utility>

#include <weir/columns.hpp>

namespace weir::cli {
namespace {

Json rows_schema(const char* description) {
  Json row{{"type", "object"}, {"additionalProperties", {{"type", {"string", "number", "boolean", "null"}}}}};
  return {{"type", "array"}, {"items", std::move(row)}, {"description", description}};
}

Json column_types_schema() {
  Json types = Json::array();
  for (const auto& [name, type] : choices(ColumnType())) types.push_back(name);
  return {{"type", "object"}, {"additionalProperties", {{"enum", std::move(types)}}}, {"description", "the types of the columns"}};
}

Json given_schema() {
  Json properties{{"rows", rows_schema("the rows that it is given")},
                  {"text", {{"type", {"string", "number", "boolean"}}, {"description", "what the file would hold that it reads"}}},
                  {"params", {{"type", "object"}, {"description", "params of the source, which then runs"}}},
                  {"columns", column_types_schema()}};
  Json one = Json::array();
  for (const char* key : {"rows", "text", "params"}) one.push_back({{"required", {key}}});
  Json map{{"type", "object"}, {"additionalProperties", false}, {"properties", std::move(properties)}, {"oneOf", std::move(one)}};
  return {{"anyOf", {rows_schema("rows"), {{"type", {"string", "number", "boolean"}}}, std::move(map)}}};
}

Json expected_schema() {
  Json map{{"type", "object"},
           {"additionalProperties", false},
           {"required", {"rows"}},
           {"properties",
            {{"rows", rows_schema("the rows that come")},
             {"any_order", {{"type", "boolean"}, {"default", false}, {"description", "in whatever order they come"}}}}}};
  return {{"anyOf", {rows_schema("rows"), std::move(map)}}};
}

}  // namespace

Json tests_schema() {
  Json properties{{"name", {{"type", {"string", "number", "boolean"}}, {"description", "what the case is called"}}},
                  {"given",
                   {{"type", "object"},
                    {"additionalProperties", given_schema()},
                    {"description", "by the name of a source, what takes its place; by that of another stage, what comes into it"}}},
                  {"expect",
                   {{"type", "object"},
                    {"minProperties", 1},
                    {"additionalProperties", expected_schema()},
                    {"description", "by the name of a stage or of an output, which rows come out; by that of a sink, which come to it"}}}};
  Json test{{"type", "object"}, {"additionalProperties", false}, {"required", {"name", "expect"}}, {"properties", std::move(properties)}};
  return {{"type", "array"}, {"items", std::move(test)}, {"description", "cases for `weir test`, which a run passes over"}};
}

}  // namespace weir::cli
