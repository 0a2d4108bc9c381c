#include "views/param_schema.hpp"

namespace weir::cli {
namespace {

using Form = ParamShape::Form;

Json shape_schema(const ParamShape& shape);

// Numbers and booleans become JSON's own, everything else text.
Json scalar(const ParamShape& shape, const std::string& text) {
  const bool bare = shape.form == Form::boolean || shape.form == Form::integer || shape.form == Form::number;
  Json parsed = bare ? Json::parse(text, nullptr, false) : Json();
  return bare && !parsed.is_discarded() ? parsed : Json(text);
}

// The limits of the param, else those of its type.
Json number_schema(const char* type, const ParamShape& shape) {
  Json schema{{"type", type}};
  const auto limit = [&](const char* key, const std::optional<std::string>& own, const std::optional<std::string>& of_type) {
    const auto& text = own ? own : of_type;
    const Json number = text ? scalar(shape, *text) : Json();
    if (number.is_number()) schema[key] = number;
  };
  limit("minimum", shape.at_least, shape.type_least);
  limit("maximum", shape.at_most, shape.type_most);
  return schema;
}

// What weir reads as text may be a number or a boolean in YAML; weir takes it as written.
Json string_schema(const ParamShape& shape) {
  Json schema{{"type", {"string", "number", "boolean"}}};
  if (shape.not_empty) schema["minLength"] = 1;
  if (shape.form == Form::path) schema["pattern"] = kPathPattern;
  return schema;
}

Json list_schema(const ParamShape& shape) {
  Json schema{{"type", "array"}, {"items", shape_schema(*shape.element)}};
  if (shape.not_empty) schema["minItems"] = 1;
  return schema;
}

// With keys of the user's own.
Json map_schema(const ParamShape& shape) {
  Json schema{{"type", "object"}, {"additionalProperties", shape_schema(*shape.element)}};
  if (shape.not_empty) schema["minProperties"] = 1;
  return schema;
}

Json either_schema(const ParamShape& shape) {
  Json schema{{"anyOf", Json::array()}};
  for (const auto& alternative : shape.alternatives) {
    ParamShape given = *alternative;
    given.not_empty = shape.not_empty && given.element != nullptr;
    schema["anyOf"].push_back(shape_schema(given));
  }
  return schema;
}

Json choice_schema(const ParamShape& shape) {
  Json allowed = Json::array();
  for (const std::string& choice : shape.choices) {
    allowed.push_back(scalar(shape, choice));
    const Json to_yaml = Json::parse(choice, nullptr, false);
    if (allowed.back().is_string() && (to_yaml.is_number() || to_yaml.is_boolean() || to_yaml.is_null())) allowed.push_back(to_yaml);
  }
  return {{"enum", std::move(allowed)}};
}

Json shape_schema(const ParamShape& shape) {
  if (shape.optional) {
    ParamShape given = shape;
    given.optional = false;
    return {{"anyOf", {shape_schema(given), {{"type", "null"}}}}};
  }
  // A duration or size has many spellings, so its choices cannot be listed.
  const bool amount = shape.form == Form::duration || shape.form == Form::size;
  if (!shape.choices.empty() && !amount) return choice_schema(shape);
  switch (shape.form) {
    case Form::boolean:
      return {{"type", "boolean"}};
    case Form::integer:
      return number_schema("integer", shape);
    case Form::number:
      return number_schema("number", shape);
    case Form::string:
    case Form::path:
      return string_schema(shape);
    case Form::choice:
      return choice_schema(shape);
    case Form::duration:
      return {{"$ref", "#/$defs/duration"}};
    case Form::size:
      return {{"$ref", "#/$defs/size"}};
    case Form::list:
      return list_schema(shape);
    case Form::map:
      return map_schema(shape);
    case Form::structure:
      return params_schema(shape.members);
    case Form::either:
      return either_schema(shape);
  }
  return Json::object();
}

}  // namespace

Json params_schema(const std::vector<std::shared_ptr<ParamInfo>>& params) {
  Json schema{{"type", "object"}, {"additionalProperties", false}, {"properties", Json::object()}};
  Json required = Json::array();
  for (const auto& param : params) {
    Json property = shape_schema(param->shape);
    property["description"] = param->doc;
    const bool has_default = !param->required && !param->default_text.empty();
    if (has_default && param->shape.element == nullptr) property["default"] = scalar(param->shape, param->default_text);
    schema["properties"][param->name] = std::move(property);
    if (param->required) required.push_back(param->name);
  }
  if (!required.empty()) schema["required"] = std::move(required);
  return schema;
}

Json path_schema() {
  ParamShape path;
  path.form = Form::path;
  return string_schema(path);
}

}  // namespace weir::cli
