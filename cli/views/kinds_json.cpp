#include "views/kinds_json.hpp"

#include "format/json.hpp"
#include "plan/rejecting_kind.hpp"
#include "views/kind_names.hpp"

namespace weir::cli {
namespace {

using Form = ParamShape::Form;

const char* form_name(Form form) {
  switch (form) {
    case Form::boolean:
      return "boolean";
    case Form::integer:
      return "integer";
    case Form::number:
      return "number";
    case Form::string:
      return "string";
    case Form::path:
      return "path";
    case Form::choice:
      return "choice";
    case Form::duration:
      return "duration";
    case Form::size:
      return "size";
    case Form::list:
      return "list";
    case Form::map:
    case Form::structure:
      return "map";
    case Form::either:
      return "either";
  }
  return "";
}

Json params_json(const std::vector<std::shared_ptr<ParamInfo>>& params);

// Only what the shape has: limits, choices, the elements of a list, the members of a map.
Json shape_json(const ParamShape& shape) {
  Json json{{"type", form_name(shape.form)}};
  if (!shape.choices.empty()) json["choices"] = shape.choices;
  if (shape.at_least) json["at_least"] = *shape.at_least;
  if (shape.at_most) json["at_most"] = *shape.at_most;
  if (shape.element != nullptr) json["element"] = shape_json(*shape.element);
  for (const auto& alternative : shape.alternatives) json["alternatives"].push_back(shape_json(*alternative));
  if (shape.form == Form::structure) json["members"] = params_json(shape.members);
  return json;
}

Json params_json(const std::vector<std::shared_ptr<ParamInfo>>& params) {
  Json all = Json::array();
  for (const auto& param : params) {
    Json json{{"name", param->name}, {"doc", param->doc}, {"required", param->required}};
    json["default"] = param->required || param->default_text.empty() ? Json(nullptr) : Json(param->default_text);
    json.update(shape_json(param->shape));
    all.push_back(std::move(json));
  }
  return all;
}

Json type_json(const ItemType* type) {
  if (type == nullptr) return nullptr;
  return is_any_item(*type) ? "any" : type->name;
}

Json kind_json(const Kind& kind) {
  const KindInfo& info = kind.info;
  Json outputs = Json::object();  // by name, as in the plan
  for (const NamedOutput& output : kind.named_outputs) outputs[output.name] = type_json(output.type);
  return {{"name", kind.name},
          {"role", role_name(kind.role)},
          {"takes", type_json(kind.in)},
          {"gives", type_json(kind.out)},
          {"named_outputs", std::move(outputs)},
          {"names_outputs_by_params", kind.output_names != nullptr},
          {"single_replica", info.single_replica || kind.role == Role::source},
          {"needs_order", info.needs_order},
          {"can_retry", plan::can_retry(kind)},
          {"preferred_batch_size", or_null(info.preferred_batch_size)},
          {"summary", info.summary},
          {"details", info.details},
          {"params", params_json(info.params)},
          {"example", info.example},
          {"plugin", kind.plugin.empty() ? Json(nullptr) : Json(kind.plugin)}};
}

}  // namespace

std::string kinds_json(std::span<const Kind* const> kinds) {
  constexpr int kVersion = 1;
  Json json{{"version", kVersion}, {"kinds", Json::array()}};
  for (const Kind* kind : kinds) json["kinds"].push_back(kind_json(*kind));
  return json_text(json);
}

}  // namespace weir::cli
