#include "views/kind_page.hpp"

#include <fmt/format.h>

#include <cstddef>
#include <string_view>
#include <vector>

#include "diagnostics/listed.hpp"
#include "plan/rejecting_kind.hpp"
#include "views/kind_names.hpp"

namespace weir::cli {
namespace {

using Form = ParamShape::Form;

constexpr std::size_t kPageWidth = 100;

// Wraps paragraphs; indented lines, such as YAML, stay as they are.
std::string wrapped(std::string_view text, std::size_t indent) {
  const std::string margin(indent, ' ');
  std::string out;
  while (!text.empty()) {
    std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    while (indent + line.size() > kPageWidth && !line.starts_with(' ')) {
      const std::size_t blank = line.rfind(' ', kPageWidth - indent);
      if (blank == std::string_view::npos) break;
      out += fmt::format("{}{}\n", margin, line.substr(0, blank));
      line.remove_prefix(blank + 1);
    }
    out += line.empty() ? "\n" : fmt::format("{}{}\n", margin, line);
  }
  return out;
}

std::string form_text(const ParamShape& shape) {
  if (!shape.choices.empty()) return diagnostics::listed(shape.choices, "or");
  switch (shape.form) {
    case Form::boolean:
      return "true or false";
    case Form::integer:
      return "integer";
    case Form::number:
      return "number";
    case Form::string:
      return "text";
    case Form::path:
      return "path";
    case Form::choice:
      return diagnostics::listed(shape.choices, "or");
    case Form::duration:
      return "duration, such as 5ms or 2s";
    case Form::size:
      return "size, such as 64KiB or 1MiB";
    case Form::list:
      return "list of: " + form_text(*shape.element);
    case Form::map:
      return "map from names to: " + form_text(*shape.element);
    case Form::structure:
      return "map";
    case Form::either:
      return form_text(*shape.alternatives[0]) + ", or " + form_text(*shape.alternatives[1]);
  }
  return "";
}

std::string rules_text(const ParamInfo& param) {
  const ParamShape& range = param.shape.leaf();
  std::string text;
  if (range.at_least) text += "; at least " + *range.at_least;
  if (range.at_most) text += "; at most " + *range.at_most;
  if (param.required) return text + "; required";
  if (param.shape.optional) return text + "; optional";
  return param.default_text.empty() ? text : text + "; default " + param.default_text;
}

std::string params_text(const std::vector<std::shared_ptr<ParamInfo>>& params, std::size_t indent) {
  std::string text;
  for (const auto& param : params) {
    text += fmt::format("{:{}}{}: {}{}\n", "", indent, param->name, form_text(param->shape), rules_text(*param));
    text += wrapped(param->doc, indent + 4);
    text += params_text(param->shape.leaf().members, indent + 4);
  }
  return text;
}

std::string type_text(const ItemType& type) {
  return is_any_item(type) ? "any item that can be printed" : type.name;
}

// NAME stands for the stage's own, as in `inputs: [NAME.rejected]`.
std::string named_outputs_text(const Kind& kind) {
  const bool rejects = plan::has_rejects(kind);
  std::string text;
  if (kind.output_names) text += fmt::format("          NAME.OUTPUT: {}, for each OUTPUT that its params name\n", type_text(*kind.out));
  for (const NamedOutput& output : kind.named_outputs) {
    const bool rejected = rejects && &output == &kind.named_outputs.back();
    text += fmt::format("{:10}NAME.{}: {}{}\n", rejected ? "rejects" : "", output.name, type_text(*output.type),
                        rejected ? ", an item that it could not use, with the reason" : "");
  }
  if (plan::can_retry(kind)) text += "retries   on_error: {retry: N} makes a call that failed again\n";
  return text;
}

std::string entrance_text(const Kind& kind) {
  std::string text = fmt::format("role      {}\n", role_name(kind.role));
  if (kind.in != nullptr) text += fmt::format("takes     {}\n", type_text(*kind.in));
  if (kind.out != nullptr) text += fmt::format("gives     {}\n", type_text(*kind.out));
  text += named_outputs_text(kind);
  if (kind.role != Role::source) {
    text += fmt::format("replicas  {}\n", kind.info.single_replica ? "one only" : "any number");
    if (kind.info.needs_order) text += "order     needed: each stage above has one replica or 'ordered: true', and one input\n";
    if (kind.waits_for_input) text += "order     'ordered: true' is refused: it does not say what it makes of which item\n";
    if (kind.info.preferred_batch_size) text += fmt::format("batches   of {} when batch_size is auto\n", *kind.info.preferred_batch_size);
  }
  return text;
}

}  // namespace

std::string kind_page(const Kind& kind) {
  const KindInfo& info = kind.info;
  std::string text = fmt::format("{}\n\n{}", kind.name, wrapped(info.summary, 0));
  if (!info.details.empty()) text += "\n" + wrapped(info.details, 0);
  text += "\n" + entrance_text(kind);
  text += info.params.empty() ? "\nparams    none\n" : "\nparams\n" + params_text(info.params, 2);
  if (!info.example.empty()) text += "\nexample\n" + wrapped(info.example, 2);
  return text;
}

}  // namespace weir::cli
